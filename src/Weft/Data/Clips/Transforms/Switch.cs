namespace Weft.Data.Clips.Transforms;

/// <summary>Sometimes does one of several things (CDAR specification 1.6).</summary>
public sealed class Switch : IClipTransform
{
    private readonly double probability;
    private readonly IReadOnlyList<(double Share, IReadOnlyList<IClipTransform> Transforms)> branches;
    private readonly double total;

    /// <summary>Takes what may be done.</summary>
    /// <param name="probability">How often anything is done, 0 to 1.</param>
    /// <param name="branches">Each with its share among them, and what it does, in order.</param>
    /// <exception cref="ArgumentException">There is no branch, a share is negative or no number, or all are 0.</exception>
    public Switch(double probability, IReadOnlyList<(double Share, IReadOnlyList<IClipTransform> Transforms)> branches)
    {
        total = branches.Sum(branch => branch.Share);
        if (branches.Any(branch => !(branch.Share >= 0)) || !(total > 0) || !double.IsFinite(total))
        {
            throw new ArgumentException("Shares must be numbers of at least 0, and one of them above it.", nameof(branches));
        }

        (this.probability, this.branches) = (probability, branches);
    }

    /// <inheritdoc/>
    public FrameStack Apply(FrameStack frames, IDraws draws)
    {
        if (draws.Uniform() >= probability)
        {
            return frames;
        }

        foreach (var transform in Branch(draws.Uniform() * total))
        {
            frames = transform.Apply(frames, draws);
        }

        return frames;
    }

    private IReadOnlyList<IClipTransform> Branch(double at)
    {
        foreach (var (share, transforms) in branches)
        {
            if (at < share)
            {
                return transforms;
            }

            at -= share;
        }

        // Rounding alone leads here.
        return branches.Last(branch => branch.Share > 0).Transforms;
    }
}
