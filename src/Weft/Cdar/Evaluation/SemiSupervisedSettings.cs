using Weft.Torch;

namespace Weft.Cdar.Evaluation;

/// <summary>How semi-supervised k-means goes about it; the defaults are those of the published evaluation (CDAR specification 3).</summary>
public sealed record SemiSupervisedSettings
{
    /// <summary>The weight of a labelled sample in its cluster's centre, an unlabelled one having 1 minus it; .3.</summary>
    public double LabelWeight { get; init; } = 0.3;

    /// <summary>The power of the angle by which further centres are drawn; .3.</summary>
    public double Power { get; init; } = 0.3;

    /// <summary>Rounds at most; 30.</summary>
    public int MostRounds { get; init; } = 30;

    /// <summary>
    /// It is done when the centres' root mean square movement is at most this: a part of the centres' own root mean square, or, in
    /// <see cref="Reference"/>, a plain number, which then depends on the features' scale and the number of samples. 1e-7.
    /// </summary>
    public double Tolerance { get; init; } = 1e-7;

    /// <summary>Whether labelled samples stay in their class' cluster; false. Takes no effect in <see cref="Reference"/>.</summary>
    public bool Pin { get; init; }

    /// <summary>
    /// Whether an empty cluster takes all samples and the tolerance is not relative, as in the published code (specification 7, 10);
    /// otherwise an empty cluster of a known class keeps its centre, and any other takes the unlabelled sample that fits its own centre
    /// worst.
    /// </summary>
    public bool Reference { get; init; }

    /// <summary>Checks the settings.</summary>
    /// <exception cref="UsageException">A setting is out of range.</exception>
    public void Check()
    {
        if (!(LabelWeight > 0) || !(LabelWeight < 1) || !(Power >= 0) || MostRounds < 1 || !(Tolerance >= 0))
        {
            throw new UsageException(
                $"Semi-supervised k-means cannot work with label weight {LabelWeight}, power {Power}, most rounds {MostRounds} "
                + $"and tolerance {Tolerance}: between 0 and 1, at least 0, at least 1 and at least 0.");
        }
    }
}

/// <summary>A clustering of labelled and unlabelled samples.</summary>
/// <param name="Labelled">The cluster of each labelled sample; clusters 0..K - 1 began as the known classes.</param>
/// <param name="Unlabelled">The cluster of each unlabelled sample.</param>
/// <param name="Centres">[clusters, columns] in C order; only their directions count.</param>
/// <param name="Rounds">Rounds that were gone through.</param>
/// <param name="Fit">The mean cosine of the unlabelled samples with their centres: which of several tries to take without knowing
/// labels.</param>
public sealed record SemiSupervisedResult(int[] Labelled, int[] Unlabelled, float[] Centres, int Rounds, double Fit);
