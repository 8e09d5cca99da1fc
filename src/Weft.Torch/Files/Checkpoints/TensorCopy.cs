using System.Buffers;

namespace Weft.Torch.Files.Checkpoints;

/// <summary>Writes a checkpoint's tensor in C order.</summary>
internal static class TensorCopy
{
    private const int PieceLength = 1 << 16;

    /// <summary>
    /// Writes a tensor: straight through where its elements lie in order, else gathered from the part of the block that it reaches.
    /// </summary>
    /// <exception cref="InvalidFileException">The bytes are damaged, or a tensor that must be gathered reaches over more than 2
    /// GiB.</exception>
    public static void Write(TorchTensor tensor, IBlocks blocks, string place, Stream output)
    {
        var size = tensor.Storage.Type.ByteSize();
        var check = tensor.Storage.Type == ElementType.Bool;
        void Take(ReadOnlySpan<byte> bytes)
        {
            if (check && !NdArray.AreBools(bytes))
            {
                throw new InvalidFileException(place, "a bool is neither 0 nor 1; the file is damaged, so fetch or write it again");
            }

            output.Write(bytes);
        }

        if (tensor.Count == 0)
        {
            return;
        }

        if (tensor.IsContiguous)
        {
            blocks.Copy(tensor.Storage.Key, tensor.Offset * size, tensor.ByteCount, Take);
            return;
        }

        if (tensor.Reach * size > Array.MaxLength)
        {
            throw new InvalidFileException(
                place, "a tensor that is not contiguous reaches over more than 2 GiB; save it again with .contiguous()");
        }

        var length = (int)(tensor.Reach * size);
        var reached = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            var filled = 0;
            blocks.Copy(tensor.Storage.Key, tensor.Offset * size, length, bytes =>
            {
                bytes.CopyTo(reached.AsSpan(filled));
                filled += bytes.Length;
            });
            Gather(tensor, reached, size, Take);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(reached);
        }
    }

    private static void Gather(TorchTensor tensor, byte[] reached, int size, Action<ReadOnlySpan<byte>> take)
    {
        // The last index runs fastest; position follows the indices without multiplying anew for each element.
        var index = new long[tensor.Shape.Length];
        var piece = new byte[Math.Min(PieceLength, tensor.ByteCount)];
        var filled = 0;
        long position = 0;
        for (long done = 0; done < tensor.Count; done++)
        {
            if (filled == piece.Length)
            {
                take(piece);
                filled = 0;
            }

            reached.AsSpan((int)(position * size), size).CopyTo(piece.AsSpan(filled));
            filled += size;
            for (var axis = index.Length - 1; axis >= 0; axis--)
            {
                position += tensor.Strides[axis];
                if (++index[axis] < tensor.Shape[axis])
                {
                    break;
                }

                position -= index[axis] * tensor.Strides[axis];
                index[axis] = 0;
            }
        }

        take(piece.AsSpan(0, filled));
    }
}
