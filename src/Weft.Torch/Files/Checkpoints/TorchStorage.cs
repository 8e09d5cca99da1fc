namespace Weft.Torch.Files.Checkpoints;

/// <summary>A block of elements in a checkpoint, or a part of one, which tensors look at.</summary>
/// <param name="Key">The block's name in the file.</param>
/// <param name="Type">What one element is.</param>
/// <param name="BlockCount">The elements of the whole block, as the pickle claims.</param>
/// <param name="Offset">Where the part begins, in elements of the block.</param>
/// <param name="Count">The part's elements.</param>
internal sealed record TorchStorage(string Key, ElementType Type, long BlockCount, long Offset, long Count);
