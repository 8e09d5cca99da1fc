using System.Runtime.InteropServices;

namespace Weft.Cli;

/// <summary>
/// Ctrl+C and SIGTERM ask the running command to stop at the next good moment; the same signal once more ends the process at once.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private const int SignalBase = 128;

    private readonly CancellationTokenSource source = new();
    private readonly PosixSignalRegistration interrupt;
    private readonly PosixSignalRegistration terminate;

    internal Interruption()
    {
        interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Handle(context, SignalBase + 2));
        terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Handle(context, SignalBase + 15));
    }

    /// <summary>Cancelled by the first signal.</summary>
    internal CancellationToken Token => source.Token;

    /// <summary>What shells expect of a program that a signal ended, or null where none came.</summary>
    internal int? ExitCode { get; private set; }

    /// <inheritdoc/>
    public void Dispose()
    {
        interrupt.Dispose();
        terminate.Dispose();
        source.Dispose();
    }

    private void Handle(PosixSignalContext context, int exitCode)
    {
        if (ExitCode is not null)
        {
            return;
        }

        context.Cancel = true;
        ExitCode = exitCode;
        _ = source.CancelAsync();
    }
}
