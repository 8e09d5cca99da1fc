namespace Weft.Data.Clips.Sampling;

/// <summary>Views in the order of time at equal gaps, from whose order a network learns (CDAR specification 1.5, COPSampleFrames).</summary>
/// <param name="clips">Views.</param>
/// <param name="length">Frames of a view.</param>
/// <param name="interval">From a frame of a view to the next.</param>
/// <param name="gap">From the last frame of a view to the first of the next.</param>
/// <param name="reference">As published, where tests take views from the end of the video instead of its middle (specification 7.17).</param>
public sealed class TemporalOrderSampler(int clips, int length, int interval, int gap, bool reference = false) : IFrameSampler
{
    /// <inheritdoc/>
    public int Views => clips;

    /// <inheritdoc/>
    public int Length => length;

    /// <inheritdoc/>
    public FramePlan Sample(int frames, IDraws? draws)
    {
        var span = ((length - 1) * (long)interval) + 1;
        var range = (clips * span) + ((gap - 1L) * (clips - 1));
        var start = draws is not null ? draws.Below((int)Math.Max(frames - range, 1))
            : reference ? Math.Max(frames - (range / 2), 0)
            : Math.Max((frames - range) / 2, 0);
        var indices = new int[clips * length];
        for (var i = 0; i < indices.Length; i++)
        {
            indices[i] = (int)Math.Min(start + (i / length * (span + gap - 1)) + (i % length * (long)interval), frames - 1);
        }

        return new FramePlan(indices, clips, length);
    }
}
