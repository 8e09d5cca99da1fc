using System.Collections.Immutable;

namespace Weft.Torch.Files.Checkpoints;

/// <summary>A tensor of a PyTorch checkpoint.</summary>
/// <param name="Name">Its name, without the <c>module.</c> that DataParallel puts before it.</param>
/// <param name="Type">What one element is.</param>
/// <param name="Shape">The length of each axis; empty for a single element.</param>
/// <param name="ByteCount">The bytes of its elements.</param>
public sealed record CheckpointTensor(string Name, ElementType Type, ImmutableArray<long> Shape, long ByteCount);
