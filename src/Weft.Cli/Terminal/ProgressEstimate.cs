using Weft.Runs;

namespace Weft.Cli.Terminal;

/// <summary>How fast long work goes and how long it will take yet, from the updates it sends.</summary>
/// <param name="time">The clock.</param>
internal sealed class ProgressEstimate(TimeProvider time)
{
    private string? stage;
    private int? epoch;
    private string? phase;
    private int wholeEpochs;
    private long stageStart;
    private long epochStart;
    private long phaseStart;
    private long phaseStartDone;
    private ProgressUpdate last;

    /// <summary>Units per second in this phase, or null where it is too early to say.</summary>
    internal double? Rate
    {
        get
        {
            var seconds = Seconds(phaseStart);
            return seconds > 0 && last.Done > phaseStartDone ? (last.Done - phaseStartDone) / seconds : null;
        }
    }

    /// <summary>The time until the stage's last epoch ends, or null where it is too early to say.</summary>
    internal TimeSpan? Left
    {
        get
        {
            var inPhase = last.Total > 0 && Rate is { } rate ? Math.Max(0, last.Total - last.Done) / rate : (double?)null;
            var later = Math.Max(0, (last.Epochs - last.Epoch) ?? 0);

            // A whole epoch, with its evaluation, is a better measure than the part of one that has passed.
            var seconds = wholeEpochs > 0 && last.Epochs is not null
                ? Math.Max(inPhase ?? 0, MeanEpoch - Seconds(epochStart)) + (MeanEpoch * later)
                : inPhase + ((Seconds(epochStart) + inPhase) * later);
            return seconds is { } value && value < TimeSpan.MaxValue.TotalSeconds / 2 ? TimeSpan.FromSeconds(value) : null;
        }
    }

    private double MeanEpoch => time.GetElapsedTime(stageStart, epochStart).TotalSeconds / wholeEpochs;

    /// <summary>A stage begins now.</summary>
    internal void Begin(string name)
    {
        (stage, epoch, phase, wholeEpochs, last) = (name, null, null, 0, default);
        stageStart = epochStart = phaseStart = time.GetTimestamp();
    }

    /// <summary>Takes note of an update.</summary>
    internal void Observe(in ProgressUpdate update)
    {
        if (!string.Equals(stage, update.Stage, StringComparison.Ordinal) || update.Epoch < epoch)
        {
            Begin(update.Stage);
        }

        if (epoch is not null && update.Epoch > epoch)
        {
            wholeEpochs += update.Epoch.Value - epoch.Value;
            epochStart = time.GetTimestamp();
            phase = null;
        }

        // A resumed phase begins in the middle: only what is done from here on tells its speed.
        if (phase is null || !string.Equals(phase, update.Phase ?? "", StringComparison.Ordinal) || update.Done < last.Done)
        {
            (phaseStart, phaseStartDone) = (time.GetTimestamp(), update.Done);
        }

        (epoch, phase, last) = (update.Epoch, update.Phase ?? "", update);
    }

    private double Seconds(long since) => time.GetElapsedTime(since).TotalSeconds;
}
