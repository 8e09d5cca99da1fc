namespace Weft.Data.Clips.Sampling;

/// <summary>One view of frames spread over the whole video, one of each of its equal parts (CDAR specification 1.5).</summary>
/// <param name="length">Frames of the view.</param>
public sealed class SpreadSampler(int length) : IFrameSampler
{
    /// <inheritdoc/>
    public int Views => 1;

    /// <inheritdoc/>
    public int Length => length;

    /// <inheritdoc/>
    public FramePlan Sample(int frames, IDraws? draws)
    {
        var chosen = draws is null ? ClipOffsets.Ruled(frames, length, 1) : ClipOffsets.Drawn(frames, length, 1, draws);
        return new FramePlan(Array.ConvertAll(chosen, frame => frame % frames), 1, length);
    }
}
