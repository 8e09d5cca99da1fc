namespace Weft.Torch;

/// <summary>libtorch refused an operation.</summary>
/// <param name="what">The operator by its schema name, or the action.</param>
/// <param name="sentence">libtorch's own words.</param>
public sealed class TorchException(string what, string sentence) : WeftException($"{what}: {sentence.TrimEnd()}")
{
    /// <summary>The operator by its schema name, or the action.</summary>
    public string Operation { get; } = what;
}
