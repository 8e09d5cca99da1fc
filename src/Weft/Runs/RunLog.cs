using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Weft.Torch;

namespace Weft.Runs;

/// <summary><c>log.jsonl</c>: one event a line, appended. A line torn by a kill is cut off before anything is appended.</summary>
public sealed class RunLog : IDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    private readonly FileStream stream;
    private readonly TimeProvider time;
    private readonly Lock gate = new();

    /// <summary>Opens the log for appending.</summary>
    /// <param name="path">The file; made if it is missing.</param>
    /// <param name="time">Stamps the events.</param>
    public RunLog(string path, TimeProvider time)
    {
        this.time = time;
        stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        stream.SetLength(EndOfLastLine(stream));
        stream.Seek(0, SeekOrigin.End);
    }

    /// <summary>Reads a log; lines that are no events (a torn last one) are passed over.</summary>
    /// <param name="path">The file; an absent one is an empty log.</param>
    /// <returns>The events in order; of an epoch that ran again after a resume, only the last.</returns>
    public static IReadOnlyList<RunEvent> Read(string path)
    {
        if (!File.Exists(path))
        {
            return [];
        }

        var events = new List<RunEvent>();
        var places = new Dictionary<(string?, string?, int?, string?), int>();
        foreach (var line in File.ReadLines(path))
        {
            if (Parse(line) is not { } entry)
            {
                continue;
            }

            if (entry.Event is "epoch" or "probabilities")
            {
                var key = (entry.Event, entry.Stage, entry.Epoch, entry.Phase);
                if (places.TryGetValue(key, out var place))
                {
                    events[place] = entry;
                    continue;
                }

                places[key] = events.Count;
            }

            events.Add(entry);
        }

        return events;
    }

    /// <summary>Appends an event, stamped with the time.</summary>
    /// <exception cref="WeftException">It cannot be written.</exception>
    public void Write(RunEvent entry)
    {
        var line = JsonSerializer.Serialize(entry with { Time = time.GetUtcNow() }, Json) + "\n";
        lock (gate)
        {
            try
            {
                stream.Write(Encoding.UTF8.GetBytes(line));
                stream.Flush();
            }
            catch (IOException error)
            {
                throw new WeftException($"{stream.Name}: the log cannot be written ({error.Message}).", error);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => stream.Dispose();

    private static RunEvent? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<RunEvent>(line, Json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static long EndOfLastLine(FileStream stream)
    {
        for (var end = stream.Length; end > 0; end--)
        {
            stream.Position = end - 1;
            if (stream.ReadByte() == '\n')
            {
                return end;
            }
        }

        return 0;
    }
}
