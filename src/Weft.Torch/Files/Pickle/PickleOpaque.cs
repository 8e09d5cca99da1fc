namespace Weft.Torch.Files.Pickle;

/// <summary>A value that was skipped: it may stand in a pickle, but nothing of it is kept.</summary>
/// <param name="Name">The Python name of what it was.</param>
public sealed record PickleOpaque(string Name);
