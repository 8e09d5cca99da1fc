using System.Collections.Immutable;

namespace Weft.Torch.Files;

/// <summary>A tensor that is to be written to a .safetensors file.</summary>
/// <param name="name">Its name; valid Unicode, not "__metadata__".</param>
/// <param name="type">What one element is.</param>
/// <param name="shape">The length of each axis; empty for a single element.</param>
/// <param name="write">Writes its elements, little-endian in C order, when its turn comes.</param>
public sealed class SafeTensorsPart(string name, ElementType type, ImmutableArray<long> shape, Action<Stream> write)
{
    /// <summary>Its name.</summary>
    public string Name { get; } = name;

    /// <summary>What one element is.</summary>
    public ElementType Type { get; } = type;

    /// <summary>The length of each axis; empty for a single element.</summary>
    public ImmutableArray<long> Shape { get; } = shape;

    /// <summary>The bytes of its elements.</summary>
    public long ByteCount { get; } = ArrayShape.TryByteCount(shape.AsSpan(), type.ByteSize(), out var bytes)
        ? bytes
        : throw new ArgumentException($"The shape {ArrayShape.Text(shape.AsSpan())} is impossible.", nameof(shape));

    /// <summary>Writes its elements.</summary>
    internal void Write(Stream stream) => write(stream);
}
