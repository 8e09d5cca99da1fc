using System.Text.Json;
using Weft.Runs;
using Weft.Torch;
using Weft.Torch.Files;

namespace Weft.Data.Prepared;

/// <summary>Something of a source that cannot be used.</summary>
/// <param name="Name">What, such as a file's name.</param>
/// <param name="Problem">What is wrong with it, in a sentence.</param>
public sealed record BadItem(string Name, string Problem);

/// <summary>
/// Long work over items in a fixed order, in a folder of its own, that goes on where it was after a kill. What it writes are growing row
/// files; every few seconds they are flushed and the position is recorded, and after a kill what was written behind the record is done
/// again. The folder is locked while somebody works in it.
/// </summary>
public sealed class ResumableWork : IDisposable
{
    /// <summary>What the name of a wanted folder has behind it until the folder is whole.</summary>
    public const string Suffix = ".unfinished";

    private readonly FileStream guard;
    private readonly TimeProvider time;
    private readonly TimeSpan interval;
    private readonly Dictionary<string, NpyAppender> files = new(StringComparer.Ordinal);
    private readonly List<BadItem> bad = [];
    private readonly WorkRecord began;
    private long recordedAt;

    private ResumableWork(string folder, FileStream guard, WorkRecord began, TimeProvider time, TimeSpan interval)
    {
        Folder = folder;
        this.guard = guard;
        this.began = began;
        this.time = time;
        this.interval = interval;
        Next = began.Next;
        bad.AddRange(began.Bad);
        recordedAt = time.GetTimestamp();
    }

    /// <summary>Where files are written.</summary>
    public string Folder { get; }

    /// <summary>The first item that is not done yet, counted from 0.</summary>
    public int Next { get; private set; }

    /// <summary>
    /// Whether files are written here that this does not know of, without flushing each: they are flushed together before a position behind
    /// them is recorded.
    /// </summary>
    public bool HasOtherFiles { get; set; }

    /// <summary>Whether an earlier process had begun.</summary>
    public bool Resumed => began.Next > 0;

    /// <summary>The items that cannot be used, in order.</summary>
    public IReadOnlyList<BadItem> Bad => bad;

    /// <summary>Takes a folder to work in; null while another process does.</summary>
    /// <param name="folder">
    /// The folder; made if it is absent. One that was begun for other work is emptied, but never one in which no work was begun.
    /// </param>
    /// <param name="identity">Everything that determines the work: it goes on only where this is the same.</param>
    /// <param name="time">The clock.</param>
    /// <param name="seconds">How often the position is recorded.</param>
    /// <exception cref="UsageException">The folder holds somebody's files.</exception>
    /// <exception cref="WeftException">The folder cannot be written.</exception>
    public static ResumableWork? TryOpen(string folder, string identity, TimeProvider time, double seconds = 5) =>
        Take(folder, identity, time, seconds, keepsOthers: false);

    /// <summary>Takes a folder to work in.</summary>
    /// <inheritdoc cref="TryOpen"/>
    /// <exception cref="UsageException">Another process works there.</exception>
    public static ResumableWork Open(string folder, string identity, TimeProvider time, double seconds = 5) =>
        TryOpen(folder, identity, time, seconds) ?? throw InUse(folder);

    /// <summary>Takes the work folder beside a wanted folder; other work in it, which may be of days, is not emptied but told of.</summary>
    /// <param name="target">The wanted folder, found absent or empty.</param>
    /// <param name="identity">Everything that determines the work: it goes on only where this is the same.</param>
    /// <param name="time">The clock.</param>
    /// <param name="seconds">How often the position is recorded.</param>
    /// <exception cref="UsageException">
    /// Another process works there or has just finished, or the work folder holds other work or somebody's files.
    /// </exception>
    /// <exception cref="WeftException">The folder cannot be written.</exception>
    public static ResumableWork OpenFor(string target, string identity, TimeProvider time, double seconds = 5)
    {
        var work = Take(target + Suffix, identity, time, seconds, keepsOthers: true) ?? throw InUse(target + Suffix);
        if (!Directory.Exists(target) || !Directory.EnumerateFileSystemEntries(target).Any())
        {
            return work;
        }

        // Whole since it was looked for, which in large sources is minutes ago: the work folder is new and empty, or a user's affair.
        Action leave = work.Resumed ? work.Dispose : work.Abandon;
        leave();
        throw new UsageException($"{target} was made by another process meanwhile: give the same command again.");
    }

    /// <summary>A file of rows that grows: as far as the record has it after a kill. It becomes an ordinary .npy file at <see cref="Complete"/>.</summary>
    /// <param name="name">Its path within the folder.</param>
    /// <param name="type">What one element is.</param>
    /// <param name="rowShape">The shape of one row.</param>
    /// <exception cref="InvalidFileException">The file has fewer rows than were recorded.</exception>
    public NpyAppender Rows(string name, ElementType type, params ReadOnlySpan<long> rowShape)
    {
        if (files.TryGetValue(name, out var opened))
        {
            return opened;
        }

        var path = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        try
        {
            return files[name] = NpyAppender.Open(path, type, rowShape, began.Rows.GetValueOrDefault(name));
        }
        catch (InvalidFileException error)
        {
            throw new InvalidFileException(Folder, $"was begun, but is damaged ({error.Message.TrimEnd('.')}); delete this folder and begin again", error);
        }
    }

