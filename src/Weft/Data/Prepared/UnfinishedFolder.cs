using System.Text.Json;
using Weft.Runs;

namespace Weft.Data.Prepared;

/// <summary>How far unfinished work is.</summary>
/// <param name="Identity">Everything that determines the work.</param>
/// <param name="Next">The first item that is not done yet.</param>
/// <param name="Rows">How many rows of each file are on the disk.</param>
/// <param name="Bad">The items that cannot be used.</param>
internal sealed record WorkRecord(string Identity, int Next, IReadOnlyDictionary<string, long> Rows, IReadOnlyList<BadItem> Bad);

/// <summary>The folder of unfinished work: its lock, its record, and how it is told from a person's own.</summary>
internal static class UnfinishedFolder
{
    private const string LockName = "lock";
    private const int Looks = 5;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>The file that is held while somebody works in the folder.</summary>
    public static string LockOf(string folder) => Path.Combine(folder, LockName);

    /// <summary>The file that says how far the work is.</summary>
    public static string RecordOf(string folder) => Path.Combine(folder, "progress.json");

    /// <summary>How far the work in a folder is; null where there is no record, or none that can be read.</summary>
    public static WorkRecord? Read(string folder)
    {
        var path = RecordOf(folder);
        try
        {
            return File.Exists(path)
                && JsonSerializer.Deserialize<WorkRecord>(File.ReadAllText(path), RunReport.Json) is { Next: >= 0, Rows: not null, Bad: not null } found
                ? found
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>
    /// Whether a folder is empty or one of unfinished work. Work begins with its lock, so whoever sees another file sees the lock after it;
    /// but a folder may just be going away.
    /// </summary>
    public static bool IsOurs(string folder)
    {
        for (var look = 0; look < Looks; look++)
        {
            if (!Directory.EnumerateFileSystemEntries(folder).Any() || File.Exists(LockOf(folder)) || File.Exists(RecordOf(folder)))
            {
                return true;
            }

            Thread.Sleep(Pause);
        }

        return false;
    }

    /// <summary>Removes everything but the lock.</summary>
    public static void Empty(string folder)
    {
        foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos().Where(e => e.Name is not LockName))
        {
            if (entry is DirectoryInfo inner)
            {
                inner.Delete(recursive: true);
            }
            else
            {
                entry.Delete();
            }
        }
    }
}
