namespace Weft.Torch;

/// <summary>A file from outside is not what it claims to be: truncated, of another format, or with impossible sizes.</summary>
/// <param name="path">The file (or the entry within a file).</param>
/// <param name="problem">What is wrong with it and what to do, without the file's name; a sentence fragment.</param>
/// <param name="innerException">The cause, for logs.</param>
public sealed class InvalidFileException(string path, string problem, Exception? innerException = null)
    : WeftException($"{path}: {problem}", innerException!)
{
    /// <summary>The file (or the entry within a file).</summary>
    public string Path { get; } = path;
}
