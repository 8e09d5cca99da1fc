using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Weft.Torch;

namespace Weft.Runs;

/// <summary><c>log.jsonl</c>: one event a line, appended. A line torn by a kill is cut off before anything is appended.</summary>
public sealed class RunLogWriter : IDisposable
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
    public RunLogWriter(string path, TimeProvider time)
    {
        this.time = time;
        stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        stream.SetLength(EndOfLastLine(stream));
        stream.Seek(0, SeekOrigin.End);
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
