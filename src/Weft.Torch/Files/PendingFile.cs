using System.Runtime.Versioning;

namespace Weft.Torch.Files;

/// <summary>
/// A file on its way: written beside its final path under a name of its own and put there only by <see cref="Commit"/>.
/// Disposed without a commit it vanishes, and what was at the path before is as it was.
/// </summary>
internal sealed class PendingFile : IDisposable
{
    private readonly string path;
    private readonly string full;
    private readonly string folder;
    private readonly string temporary;
    private readonly FileStream stream;
    private bool committed;

    /// <summary>Creates the temporary sibling.</summary>
    /// <exception cref="WeftException">The folder does not exist or may not be written.</exception>
    public PendingFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        this.path = path;
        full = Path.GetFullPath(path);
        if (Directory.Exists(full))
        {
            throw new WeftException($"{path}: a folder is in the way; remove it or choose another name.");
        }

        folder = Path.GetDirectoryName(full)!;
        // The name is short whatever the file's own name is, so that it never exceeds what a file system allows.
        temporary = Path.Combine(folder, $".weft-{Path.GetRandomFileName()}.tmp");
        try
        {
            stream = new FileStream(temporary, Options());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new WeftException(
                $"{path}: cannot be written ({e.Message}); create the folder, check its permissions or choose another one.", e);
        }
    }

    /// <summary>Where to write the content.</summary>
    public Stream Stream => stream;

    /// <summary>
    /// Flushes the content to the disk, puts the file at its path in one step and makes that step lasting.
    /// </summary>
    /// <param name="lasting">Whether to flush; otherwise the file is put in place alone.</param>
    /// <exception cref="WeftException">The content, the renaming or the folder's entry could not be made lasting.</exception>
    public void Commit(bool lasting = true)
    {
        try
        {
            stream.Flush(flushToDisk: lasting);
            stream.Dispose();
            if (!OperatingSystem.IsWindows() && OldMode is { } mode)
            {
                File.SetUnixFileMode(temporary, mode);
            }

            File.Move(temporary, full, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failure(e);
        }

        committed = true;
        if (lasting)
        {
            FolderSync.Flush(folder);
        }
    }

    /// <summary>The error for content that could not be written.</summary>
    public WeftException Failure(Exception cause) =>
        new($"{path}: cannot be written ({cause.Message}); what was there before is untouched, so free some space or choose another folder.", cause);

    /// <summary>Deletes the temporary file unless it was committed.</summary>
    public void Dispose()
    {
        try
        {
            stream.Dispose();
        }
        catch (IOException)
        {
            // Bytes that do not fit the disk are still in the buffer: the failure was reported when they were written.
        }

        if (!committed)
        {
            try
            {
                File.Delete(temporary);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // The failure that led here is what the caller must see; a left-over temporary file does no harm.
            }
        }
    }

    [UnsupportedOSPlatform("windows")]
    private UnixFileMode? OldMode => File.Exists(full) ? File.GetUnixFileMode(full) : null;

    private FileStreamOptions Options()
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Share = FileShare.None,
            BufferSize = 1 << 16,
        };
        if (!OperatingSystem.IsWindows() && OldMode is { } mode)
        {
            // From the start, lest others read along while a private file is being replaced.
            options.UnixCreateMode = mode | UnixFileMode.UserWrite;
        }

        return options;
    }
}
