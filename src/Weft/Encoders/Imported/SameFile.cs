namespace Weft.Encoders.Imported;

/// <summary>Whether two paths lead to one file.</summary>
internal static class SameFile
{
    /// <summary>Compares paths with all links followed.</summary>
    public static bool Is(string one, string other) => string.Equals(Real(one), Real(other), StringComparison.Ordinal);

    private static string Real(string path)
    {
        var full = Path.GetFullPath(path);
        FileSystemInfo info = Directory.Exists(full) ? new DirectoryInfo(full) : new FileInfo(full);
        try
        {
            // What a link leads to may lie behind further links.
            return info.ResolveLinkTarget(returnFinalTarget: true) is { } target
                ? Real(target.FullName)
                : Path.GetDirectoryName(full) is { } folder ? Path.Combine(Real(folder), Path.GetFileName(full)) : full;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return full;
        }
    }
}
