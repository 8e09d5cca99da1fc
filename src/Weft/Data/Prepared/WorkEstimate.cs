using System.Globalization;
using Weft.Torch;

namespace Weft.Data.Prepared;

/// <summary>What long work will take, told before it begins.</summary>
/// <param name="Bytes">Disk that it will fill.</param>
/// <param name="Duration">How long it will last on this machine, by a short try; null where none was made.</param>
/// <param name="MemoryBytes">Memory that it will need; null where that is not worth telling.</param>
public sealed record WorkEstimate(long Bytes, TimeSpan? Duration, long? MemoryBytes = null)
{
    /// <summary>Makes sure that the disk has the room.</summary>
    /// <param name="folder">Where it will be filled; need not be there yet.</param>
    /// <param name="already">How much of it an earlier attempt has filled.</param>
    /// <exception cref="WeftException">The disk is too full.</exception>
    public void RequireRoom(string folder, long already = 0)
    {
        if (FreeBytes(folder) is { } free && free < Bytes - already)
        {
            throw new WeftException(
                $"{folder}: {Size(Bytes - already)} are needed, but the disk has {Size(free)} left: make room, or choose a folder on another disk.");
        }
    }

    /// <summary>A sentence, such as <c>about 3.2 GB of disk and 4 minutes</c>.</summary>
    public override string ToString()
    {
        List<string> parts = [$"{Size(Bytes)} of disk"];
        if (MemoryBytes is { } memory)
        {
            parts.Add($"{Size(memory)} of memory");
        }

        if (Duration is { } duration)
        {
            parts.Add(Time(duration));
        }

        var last = parts.Count > 1 ? $" and {parts[^1]}" : string.Empty;
        return $"about {string.Join(", ", parts[..Math.Max(parts.Count - 1, 1)])}{last}";
    }

    /// <summary>A number of bytes as a person reads it, in powers of ten.</summary>
    public static string Size(long bytes)
    {
        string[] units = ["bytes", "kB", "MB", "GB", "TB"];
        var (value, unit) = ((double)bytes, 0);
        while (value >= 1000 && unit < units.Length - 1)
        {
            (value, unit) = (value / 1000, unit + 1);
        }

        return string.Create(CultureInfo.InvariantCulture, $"{(unit == 0 || value >= 100 ? Math.Round(value) : Math.Round(value, 1)):0.#} {units[unit]}");
    }

    /// <summary>A time as a person reads it, roughly.</summary>
    public static string Time(TimeSpan time) => time switch
    {
        { TotalSeconds: < 1.5 } => "a second",
        { TotalSeconds: < 90 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0} seconds"),
        { TotalMinutes: < 90 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:0} minutes"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{time.TotalHours:0.#} hours"),
    };

    private static long? FreeBytes(string folder)
    {
        var there = Path.GetFullPath(folder);
        while (!Directory.Exists(there) && Path.GetDirectoryName(there) is { } parent)
        {
            there = parent;
        }

        try
        {
            return new DriveInfo(there).AvailableFreeSpace;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }
}
