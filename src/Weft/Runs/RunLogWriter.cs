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

        // Unbuffered: on a full disk, bytes left in a buffer would fail once more on disposal and hide the first failure's sentence.
        stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);
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
            }
            catch (IOException error)
            {
                throw new WeftException(
                    $"{stream.Name}: the log cannot be written ({error.Message.TrimEnd('.')}). Make room, then go on with --resume.", error);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => stream.Dispose();

    private static long EndOfLastLine(FileStream stream)
    {
        var part = new byte[1 << 16];
        for (var end = stream.Length; end > 0;)
        {
            var start = Math.Max(0, end - part.Length);
            stream.Position = start;
            var bytes = part.AsSpan(0, (int)(end - start));
            stream.ReadExactly(bytes);
            if (bytes.LastIndexOf((byte)'\n') is >= 0 and var at)
            {
                return start + at + 1;
            }

            end = start;
        }

        return 0;
    }
}
