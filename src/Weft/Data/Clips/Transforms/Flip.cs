namespace Weft.Data.Clips.Transforms;

/// <summary>Mirrors frames, left for right, in place (CDAR specification 1.6).</summary>
/// <param name="probability">How often, 0 to 1; 0.5 as published.</param>
public sealed class Flip(double probability) : IClipTransform
{
    private const int Colours = FrameStack.Colours;

    /// <inheritdoc/>
    public FrameStack Apply(FrameStack frames, IDraws draws)
    {
        if (draws.Uniform() < probability)
        {
            var length = frames.Width * Colours;
            for (var row = 0; row < frames.Count * frames.Height; row++)
            {
                Mirror(frames.Pixels.AsSpan(row * length, length));
            }
        }

        return frames;
    }

    private static void Mirror(Span<byte> row)
    {
        // All bytes the other way round, and then the colours of each pixel back again.
        row.Reverse();
        for (var i = 0; i < row.Length; i += Colours)
        {
            (row[i], row[i + 2]) = (row[i + 2], row[i]);
        }
    }
}
