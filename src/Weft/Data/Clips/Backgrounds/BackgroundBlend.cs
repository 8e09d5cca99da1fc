using Weft.Torch;

namespace Weft.Data.Clips.Backgrounds;

/// <summary>
/// Blends the background of another clip into all frames, so that a network does not learn actions by the places where they are seen
/// (CDAR specification 1.7).
/// </summary>
/// <param name="pool">Where backgrounds come from; of the frames' size.</param>
/// <param name="probability">How many of the samples are blended, 0 to 1.</param>
/// <param name="alpha">What of the frames is left, 0 to 1; 0 draws it for each sample.</param>
public sealed class BackgroundBlend(BackgroundPool pool, double probability, double alpha) : IClipTransform
{
    private const int Levels = 256;

    /// <inheritdoc/>
    /// <exception cref="WeftException">The frames are of another size than the backgrounds, or no background can be read.</exception>
    public FrameStack Apply(FrameStack frames, IDraws draws)
    {
        if (draws.Uniform() > probability)
        {
            return frames;
        }

        if (frames.Width != pool.Size || frames.Height != pool.Size)
        {
            throw new WeftException(
                $"Frames of {frames.Width} x {frames.Height} pixels cannot be blended with backgrounds of {pool.Size} x {pool.Size}: "
                + "crop or resize the frames to the size.");
        }

        var background = pool.Draw(draws);
        var share = alpha > 0 ? alpha : draws.Uniform();
        for (var frame = 0; frame < frames.Count; frame++)
        {
            Blend(frames[frame], background, share);
        }

        return frames;
    }

    /// <summary>Blends a background into a frame; fractions are dropped.</summary>
    /// <param name="frame">The frame; changed.</param>
    /// <param name="background">The background.</param>
    /// <param name="share">What of the frame is left.</param>
    internal static void Blend(Span<byte> frame, ReadOnlySpan<byte> background, double share)
    {
        Span<double> shares = stackalloc double[Levels];
        Span<double> rests = stackalloc double[Levels];
        for (var level = 0; level < Levels; level++)
        {
            (shares[level], rests[level]) = (share * level, (1 - share) * level);
        }

        for (var i = 0; i < frame.Length; i++)
        {
            frame[i] = (byte)(shares[frame[i]] + rests[background[i]]);
        }
    }
}
