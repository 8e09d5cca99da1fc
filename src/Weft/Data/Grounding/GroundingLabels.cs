namespace Weft.Data.Grounding;

/// <summary>What the scores of regions are trained towards.</summary>
public enum GroundingTarget
{
    /// <summary>A distribution over the regions, proportional to the overlap (for the Kullback-Leibler loss); the published default.</summary>
    Kld,

    /// <summary>A value from 0 to 1 for each region by itself (for binary cross entropy).</summary>
    Bce,
}

/// <summary>
/// What a sentence's regions are trained towards, from their overlap with the box that is meant (MmNas specification 4.2). Rows beyond the
/// regions are zero.
/// </summary>
/// <param name="Scores">Target of each region's score, [rows].</param>
/// <param name="ScoreMask">1 where some region overlaps enough, else 0: the sentence then has no part in the loss of the scores.</param>
/// <param name="Offsets">Target of each region's box offsets in units of <see cref="OffsetScale"/>, [rows, 4].</param>
/// <param name="BoxMask">1 for regions that overlap enough, else 0, [rows].</param>
public sealed record GroundingLabels(float[] Scores, float ScoreMask, float[] Offsets, float[] BoxMask)
{
    /// <summary>The overlap from which on a region shows what is meant.</summary>
    public const double DefaultThreshold = 0.5;

    private static readonly float[] Scale = [0.1f, 0.1f, 0.2f, 0.2f];

    /// <summary>The standard deviations by which offsets dx dy dw dh are divided for the network.</summary>
    public static ReadOnlySpan<float> OffsetScale => Scale;

    /// <summary>The labels of one sentence.</summary>
    /// <param name="boxes">The regions' boxes x1 y1 x2 y2, [n, 4].</param>
    /// <param name="target">The box that is meant, x1 y1 x2 y2.</param>
    /// <param name="rows">How many rows the labels have; at least n.</param>
    /// <param name="kind">What scores are trained towards.</param>
    /// <param name="threshold">The overlap from which on a region counts; 0.5.</param>
    /// <exception cref="ArgumentException">The lengths do not belong together.</exception>
    public static GroundingLabels For(
        ReadOnlySpan<float> boxes, ReadOnlySpan<float> target, int rows, GroundingTarget kind, double threshold = DefaultThreshold)
    {
        var count = boxes.Length / Boxes.Size;
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, count);
        var overlaps = new double[count];
        Boxes.Overlaps(boxes, target, overlaps);
        var labels = new GroundingLabels(new float[rows], 0, new float[rows * Boxes.Size], new float[rows]);
        Boxes.Encode(boxes, target, labels.Offsets.AsSpan(0, boxes.Length));
        for (var i = 0; i < boxes.Length; i++)
        {
            labels.Offsets[i] /= Scale[i % Boxes.Size];
        }

        var sum = 0.0;
        for (var i = 0; i < count; i++)
        {
            if (overlaps[i] >= threshold)
            {
                sum += overlaps[i];
                labels.BoxMask[i] = 1;
            }
        }

        for (var i = 0; i < count; i++)
        {
            if (overlaps[i] >= threshold)
            {
                labels.Scores[i] = (float)(kind == GroundingTarget.Kld ? overlaps[i] / (sum + 1e-8) : Step(overlaps[i]));
            }
        }

        return labels with { ScoreMask = sum > 0 ? 1 : 0 };
    }

    private static double Step(double overlap) => overlap switch
    {
        < 0.6 => 0.8,
        < 0.7 => 0.9,
        _ => 1,
    };
}
