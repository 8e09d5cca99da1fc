using System.Collections.Immutable;

namespace Weft.Torch.Files.Checkpoints;

/// <summary>A tensor of a checkpoint: a way to walk through a storage. Its place was checked against the storage's claimed size.</summary>
internal sealed class TorchTensor
{
    /// <summary>Checks a tensor and makes it.</summary>
    /// <param name="storage">What it looks at.</param>
    /// <param name="offset">Its first element.</param>
    /// <param name="shape">The length of each axis.</param>
    /// <param name="strides">The elements from one index of an axis to the next.</param>
    /// <exception cref="FormatException">It reaches beyond the storage, or repeats elements.</exception>
    public TorchTensor(TorchStorage storage, long offset, ImmutableArray<long> shape, ImmutableArray<long> strides)
    {
        if (shape.Length != strides.Length || !ArrayShape.TryByteCount(shape.AsSpan(), storage.Type.ByteSize(), out var bytes))
        {
            throw new FormatException(
                $"a tensor's shape {ArrayShape.Text(shape.AsSpan())} is impossible; the file is damaged, so fetch or write it again");
        }

        // Read axis by axis in 128 bits: neither a stride nor a product of a hostile file overflows there.
        Int128 last = offset;
        for (var axis = 0; axis < shape.Length; axis++)
        {
            last += strides[axis] < 0 ? -1 : (Int128)Math.Max(shape[axis] - 1, 0) * strides[axis];
        }

        var count = bytes / storage.Type.ByteSize();
        if (offset < 0 || strides.Any(stride => stride < 0) || (count > 0 && last >= storage.Count))
        {
            throw new FormatException(
                $"a tensor of shape {ArrayShape.Text(shape.AsSpan())} reaches beyond its storage of {storage.Count} elements; "
                + "the file is damaged, so fetch or write it again");
        }

        if (count > storage.Count)
        {
            throw new FormatException(
                $"a tensor of shape {ArrayShape.Text(shape.AsSpan())} repeats the {storage.Count} elements of its storage; "
                + "save it again with .contiguous()");
        }

        (Storage, Offset, Shape, Strides, Count, ByteCount) = (storage, storage.Offset + offset, shape, strides, count, bytes);
        Reach = count == 0 ? 0 : (long)last - offset + 1;
    }

    /// <summary>What it looks at.</summary>
    public TorchStorage Storage { get; }

    /// <summary>Its first element, counted from the beginning of the storage's block.</summary>
    public long Offset { get; }

    /// <summary>The length of each axis.</summary>
    public ImmutableArray<long> Shape { get; }

    /// <summary>The elements from one index of an axis to the next.</summary>
    public ImmutableArray<long> Strides { get; }

    /// <summary>How many elements it has.</summary>
    public long Count { get; }

    /// <summary>The bytes of its elements.</summary>
    public long ByteCount { get; }

    /// <summary>How many elements of the block lie from its first to its last, both included.</summary>
    public long Reach { get; }

    /// <summary>Whether the elements lie one after the other in C order.</summary>
    public bool IsContiguous
    {
        get
        {
            long expected = 1;
            for (var axis = Shape.Length - 1; axis >= 0; axis--)
            {
                if (Shape[axis] != 1 && Strides[axis] != expected)
                {
                    return Count == 0;
                }

                expected *= Math.Max(Shape[axis], 1);
            }

            return true;
        }
    }
}
