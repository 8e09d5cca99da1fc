using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Weft.Torch.Files;

/// <summary>Brings the elements of a .npy file into little-endian C order.</summary>
internal static class NpyLayout
{
    /// <summary>Converts the bytes as the header says; the buffer may be changed or returned itself.</summary>
    public static byte[] ToLittleEndianCOrder(byte[] bytes, NpyHeader header)
    {
        if (header.Type.BigEndian)
        {
            Swap(bytes, header.Type.UnitSize);
        }

        return header.FortranOrder && bytes.Length > 0 ? FromFortran(bytes, header.Shape, header.Type.ItemSize) : bytes;
    }

    private static void Swap(Span<byte> bytes, int unit)
    {
        switch (unit)
        {
            case 2:
                var shorts = MemoryMarshal.Cast<byte, ushort>(bytes);
                BinaryPrimitives.ReverseEndianness(shorts, shorts);
                break;
            case 4:
                var ints = MemoryMarshal.Cast<byte, uint>(bytes);
                BinaryPrimitives.ReverseEndianness(ints, ints);
                break;
            case 8:
                var longs = MemoryMarshal.Cast<byte, ulong>(bytes);
                BinaryPrimitives.ReverseEndianness(longs, longs);
                break;
        }
    }

    private static byte[] FromFortran(byte[] bytes, long[] shape, int item)
    {
        var result = new byte[bytes.Length];
        switch (item)
        {
            case 1:
                Permute<byte>(bytes, result, shape);
                break;
            case 2:
                Permute<ushort>(bytes, result, shape);
                break;
            case 4:
                Permute<uint>(bytes, result, shape);
                break;
            case 8:
                Permute<ulong>(bytes, result, shape);
                break;
            default:
                var walk = new Walk(shape);
                for (var to = 0; to < result.Length; to += item)
                {
                    bytes.AsSpan(checked((int)(walk.Next() * item)), item).CopyTo(result.AsSpan(to));
                }

                break;
        }

        return result;
    }

    private static void Permute<T>(ReadOnlySpan<byte> fromBytes, Span<byte> toBytes, long[] shape)
        where T : unmanaged
    {
        var from = MemoryMarshal.Cast<byte, T>(fromBytes);
        var to = MemoryMarshal.Cast<byte, T>(toBytes);
        var walk = new Walk(shape);
        for (var i = 0; i < to.Length; i++)
        {
            to[i] = from[(int)walk.Next()];
        }
    }

    /// <summary>Walks the elements in C order and tells where each lies in Fortran order.</summary>
    private struct Walk
    {
        private readonly long[] shape;
        private readonly long[] strides;
        private readonly long[] index;
        private long current;

        public Walk(long[] shape)
        {
            this.shape = shape;
            strides = new long[shape.Length];
            index = new long[shape.Length];
            long stride = 1;
            for (var axis = 0; axis < shape.Length; axis++)
            {
                strides[axis] = stride;
                stride *= shape[axis];
            }
        }

        public long Next()
        {
            var result = current;
            for (var axis = shape.Length - 1; axis >= 0; axis--)
            {
                current += strides[axis];
                if (++index[axis] < shape[axis])
                {
                    break;
                }

                current -= strides[axis] * shape[axis];
                index[axis] = 0;
            }

            return result;
        }
    }
}
