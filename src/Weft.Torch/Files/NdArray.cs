using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Weft.Torch.Files;

/// <summary>
/// An array as files store it: a shape, an element type and the elements as contiguous little-endian bytes in C order (last axis
/// fastest). It does not change once made and knows nothing of libtorch.
/// </summary>
public sealed class NdArray
{
    /// <summary>Wraps bytes as an array; the bytes are not copied and must not be changed afterwards.</summary>
    /// <param name="type">What one element is.</param>
    /// <param name="bytes">The elements, little-endian, C order.</param>
    /// <param name="shape">The length of each axis; none for a single element.</param>
    /// <exception cref="ArgumentException">The shape does not describe this many bytes, or a bool is neither 0 nor 1.</exception>
    public NdArray(ElementType type, ReadOnlyMemory<byte> bytes, params ReadOnlySpan<long> shape)
    {
        if (!ArrayShape.TryByteCount(shape, type.ByteSize(), out var expected) || expected != bytes.Length)
        {
            throw new ArgumentException(
                $"The shape {ArrayShape.Text(shape)} of {type} does not describe {bytes.Length} bytes.", nameof(shape));
        }

        if (type == ElementType.Bool && !AreBools(bytes.Span))
        {
            throw new ArgumentException("A bool is neither 0 nor 1.", nameof(bytes));
        }

        Type = type;
        Bytes = bytes;
        Shape = [.. shape];
    }

    /// <summary>What one element is.</summary>
    public ElementType Type { get; }

    /// <summary>The length of each axis; empty for a single element (0-d).</summary>
    public ImmutableArray<long> Shape { get; }

    /// <summary>The elements: contiguous, little-endian, C order.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>The number of elements: the product of the shape, 1 for a 0-d array.</summary>
    public long Count => Bytes.Length / Type.ByteSize();

    /// <summary>Makes an array from a copy of C# values.</summary>
    /// <typeparam name="T">bool, byte, sbyte, short, int, long, Half, float or double.</typeparam>
    /// <param name="data">The elements in C order.</param>
    /// <param name="shape">The length of each axis; none for a single element (0-d).</param>
    /// <returns>The array.</returns>
    /// <exception cref="ArgumentException">The shape's product is not the number of elements.</exception>
    /// <exception cref="NotSupportedException">No array can hold <typeparamref name="T"/>.</exception>
    public static NdArray From<T>(T[] data, params ReadOnlySpan<long> shape)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(data);
        var type = ElementTypes.Of<T>();
        if (!ArrayShape.TryByteCount(shape, 1, out var count) || count != data.Length)
        {
            throw new ArgumentException(
                $"The shape {ArrayShape.Text(shape)} does not describe {data.Length} elements.", nameof(shape));
        }

        return new NdArray(type, MemoryMarshal.AsBytes(data.AsSpan()).ToArray(), shape);
    }

    /// <summary>The elements in C order, without a copy.</summary>
    /// <typeparam name="T">The C# type of the element type; ushort (the raw bits) for BFloat16.</typeparam>
    /// <returns>A view of <see cref="Count"/> elements.</returns>
    /// <exception cref="InvalidOperationException">The array holds another element type.</exception>
    /// <exception cref="NotSupportedException">No array can hold <typeparamref name="T"/>.</exception>
    public ReadOnlySpan<T> As<T>()
        where T : unmanaged
    {
        ElementTypes.RequireView<T>(Type);
        return MemoryMarshal.Cast<byte, T>(Bytes.Span);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Type} {ArrayShape.Text(Shape.AsSpan())}";

    /// <summary>Whether every byte is a C# bool: any other value would make code that branches on it behave oddly.</summary>
    internal static bool AreBools(ReadOnlySpan<byte> bytes) => !bytes.ContainsAnyExceptInRange((byte)0, (byte)1);
}
