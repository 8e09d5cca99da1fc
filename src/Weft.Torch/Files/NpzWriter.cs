using System.IO.Compression;

namespace Weft.Torch.Files;

/// <summary>Writes .npz archives: the same arrays always give the same bytes.</summary>
public static class NpzWriter
{
    // Zip cannot hold an earlier time; a fixed one keeps the bytes independent of the clock.
    private static readonly DateTimeOffset EntryTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Writes arrays to an archive, atomically, in the ordinal order of their names.</summary>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="arrays">The arrays by name, without ".npy"; none of BFloat16. A name may hold '/' but is never a path.</param>
    /// <param name="compress">Whether to deflate the entries; otherwise they are stored.</param>
    /// <param name="lasting">Whether the file is on the disk when this returns (<see cref="AtomicFile.Write"/>).</param>
    /// <exception cref="ArgumentException">A name is empty, absolute, climbs with '..' or holds control characters.</exception>
    /// <exception cref="UsageException">An array is of BFloat16, which numpy lacks.</exception>
    /// <exception cref="WeftException">The file cannot be written; what was there before is untouched.</exception>
    public static void Write(string path, IReadOnlyDictionary<string, NdArray> arrays, bool compress = true, bool lasting = true)
    {
        ArgumentNullException.ThrowIfNull(arrays);
        foreach (var name in arrays.Keys)
        {
            RequireName(name);
        }

        var level = compress ? CompressionLevel.Optimal : CompressionLevel.NoCompression;
        AtomicFile.Write(path, stream =>
        {
            using var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
            foreach (var (name, array) in arrays.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            {
                var entry = archive.CreateEntry(name + ".npy", level);
                entry.LastWriteTime = EntryTime;
                using var content = entry.Open();
                NpyWriter.Write(content, array);
            }
        }, lasting);
    }

    private static void RequireName(string name)
    {
        // Other programs unpack archives to paths, and must not be led out of their folder.
        if (name.Length == 0 || name.Contains('\\') || name.Contains(':') || name.Any(char.IsControl)
            || name.Split('/').Any(part => part is "" or "." or ".."))
        {
            throw new ArgumentException($"{InputFile.Quote(name)} cannot name an array of an archive.", nameof(name));
        }
    }
}
