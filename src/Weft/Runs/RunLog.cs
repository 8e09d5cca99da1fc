using System.Text;
using System.Text.Json;

namespace Weft.Runs;

/// <summary>What <c>log.jsonl</c> holds, read with tolerance: a run may have been killed in the middle of a line.</summary>
/// <param name="Events">The events in the order they were written.</param>
/// <param name="Torn">Whether the last line was cut off.</param>
/// <param name="Damaged">How many other lines could not be read.</param>
public sealed record RunLog(IReadOnlyList<RunEvent> Events, bool Torn, int Damaged)
{
    /// <summary>A log line longer than this many characters (16 Mi) is damage, not an event.</summary>
    private const int LongestLine = 1 << 24;

    // Enough for the last events of any run: one event with all probabilities is a few kilobytes.
    private const int TailBytes = 1 << 18;

    /// <summary>A log without lines.</summary>
    public static RunLog Empty { get; } = new([], Torn: false, Damaged: 0);

    /// <summary>The time of the first event, or null without events.</summary>
    public DateTimeOffset? Started => Events.Count == 0 ? null : Events[0].Time;

    /// <summary>The time of the last event, or null without events.</summary>
    public DateTimeOffset? LastEvent => Events.Count == 0 ? null : Events[^1].Time;

    /// <summary>Reads a whole log. Lines that cannot be read are counted, not thrown.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="IOException">The file cannot be opened or read.</exception>
    public static RunLog Read(string path)
    {
        using var stream = Open(path);
        return Parse(stream);
    }

    /// <summary>Reads the end of a log, however long it is: for lists of many runs.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="IOException">The file cannot be opened or read.</exception>
    public static RunLog ReadEnd(string path)
    {
        using var stream = Open(path);
        if (stream.Length <= TailBytes)
        {
            return Parse(stream);
        }

        // The cut falls anywhere: what is left of the first line is dropped.
        _ = stream.Seek(-TailBytes, SeekOrigin.End);
        int read;
        do
        {
            read = stream.ReadByte();
        }
        while (read is not ('\n' or -1));
        return Parse(stream);
    }

    // A run that is still writing keeps its log open.
    private static FileStream Open(string path) => new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

    private static RunLog Parse(Stream stream)
    {
        var events = new List<RunEvent>();
        var (bad, lastWasBad) = (0, false);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        while (reader.ReadLine() is { } line)
        {
            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            lastWasBad = !TryParse(line, out var parsed);
            if (lastWasBad)
            {
                bad++;
            }
            else
            {
                events.Add(parsed!);
            }
        }

        return new RunLog(events, Torn: lastWasBad, Damaged: bad - (lastWasBad ? 1 : 0));
    }

    private static bool TryParse(string line, out RunEvent? parsed)
    {
        parsed = null;
        if (line.Length > LongestLine)
        {
            return false;
        }

        try
        {
            parsed = JsonSerializer.Deserialize<RunEvent>(line, StrictJson.Options);
            return parsed is not null && parsed.Probabilities?.Contains(null!) != true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