    /// <summary>An item is done: its rows were appended, or it cannot be used.</summary>
    /// <param name="problem">That it cannot be used, and why; null if it can.</param>
    public void Advance(BadItem? problem = null) => Advance(1, problem);

    /// <summary>Some items are done.</summary>
    /// <param name="items">How many.</param>
    /// <param name="problem">That the last of them cannot be used, and why; null if it can.</param>
    public void Advance(int items, BadItem? problem = null)
    {
        Next += items;
        if (problem is not null)
        {
            bad.Add(problem);
        }

        if (time.GetElapsedTime(recordedAt) >= interval)
        {
            Save();
        }
    }

    /// <summary>Records the position now.</summary>
    /// <exception cref="WeftException">The disk is full or fails.</exception>
    public void Save()
    {
        foreach (var file in files.Values)
        {
            file.Flush();
        }

        if (HasOtherFiles)
        {
            FolderSync.FlushFileSystem(Folder);
        }

        var rows = files.ToDictionary(f => f.Key, f => f.Value.Rows, StringComparer.Ordinal);
        AtomicFile.WriteAllText(
            UnfinishedFolder.RecordOf(Folder), JsonSerializer.Serialize(began with { Next = Next, Rows = rows, Bad = [.. bad] }, RunReport.Json));
        recordedAt = time.GetTimestamp();
    }

    /// <summary>All items are done: closes the row files and puts the folder at its place.</summary>
    /// <param name="target">The wanted folder; absent or empty.</param>
    /// <param name="finish">Writes what else belongs into the folder, such as a manifest; null for nothing.</param>
    /// <exception cref="WeftException">The disk is full or fails.</exception>
    public void Complete(string target, Action<string>? finish = null)
    {
        // A kill while the folder is being finished must find its way back to the last row.
        Save();
        foreach (var file in files.Values)
        {
            file.Complete();
        }

        finish?.Invoke(Folder);
        try
        {
            FolderSync.Flush(Folder);
            if (Directory.Exists(target))
            {
                Directory.Delete(target);
            }

            // Locked until it is in place: whoever waits for the lock must not take the folder for an unfinished one.
            Directory.Move(Folder, target);
            FolderSync.Flush(Path.GetDirectoryName(target)!);
            File.Delete(UnfinishedFolder.RecordOf(target));
            File.Delete(UnfinishedFolder.LockOf(target));
            guard.Dispose();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new WeftException($"{target}: cannot be put in place: {error.Message}", error);
        }
    }

    /// <summary>Removes the folder: its work is not wanted any more.</summary>
    public void Abandon()
    {
        Dispose();
        try
        {
            Directory.Delete(Folder, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // Whoever took it in the meantime did not want it either.
        }
    }

    /// <summary>Lets go of the folder; what was recorded stays for the next process.</summary>
    public void Dispose()
    {
        foreach (var file in files.Values)
        {
            file.Dispose();
        }

        guard.Dispose();
    }

    private static ResumableWork? Take(string folder, string identity, TimeProvider time, double seconds, bool keepsOthers)
    {
        FileStream? held = null;
        var made = false;
        try
        {
            Directory.CreateDirectory(folder);
            made = true;
            if (!UnfinishedFolder.IsOurs(folder))
            {
                throw new UsageException(
                    $"{folder} holds something else, but unfinished work belongs there: move it away, or give another folder to make.");
            }

            try
            {
                held = new FileStream(UnfinishedFolder.LockOf(folder), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (File.Exists(UnfinishedFolder.LockOf(folder)))
            {
                return null;
            }

            var before = UnfinishedFolder.Read(folder);
            if (before is null || !string.Equals(before.Identity, identity, StringComparison.Ordinal))
            {
                if (keepsOthers && before is { Next: > 0 })
                {
                    held.Dispose();
                    throw new UsageException(
                        $"{folder} was begun from other sources or by other settings, and {before.Next} items are done: give those again, "
                        + "or delete this folder to begin anew.");
                }

                UnfinishedFolder.Empty(folder);
                before = null;
            }

            return new ResumableWork(
                folder,
                held,
                before ?? new WorkRecord(identity, 0, new Dictionary<string, long>(StringComparer.Ordinal), []),
                time,
                TimeSpan.FromSeconds(seconds));
        }
        catch (DirectoryNotFoundException) when (made && !Directory.Exists(folder))
        {
            // Another process finished, and moved the folder away, between two of these steps.
            held?.Dispose();
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            held?.Dispose();
            throw new WeftException($"{folder}: cannot be written: {error.Message.TrimEnd('.')}; make room on the disk or check its permissions.", error);
        }
    }

    private static UsageException InUse(string folder) =>
        new($"{folder} is being worked on by another process: wait for it, or stop it and begin again.");
}
