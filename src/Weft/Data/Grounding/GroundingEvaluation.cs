namespace Weft.Data.Grounding;

/// <summary>The box that a network chose for a sentence.</summary>
/// <param name="Region">The region with the highest score.</param>
/// <param name="X1">Left edge of the box that its offsets lead to, in pixels.</param>
/// <param name="Y1">Top edge.</param>
/// <param name="X2">Right edge, which belongs to the box.</param>
/// <param name="Y2">Bottom edge.</param>
/// <param name="Overlap">How much it overlaps with the box that is meant.</param>
/// <param name="Hit">Whether that is enough.</param>
public readonly record struct GroundedBox(int Region, float X1, float Y1, float X2, float Y2, double Overlap, bool Hit);

/// <summary>Counts how often the chosen box is the one that is meant (MmNas specification 4.2 and 6.2).</summary>
/// <param name="rules">
/// Sound: rows beyond the regions never win, and offsets lead exactly back. Reference: such rows compete, and boxes are one pixel larger.
/// </param>
/// <param name="threshold">The overlap from which on a box is a hit; 0.5.</param>
public sealed class GroundingEvaluation(Compatibility rules = Compatibility.Sound, double threshold = GroundingLabels.DefaultThreshold)
{
    /// <summary>Sentences so far.</summary>
    public int Count { get; private set; }

    /// <summary>Those whose box was a hit.</summary>
    public int Hits { get; private set; }

    /// <summary>The fraction of hits; 0 without sentences.</summary>
    public double Accuracy => Count == 0 ? 0 : (double)Hits / Count;

    /// <summary>Adds one sentence.</summary>
    /// <param name="scores">The regions' scores, [rows]; a score that is no number never wins.</param>
    /// <param name="offsets">The regions' box offsets in units of <see cref="GroundingLabels.OffsetScale"/>, [rows, 4].</param>
    /// <param name="boxes">The regions' boxes x1 y1 x2 y2, [rows, 4].</param>
    /// <param name="count">How many rows are regions; the others are padding.</param>
    /// <param name="imageSize">Height and width of the picture; null where there is none, and then boxes are not clipped to it.</param>
    /// <param name="target">The box that is meant, x1 y1 x2 y2.</param>
    /// <returns>The chosen box.</returns>
    /// <exception cref="ArgumentException">The lengths do not belong together, or there is no region.</exception>
    public GroundedBox Add(
        ReadOnlySpan<float> scores,
        ReadOnlySpan<float> offsets,
        ReadOnlySpan<float> boxes,
        int count,
        (float Height, float Width)? imageSize,
        ReadOnlySpan<float> target)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, scores.Length);
        var region = Best(rules == Compatibility.Reference ? scores : scores[..count]);
        Span<float> scaled = stackalloc float[Boxes.Size];
        Span<float> box = stackalloc float[Boxes.Size];
        for (var i = 0; i < Boxes.Size; i++)
        {
            scaled[i] = offsets[(region * Boxes.Size) + i] * GroundingLabels.OffsetScale[i];
        }

        Boxes.Decode(boxes.Slice(region * Boxes.Size, Boxes.Size), scaled, box, rules);
        if (imageSize is { } size)
        {
            Boxes.Clip(box, size.Height, size.Width);
        }

        Span<double> overlap = stackalloc double[1];
        Boxes.Overlaps(box, target, overlap);
        var hit = overlap[0] >= threshold;
        Count++;
        Hits += hit ? 1 : 0;
        return new GroundedBox(region, box[0], box[1], box[2], box[3], overlap[0], hit);
    }

    private static int Best(ReadOnlySpan<float> scores)
    {
        var best = 0;
        for (var i = 1; i < scores.Length; i++)
        {
            if (scores[i] > scores[best] || (float.IsNaN(scores[best]) && !float.IsNaN(scores[i])))
            {
                best = i;
            }
        }

        return best;
    }
}
