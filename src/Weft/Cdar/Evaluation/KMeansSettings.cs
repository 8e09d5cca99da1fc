using Weft.Torch;

namespace Weft.Cdar.Evaluation;

/// <summary>How k-means goes about it; the defaults are those of the published evaluation (CDAR specification 3).</summary>
public sealed record KMeansSettings
{
    /// <summary>Beginnings that are tried; the clustering with the least inertia is kept. 10.</summary>
    public int Starts { get; init; } = 10;

    /// <summary>Rounds of a beginning at most; 300.</summary>
    public int MostRounds { get; init; } = 300;

    /// <summary>It is done when the squared movement of the centres is at most this part of the features' mean variance; 1e-4.</summary>
    public double Tolerance { get; init; } = 1e-4;

    /// <summary>Checks the settings.</summary>
    /// <exception cref="UsageException">A setting is out of range.</exception>
    public void Check()
    {
        if (Starts < 1 || MostRounds < 1 || !(Tolerance >= 0))
        {
            throw new UsageException(
                $"k-means cannot work with starts {Starts}, most rounds {MostRounds} and tolerance {Tolerance}: "
                + "at least 1, at least 1 and at least 0.");
        }
    }
}

/// <summary>A clustering by k-means.</summary>
/// <param name="Clusters">The cluster of each sample.</param>
/// <param name="Centres">[clusters, columns] in C order.</param>
/// <param name="Inertia">The sum over samples of the squared distance to the centre.</param>
/// <param name="Rounds">Rounds that were gone through.</param>
public sealed record KMeansResult(int[] Clusters, float[] Centres, double Inertia, int Rounds);
