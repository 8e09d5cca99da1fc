namespace Weft.Data.Formats;

/// <summary>Lengths of the files of a listed folder: large data sets are often folders of links to where they really lie.</summary>
internal static class FileLength
{
    /// <summary>A file's length, behind all links; 0 where nothing is there, or under a name that is no text.</summary>
    /// <param name="file">The file as a listing gave it.</param>
    public static long Of(FileInfo file)
    {
        try
        {
            // The length of a link itself is that of the path it holds.
            var isLink = file.Attributes.HasFlag(FileAttributes.ReparsePoint);
            return (isLink ? file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo : file)?.Length ?? 0;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }
}
