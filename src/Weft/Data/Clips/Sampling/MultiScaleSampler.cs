namespace Weft.Data.Clips.Sampling;

/// <summary>Local views at a fixed interval, then global views that are drawn by themselves (CDAR specification 1.5, MultiScaleSampleFrames).</summary>
/// <param name="locals">Local views.</param>
/// <param name="globals">Global views.</param>
/// <param name="length">Frames of a view.</param>
/// <param name="localInterval">From a frame of a local view to the next.</param>
/// <param name="globalInterval">From a frame of a global view to the next; 0 spreads each over the whole video.</param>
/// <param name="repeatLast">Whether frames beyond the end are the last one, and do not begin anew.</param>
/// <param name="reference">
/// As published, where several spread global views show neighbouring frames side by side instead of one of each place (specification 7.23).
/// </param>
public sealed class MultiScaleSampler(
    int locals, int globals, int length, int localInterval, int globalInterval = 0, bool repeatLast = false, bool reference = false) : IFrameSampler
{
    private readonly ClipsSampler local = new(locals, length, localInterval, repeatLast);
    private readonly ClipsSampler dense = new(1, length, Math.Max(globalInterval, 1), repeatLast);
    private readonly ClipsSampler places = new(length, globals, 1, repeatLast);

    /// <inheritdoc/>
    public int Views => locals + globals;

    /// <inheritdoc/>
    public int Length => length;

    /// <inheritdoc/>
    public FramePlan Sample(int frames, IDraws? draws)
    {
        var indices = new List<int>(Views * length);
        if (locals > 0)
        {
            indices.AddRange(local.Sample(frames, draws).Indices);
        }

        if (globalInterval > 0)
        {
            for (var view = 0; view < globals; view++)
            {
                indices.AddRange(dense.Sample(frames, draws).Indices);
            }
        }
        else if (globals > 0)
        {
            // [length, globals]: a short clip at each place, of which every global view shows one frame.
            var spread = places.Sample(frames, draws).Indices;
            indices.AddRange(reference
                ? spread
                : Enumerable.Range(0, spread.Length).Select(i => spread[(i % length * globals) + (i / length)]));
        }

        return new FramePlan([.. indices], Views, length);
    }
}
