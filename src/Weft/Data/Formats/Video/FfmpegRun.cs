using System.Diagnostics;
using System.Text;

namespace Weft.Data.Formats.Video;

/// <summary>How ffmpeg ended.</summary>
/// <param name="ExitCode">Its exit code; 0 where all is well.</param>
/// <param name="Message">The first thing it complained of, in one short line; empty for nothing.</param>
/// <param name="TimedOut">It did not end in time and was killed.</param>
internal sealed record FfmpegEnd(int ExitCode, string Message, bool TimedOut)
{
    private const int Interrupted = 255;

    /// <summary>Whether a signal to the terminal's whole group ended it, which was meant for this program.</summary>
    public bool WasInterrupted => !TimedOut && ExitCode is Interrupted or (> 128 and < 160);
}

/// <summary>One run of ffmpeg, which ends in time or is killed.</summary>
internal sealed class FfmpegRun : IDisposable
{
    private const int KeptErrors = 2048;
    private const int LongestMessage = 200;

    private static readonly TimeSpan SignalDelay = TimeSpan.FromSeconds(0.3);

    private readonly Process process;
    private readonly CancellationTokenSource limit;
    private readonly CancellationTokenRegistration strike;
    private readonly CancellationToken cancellation;
    private readonly StringBuilder errors = new();
    private readonly Thread listener;

    /// <summary>Takes over a process.</summary>
    /// <param name="process">The process, its streams redirected.</param>
    /// <param name="patience">After how long it is killed.</param>
    /// <param name="cancellation">Kills it.</param>
    public FfmpegRun(Process process, TimeSpan patience, CancellationToken cancellation)
    {
        this.process = process;
        this.cancellation = cancellation;
        process.StandardInput.Close();

        // A thread of its own: where all of the pool's wait for videos, none would be left to listen.
        listener = new Thread(Listen) { IsBackground = true };
        listener.Start();
        limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(patience);
        strike = limit.Token.Register(Kill);
    }

    /// <summary>What it writes to standard output.</summary>
    public Stream Output => process.StandardOutput.BaseStream;

    /// <summary>Waits for its end; nothing of its output is read any more.</summary>
    /// <exception cref="OperationCanceledException">It was killed because that was asked for.</exception>
    public FfmpegEnd End()
    {
        // Whoever has read enough closes the pipe, and ffmpeg stops writing.
        process.StandardOutput.Close();
        process.WaitForExit();
        listener.Join();
        cancellation.ThrowIfCancellationRequested();
        var end = new FfmpegEnd(process.ExitCode, Shortened(errors.ToString()), limit.IsCancellationRequested);
        if (end.WasInterrupted && cancellation.CanBeCanceled)
        {
            // What struck ffmpeg was meant for this program, and may reach it a moment later.
            cancellation.WaitHandle.WaitOne(SignalDelay);
            cancellation.ThrowIfCancellationRequested();
        }

        return end;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        strike.Dispose();
        Kill();
        process.WaitForExit();
        listener.Join();
        process.Dispose();
        limit.Dispose();
    }

    // All that it says is taken, so that it never waits for a reader, but little is kept.
    private void Listen()
    {
        var buffer = new char[1024];
        int count;
        try
        {
            while ((count = process.StandardError.Read(buffer)) > 0)
            {
                errors.Append(buffer, 0, Math.Min(count, KeptErrors - errors.Length));
            }
        }
        catch (IOException)
        {
            // What it said until now must do.
        }
    }

    private static string Shortened(string errors)
    {
        var line = errors.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).FirstOrDefault(string.Empty);

        // "[avi @ 0x5581]" differs from run to run, and the file's name is said already.
        var told = line.StartsWith('[') || line.StartsWith("file:", StringComparison.Ordinal);
        var end = told ? line.LastIndexOf(": ", StringComparison.Ordinal) : -1;
        var start = end >= 0 ? end + 2 : line.StartsWith('[') ? line.IndexOf(']', StringComparison.Ordinal) + 1 : 0;
        var text = line[start..].Trim();
        return string.Concat(text.Take(LongestMessage).Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c)).TrimEnd('.');
    }

    private void Kill()
    {
        try
        {
            process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself.
        }
    }
}
