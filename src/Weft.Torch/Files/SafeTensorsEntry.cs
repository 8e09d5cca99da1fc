using System.Collections.Immutable;

namespace Weft.Torch.Files;

/// <summary>One tensor of a .safetensors file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">What one element is.</param>
/// <param name="Shape">The length of each axis; empty for a single element.</param>
/// <param name="Offset">Where its elements begin, in bytes from the end of the header.</param>
/// <param name="ByteCount">The bytes of its elements.</param>
public sealed record SafeTensorsEntry(string Name, ElementType Type, ImmutableArray<long> Shape, long Offset, long ByteCount);
