namespace Weft.Torch.Files;

/// <summary>Sizes of element types and the C# types that hold them.</summary>
public static class ElementTypes
{
    /// <summary>The bytes of one element: 1, 2, 4 or 8.</summary>
    /// <param name="type">The element type.</param>
    /// <returns>The size in bytes.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The value is not one of the enumeration's.</exception>
    public static int ByteSize(this ElementType type) => type switch
    {
        ElementType.Bool or ElementType.UInt8 or ElementType.Int8 => 1,
        ElementType.Int16 or ElementType.Float16 or ElementType.BFloat16 => 2,
        ElementType.Int32 or ElementType.Float32 => 4,
        ElementType.Int64 or ElementType.Float64 => 8,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Not an element type."),
    };

    /// <summary>The element type that a C# type stores.</summary>
    /// <typeparam name="T">bool, byte, sbyte, short, int, long, Half, float or double.</typeparam>
    /// <returns>The element type. BFloat16 has no C# type of its own, so none maps to it.</returns>
    /// <exception cref="NotSupportedException">No element type is stored as <typeparamref name="T"/>.</exception>
    public static ElementType Of<T>()
        where T : unmanaged
    {
        var type = typeof(T);
        return type == typeof(bool) ? ElementType.Bool
            : type == typeof(byte) ? ElementType.UInt8
            : type == typeof(sbyte) ? ElementType.Int8
            : type == typeof(short) ? ElementType.Int16
            : type == typeof(int) ? ElementType.Int32
            : type == typeof(long) ? ElementType.Int64
            : type == typeof(Half) ? ElementType.Float16
            : type == typeof(float) ? ElementType.Float32
            : type == typeof(double) ? ElementType.Float64
            : throw new NotSupportedException($"Arrays cannot hold {type.Name}; use bool, byte, sbyte, short, int, long, Half, float or double.");
    }

    /// <summary>Throws unless elements of <paramref name="type"/> may be viewed as <typeparamref name="T"/>.</summary>
    internal static void RequireView<T>(ElementType type)
        where T : unmanaged
    {
        // The bits of a BFloat16 are what a bridge to a tensor library needs, hence ushort for it.
        var fits = type == ElementType.BFloat16 ? typeof(T) == typeof(ushort) : typeof(T) != typeof(ushort) && Of<T>() == type;
        if (!fits)
        {
            throw new InvalidOperationException($"The array holds {type}, which cannot be viewed as {typeof(T).Name}.");
        }
    }
}
