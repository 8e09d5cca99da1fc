using System.Runtime.InteropServices;

namespace Weft.Torch.Files;

/// <summary>
/// Makes the names in a folder lasting: after a rename the file's content may be on the disk while its name is not yet, and
/// a power cut would bring back the old file.
/// </summary>
public static partial class FolderSync
{
    private const int ReadOnly = 0;
    private const int CloseOnExecLinux = 0x80000;
    private const int InvalidArgument = 22;
    private const int NotSupportedLinux = 95;

    /// <summary>Flushes a folder's entries to the disk. File systems that cannot do so, and Windows, are left alone.</summary>
    /// <exception cref="WeftException">The folder cannot be opened or the disk reports a failure.</exception>
    public static void Flush(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        Flush(folder, Sync);
    }

    /// <summary>Flushes everything on a folder's file system to the disk: many files at once, in the time of a few.</summary>
    /// <param name="folder">A folder on the file system.</param>
    /// <exception cref="WeftException">The folder cannot be opened or the disk reports a failure.</exception>
    public static void FlushFileSystem(string folder)
    {
        if (OperatingSystem.IsLinux())
        {
            Flush(folder, SyncFileSystem);
        }
        else if (!OperatingSystem.IsWindows())
        {
            SyncAll();
        }
    }

    private static void Flush(string folder, Func<int, int> sync)
    {
        var descriptor = Open(folder, OperatingSystem.IsLinux() ? CloseOnExecLinux | ReadOnly : ReadOnly);
        if (descriptor < 0)
        {
            throw Failure(folder, Marshal.GetLastPInvokeError());
        }

        try
        {
            // Some network file systems have no notion of syncing a folder and say so with these two codes.
            if (sync(descriptor) != 0 && Marshal.GetLastPInvokeError() is var error and not (InvalidArgument or NotSupportedLinux))
            {
                throw Failure(folder, error);
            }
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    private static WeftException Failure(string folder, int error) => new(
        $"{folder}: the new file is in place, but the folder could not be flushed to disk ({Marshal.GetPInvokeErrorMessage(error)}), "
        + "so a power cut may bring back the old one; check the disk and write again.");

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(int descriptor);

    [LibraryImport("libc", EntryPoint = "syncfs", SetLastError = true)]
    private static partial int SyncFileSystem(int descriptor);

    [LibraryImport("libc", EntryPoint = "sync")]
    private static partial void SyncAll();

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}
