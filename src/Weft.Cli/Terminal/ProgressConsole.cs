using Weft.Runs;

namespace Weft.Cli.Terminal;

/// <summary>
/// Shows long work: on a terminal one line that is updated in place, elsewhere plain lines now and then and at the end of every
/// epoch's phase. Calls may come from any thread.
/// </summary>
internal sealed class ProgressConsole : IRunProgress, IDisposable
{
    private const int NarrowestUseful = 20;
    private const int PipedWidth = 200;
    private const string ClearLine = "\r\u001b[K";
    private const string Bold = "\u001b[1m";
    private const string Plain = "\u001b[0m";

    private static readonly TimeSpan Redraw = TimeSpan.FromSeconds(0.1);

    private readonly Lock gate = new();
    private readonly TextWriter writer;
    private readonly bool isTerminal;
    private readonly TimeProvider time;
    private readonly Func<int> width;
    private readonly bool color;
    private readonly TimeSpan interval;
    private readonly ProgressEstimate estimate;

    private ProgressUpdate? pending;
    private ProgressUpdate? shown;
    private long shownAt;

    /// <summary>Creates the console.</summary>
    /// <param name="writer">Where to show.</param>
    /// <param name="isTerminal">Whether a line can be updated in place.</param>
    /// <param name="time">The clock.</param>
    /// <param name="width">The terminal's columns, asked anew for every line since windows are resized; 80 by default.</param>
    /// <param name="color">Whether a terminal may show stages in bold.</param>
    /// <param name="interval">The least time between plain lines; 10 seconds by default.</param>
    internal ProgressConsole(
        TextWriter writer, bool isTerminal, TimeProvider time, Func<int>? width = null, bool color = false, TimeSpan? interval = null)
    {
        this.writer = writer;
        this.isTerminal = isTerminal;
        this.time = time;
        this.width = width ?? (() => 80);
        this.color = color && isTerminal;
        this.interval = isTerminal ? Redraw : interval ?? TimeSpan.FromSeconds(10);
        estimate = new ProgressEstimate(time);
        shownAt = time.GetTimestamp();
    }

    /// <summary>A console on this process's standard error, so that results on standard output stay clean.</summary>
    internal static ProgressConsole ForProcess(TimeProvider time)
    {
        var updates = !Console.IsErrorRedirected
            && !string.Equals(Environment.GetEnvironmentVariable("TERM"), "dumb", StringComparison.Ordinal);
        var bold = string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
        return new ProgressConsole(Console.Error, updates, time, WindowWidth, bold);
    }

    /// <inheritdoc/>
    public void Stage(string stage, string description)
    {
        lock (gate)
        {
            Finish();
            estimate.Begin(stage);
            var name = TextWidth.Clean(stage);
            writer.WriteLine($"{(color ? $"{Bold}{name}{Plain}" : name)}: {TextWidth.Clean(description)}");
            writer.Flush();
        }
    }

    /// <inheritdoc/>
    public void Report(ProgressUpdate update)
    {
        lock (gate)
        {
            estimate.Observe(update);
            pending = update;

            // The last word on a phase is never left out where lines stay; on a terminal it would only flicker.
            var isEnd = !isTerminal && update.Total > 0 && update.Done >= update.Total && update != shown;
            if (isEnd || time.GetElapsedTime(shownAt) >= interval)
            {
                Show();
            }
        }
    }

    /// <inheritdoc/>
    public void Line(string text)
    {
        lock (gate)
        {
            if (isTerminal && shown is not null)
            {
                writer.Write(ClearLine);
            }

            writer.WriteLine(string.Join(writer.NewLine, text.Split('\n').Select(TextWidth.Clean)));
            if (isTerminal && (pending ?? shown) is { } update)
            {
                pending = update;
                Show();
            }

            writer.Flush();
        }
    }

    /// <summary>Ends the line that is being updated, so that what is written next begins on its own.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            Finish();
        }
    }

    private void Finish()
    {
        if (isTerminal && pending is not null)
        {
            Show();
        }

        if (isTerminal && shown is not null)
        {
            writer.WriteLine();
            writer.Flush();
        }

        (pending, shown) = (null, null);
    }

    private void Show()
    {
        var update = pending!.Value;

        // One column stays free: a full line makes some terminals wrap, and the next update would leave a trace.
        var columns = isTerminal ? Math.Max(NarrowestUseful, width() - 1) : PipedWidth;
        var line = ProgressLine.Format(update, estimate.Rate, estimate.Left, columns);
        if (isTerminal)
        {
            writer.Write(ClearLine + Emphasize(line, update.Stage));
        }
        else
        {
            writer.WriteLine(line);
        }

        writer.Flush();
        (pending, shown, shownAt) = (null, update, time.GetTimestamp());
    }

    private string Emphasize(string line, string stage) =>
        color && line.StartsWith(stage, StringComparison.Ordinal) ? $"{Bold}{stage}{Plain}{line[stage.Length..]}" : line;

    private static int WindowWidth()
    {
        try
        {
            return Console.WindowWidth > 0 ? Console.WindowWidth : 80;
        }
        catch (IOException)
        {
            return 80;
        }
    }
}
