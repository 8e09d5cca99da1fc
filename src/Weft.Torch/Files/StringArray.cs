using System.Collections.Immutable;

namespace Weft.Torch.Files;

/// <summary>An array of texts as a .npy file holds it.</summary>
/// <param name="Shape">The length of each axis; empty for a single text.</param>
/// <param name="Values">The texts in C order, without the zero characters that pad them to one width in the file.</param>
public sealed record StringArray(ImmutableArray<long> Shape, ImmutableArray<string> Values);
