using System.Diagnostics.CodeAnalysis;

namespace Weft.Torch.Files;

/// <summary>What one element of a stored array is. Multi-byte elements are little-endian in memory and in the files written here.</summary>
[SuppressMessage("Naming", "CA1720", Justification = "Element types are best known by these names.")]
public enum ElementType
{
    /// <summary>One byte, 0 or 1.</summary>
    Bool,

    /// <summary>An unsigned byte.</summary>
    UInt8,

    /// <summary>A signed byte.</summary>
    Int8,

    /// <summary>A signed 16-bit integer.</summary>
    Int16,

    /// <summary>A signed 32-bit integer.</summary>
    Int32,

    /// <summary>A signed 64-bit integer.</summary>
    Int64,

    /// <summary>An IEEE 754 half.</summary>
    Float16,

    /// <summary>The upper 16 bits of a 32-bit float.</summary>
    BFloat16,

    /// <summary>An IEEE 754 single.</summary>
    Float32,

    /// <summary>An IEEE 754 double.</summary>
    Float64,
}
