namespace Weft.Torch;

/// <summary>Element types; the values are libtorch's own.</summary>
public enum DType
{
    /// <summary>Unsigned 8-bit integer.</summary>
    UInt8 = 0,

    /// <summary>Signed 8-bit integer.</summary>
    Int8 = 1,

    /// <summary>Signed 16-bit integer.</summary>
    Int16 = 2,

    /// <summary>Signed 32-bit integer.</summary>
    Int32 = 3,

    /// <summary>Signed 64-bit integer.</summary>
    Int64 = 4,

    /// <summary>IEEE 754 half precision.</summary>
    Float16 = 5,

    /// <summary>IEEE 754 single precision.</summary>
    Float32 = 6,

    /// <summary>IEEE 754 double precision.</summary>
    Float64 = 7,

    /// <summary>Truth values, one byte each.</summary>
    Bool = 11,

    /// <summary>bfloat16.</summary>
    BFloat16 = 15,
}

/// <summary>Facts about element types.</summary>
public static class DTypes
{
    /// <summary>The size of one element in bytes.</summary>
    public static int SizeInBytes(this DType dtype) => dtype switch
    {
        DType.UInt8 or DType.Int8 or DType.Bool => 1,
        DType.Int16 or DType.Float16 or DType.BFloat16 => 2,
        DType.Int32 or DType.Float32 => 4,
        DType.Int64 or DType.Float64 => 8,
        _ => throw new ArgumentOutOfRangeException(nameof(dtype), dtype, "unknown element type"),
    };

    /// <summary>The element type of a C# type.</summary>
    /// <exception cref="NotSupportedException">The C# type has no tensor counterpart.</exception>
    public static DType Of<T>()
        where T : unmanaged => default(T) switch
        {
            byte => DType.UInt8,
            sbyte => DType.Int8,
            short => DType.Int16,
            int => DType.Int32,
            long => DType.Int64,
            Half => DType.Float16,
            float => DType.Float32,
            double => DType.Float64,
            bool => DType.Bool,
            _ => throw new NotSupportedException($"Tensors cannot hold {typeof(T).Name}."),
        };
}
