namespace Weft.Data.Clips.Sampling;

/// <summary>Views of frames at a fixed interval, one in each of the video's equal parts (CDAR specification 1.5, SampleFrames).</summary>
/// <param name="clips">Views.</param>
/// <param name="length">Frames of a view.</param>
/// <param name="interval">From a frame to the next.</param>
/// <param name="repeatLast">Whether frames beyond the end are the last one, and do not begin anew.</param>
/// <param name="twice">
/// For tests alone, where nothing is drawn: twice as many views, those in the middle of their parts, then those at the beginning.
/// </param>
public sealed class ClipsSampler(int clips, int length, int interval, bool repeatLast = false, bool twice = false) : IFrameSampler
{
    /// <inheritdoc/>
    public int Views => twice ? 2 * clips : clips;

    /// <inheritdoc/>
    public int Length => length;

    /// <inheritdoc/>
    public FramePlan Sample(int frames, IDraws? draws)
    {
        var span = checked(length * interval);
        int[] offsets = twice ? [.. ClipOffsets.Ruled(frames, clips, span), .. ClipOffsets.Ruled(frames, clips, span, shift: 0)]
            : draws is null ? ClipOffsets.Ruled(frames, clips, span)
            : ClipOffsets.Drawn(frames, clips, span, draws);
        var indices = new int[offsets.Length * length];
        for (var i = 0; i < offsets.Length; i++)
        {
            ClipOffsets.Fill(offsets[i], interval, frames, repeatLast, indices.AsSpan(i * length, length));
        }

        return new FramePlan(indices, offsets.Length, length);
    }
}
