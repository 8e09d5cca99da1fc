namespace Weft.Data.Clips.Transforms;

/// <summary>Changes brightness, contrast, saturation and hue of all frames alike (CDAR specification 1.6).</summary>
public sealed class ColorJitter : IClipTransform
{
    private const int Changes = 4;

    private readonly JitterSettings settings;
    private readonly bool reference;
    private readonly int[]? order;

    /// <summary>Takes the strengths.</summary>
    /// <param name="settings">How strong each change is at most, and how often there is any.</param>
    /// <param name="reference">
    /// As published, the order of the four changes is drawn once for all samples (section 7, item 15), and hues wrap at 256 too; by
    /// default each sample draws an order.
    /// </param>
    /// <param name="seed">Draws that order.</param>
    public ColorJitter(JitterSettings settings, bool reference, ulong seed)
        : this(settings, reference, reference ? Permutation(new ItemDraws(seed)) : null)
    {
    }

    /// <summary>Takes the strengths and an order: 0 brightness, 1 contrast, 2 saturation, 3 hue; null to draw it for each sample.</summary>
    internal ColorJitter(JitterSettings settings, bool reference, int[]? order) =>
        (this.settings, this.reference, this.order) = (settings, reference, order);

    /// <inheritdoc/>
    public FrameStack Apply(FrameStack frames, IDraws draws)
    {
        if (settings.Probability < 1 && draws.Uniform() >= settings.Probability)
        {
            return frames;
        }

        var brightness = 1 + Draw(settings.Brightness, draws);
        var contrast = 1 + Draw(settings.Contrast, draws);
        var saturation = 1 + Draw(settings.Saturation, draws);
        var hue = HueShift.Offset(Draw(settings.Hue, draws));
        var turns = order ?? Permutation(draws);
        var values = new float[frames.FrameSize];
        for (var frame = 0; frame < frames.Count; frame++)
        {
            var pixels = frames[frame];
            ColourChange.FromBytes(pixels, values);
            foreach (var turn in turns)
            {
                switch (turn)
                {
                    case 0:
                        ColourChange.Brightness(values, (float)brightness);
                        break;
                    case 1:
                        ColourChange.Contrast(values, (float)contrast);
                        break;
                    case 2:
                        ColourChange.Saturation(values, (float)saturation);
                        break;
                    case 3 when settings.Hue > 0:
                        ColourChange.ToBytes(values, pixels);
                        HueShift.Apply(pixels, frames.Width, hue, reference);
                        ColourChange.FromBytes(pixels, values);
                        break;
                }
            }

            ColourChange.ToBytes(values, pixels);
        }

        return frames;
    }

    private static double Draw(double strength, IDraws draws) => strength * ((2 * draws.Uniform()) - 1);

    private static int[] Permutation(IDraws draws)
    {
        int[] turns = [.. Enumerable.Range(0, Changes)];
        for (var last = Changes - 1; last > 0; last--)
        {
            var other = draws.Below(last + 1);
            (turns[last], turns[other]) = (turns[other], turns[last]);
        }

        return turns;
    }
}
