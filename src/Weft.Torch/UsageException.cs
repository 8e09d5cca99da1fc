namespace Weft.Torch;

/// <summary>The command or a setting was used wrongly: an unknown key, a value out of range. Exit code 2.</summary>
/// <param name="message">What is wrong, where, and what would be right.</param>
public sealed class UsageException(string message) : WeftException(message)
{
    /// <inheritdoc/>
    public override int ExitCode => 2;
}
