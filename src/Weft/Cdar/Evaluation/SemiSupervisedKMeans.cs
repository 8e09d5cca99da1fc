using Weft.Data;
using Weft.Torch;

namespace Weft.Cdar.Evaluation;

/// <summary>
/// Clusters labelled and unlabelled samples together by the angle between them, begun at the known classes' means (CDAR specification 3;
/// after
/// generalised category discovery, Vaze et al. 2022). One object serves any number of tries on the same samples.
/// </summary>
public sealed class SemiSupervisedKMeans : IDisposable
{
    // Cosines as near to ±1 as this count as ±1.
    private const double Straight = 1e-4;
    private const int Stream = 0x5353;

    private readonly FeatureRows samples;
    private readonly int[] labels;
    private readonly int known;
    private readonly SemiSupervisedSettings settings;
    private readonly double[] norms;
    private readonly Tensor all;
    private readonly int[] clusters;
    private readonly double[] cosines;

    /// <summary>Takes the samples.</summary>
    /// <param name="labelled">Samples of the known classes.</param>
    /// <param name="labels">Their classes, all of 0..<paramref name="known"/> - 1 with at least one sample.</param>
    /// <param name="unlabelled">Samples of known and novel classes, with as many columns.</param>
    /// <param name="known">How many classes are known; at least 1.</param>
    /// <param name="settings">How to go about it; null for the defaults.</param>
    /// <exception cref="ArgumentException">There are not as many labels as labelled samples, or a label is not of a known
    /// class.</exception>
    /// <exception cref="WeftException">A known class has no labelled sample, or there is no unlabelled one.</exception>
    /// <exception cref="UsageException">A setting is out of range.</exception>
    public SemiSupervisedKMeans(
        FeatureRows labelled, ReadOnlySpan<int> labels, FeatureRows unlabelled, int known, SemiSupervisedSettings? settings = null)
    {
        this.settings = settings ?? new();
        this.settings.Check();
        if (labels.Length != labelled.Rows)
        {
            throw new ArgumentException($"{labelled.Rows} labelled samples have {labels.Length} labels.", nameof(labels));
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(known, 1);
        var counts = new int[known];
        foreach (var label in labels)
        {
            if ((uint)label >= (uint)known)
            {
                throw new ArgumentException($"Label {label} is not one of {known} known classes.", nameof(labels));
            }

            counts[label]++;
        }

        if (Array.IndexOf(counts, 0) is >= 0 and var missing)
        {
            throw new WeftException(
                $"Known class {missing} has no labelled sample to begin its cluster with: check the source list and the class map.");
        }

        if (unlabelled.Rows == 0)
        {
            throw new WeftException("There is no unlabelled sample to cluster: check the target list.");
        }

        (this.labels, this.known) = (labels.ToArray(), known);
        samples = labelled.Then(unlabelled);
        norms = Array.ConvertAll(samples.SquaredNorms(), Math.Sqrt);
        all = Tensor.From(samples.Values, samples.Rows, samples.Columns).Unscoped();
        clusters = new int[samples.Rows];
        cosines = new double[samples.Rows];
    }

    /// <inheritdoc/>
    public void Dispose() => all.Dispose();

    /// <summary>Clusters once.</summary>
    /// <param name="count">How many clusters; at least as many as known classes, and at most as many more as there are unlabelled
    /// samples.</param>
    /// <param name="seed">Determines where the novel classes' clusters begin.</param>
    /// <exception cref="WeftException">There are fewer clusters than known classes, or more than samples allow.</exception>
    public SemiSupervisedResult Fit(int count, ulong seed)
    {
        if (count < known || count - known > samples.Rows - labels.Length)
        {
            throw new WeftException(
                $"{count} clusters do not fit {known} known classes and {samples.Rows - labels.Length} unlabelled samples: "
                + "at least one for each known class, and not more further ones than samples.");
        }

        return Fit(Picks(count - known, ItemRandom.For(unchecked((long)seed), Stream, 0)));
    }

    /// <summary>Clusters once, the novel classes' clusters beginning at given samples.</summary>
    /// <param name="picks">Samples, the labelled ones counted first.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such sample.</exception>
    public SemiSupervisedResult Fit(IReadOnlyList<int> picks)
    {
        var centres = Beginning(picks);
        var rounds = 0;
        for (var settled = false; !settled && rounds < settings.MostRounds; rounds++)
        {
            Assign(centres);
            settled = Move(centres);
        }

        Assign(centres);
        return new(clusters[..labels.Length], clusters[labels.Length..], centres, rounds, cosines.Skip(labels.Length).Average());
    }

    private float[] Beginning(IReadOnlyList<int> picks)
    {
        var columns = samples.Columns;
        var sums = new double[known * columns];
        var counts = new int[known];
        for (var i = 0; i < labels.Length; i++)
        {
            counts[labels[i]]++;
            Weighted.Add(sums.AsSpan(labels[i] * columns, columns), samples.Row(i), 1);
        }

        var centres = new float[(known + picks.Count) * columns];
        for (var j = 0; j < sums.Length; j++)
        {
            centres[j] = (float)(sums[j] / counts[j / columns]);
        }

        for (var p = 0; p < picks.Count; p++)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(picks[p], nameof(picks));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(picks[p], samples.Rows, nameof(picks));
            samples.Row(picks[p]).CopyTo(centres.AsSpan((known + p) * columns));
        }

        return centres;
    }

    /// <summary>Draws beginnings by their angle to the last centre; what is labelled begins none, unless as in the published
    /// code.</summary>
    private List<int> Picks(int count, ItemRandom draws)
    {
        var picks = new List<int>();
        var last = Beginning([])[((known - 1) * samples.Columns)..];
        while (picks.Count < count)
        {
            var weights = Angles(last).Select((angle, i) =>
                picks.Contains(i) || (i < labels.Length && !settings.Reference) ? 0 : Math.Pow(angle, settings.Power)).ToArray();
            var sum = weights.Sum();

            // Where all samples are alike, any free one will do.
            picks.Add(sum > 0
                ? Weighted.Draw(weights, sum * draws.NextDouble())
                : Enumerable.Range(labels.Length, samples.Rows - labels.Length).First(i => !picks.Contains(i)));
            last = samples.Row(picks[^1]).ToArray();
        }

        return picks;
    }

    private double[] Angles(float[] centre)
    {
        var angles = new double[samples.Rows];
        var norm = Math.Sqrt(centre.Sum(value => (double)value * value));
        FeatureRows.Products(all, centre, (first, products) =>
        {
            for (var i = 0; i < products.Length; i++)
            {
                angles[first + i] = Math.Acos(Cosine(products.Span[i], norms[first + i], norm));
            }
        });
        return angles;
    }

    /// <summary>What has no direction lies at right angles to everything, except as in the published code.</summary>
    private double Cosine(double product, double norm, double other)
    {
        var cosine = product / (norm * other);
        return cosine switch
        {
            > 1 - Straight => 1,
            < -1 + Straight => -1,
            double.NaN when !settings.Reference => 0,
            _ => cosine,
        };
    }

    private void Assign(float[] centres)
    {
        var count = centres.Length / samples.Columns;
        var lengths = Array.ConvertAll(new FeatureRows(centres, count, samples.Columns).SquaredNorms(), Math.Sqrt);
        FeatureRows.Products(all, centres, (first, products) =>
        {
            var block = products.Span;
            for (var i = 0; i < block.Length / count; i++)
            {
                var sample = first + i;
                var best = -1;
                for (var c = 0; c < count; c++)
                {
                    var cosine = Cosine(block[(i * count) + c], norms[sample], lengths[c]);
                    if (settings.Pin && !settings.Reference && sample < labels.Length && c != labels[sample])
                    {
                        continue;
                    }

                    // An angle that is not a number is smaller than any other to the published code.
                    if (best < 0 || cosine > cosines[sample] || (double.IsNaN(cosine) && !double.IsNaN(cosines[sample])))
                    {
                        (best, cosines[sample]) = (c, cosine);
                    }
                }

                clusters[sample] = best;
            }
        });
    }

    /// <summary>Moves the centres to their samples' weighted sums; only their directions count.</summary>
    /// <returns>Whether they came to rest.</returns>
    private bool Move(float[] centres)
    {
        var columns = samples.Columns;
        var sums = new double[centres.Length];
        var counts = new int[centres.Length / columns];
        for (var i = 0; i < samples.Rows; i++)
        {
            counts[clusters[i]]++;
            Weighted.Add(sums.AsSpan(clusters[i] * columns, columns), samples.Row(i), Weight(i));
        }

        // As in the published code one number divides all sums, and it counts every sample once for every column.
        var divisor = ((settings.LabelWeight * labels.Length) + ((1 - settings.LabelWeight) * (samples.Rows - labels.Length))) * columns;
        var taken = new HashSet<int>();
        var (moved, size) = (0.0, 0.0);
        for (var c = 0; c < counts.Length; c++)
        {
            var sum = sums.AsSpan(c * columns, columns);
            if (counts[c] == 0 && !settings.Reference)
            {
                Refill(sum, centres.AsSpan(c * columns, columns), c, divisor, taken);
            }

            for (var j = 0; j < columns; j++)
            {
                var (before, now) = (centres[(c * columns) + j], (float)(sum[j] / divisor));
                moved += ((double)now - before) * ((double)now - before);
                size += (double)before * before;
                centres[(c * columns) + j] = now;
            }
        }

        var scale = settings.Reference ? centres.Length : size;
        return Math.Sqrt(moved / scale) <= settings.Tolerance || moved == 0;
    }

    private double Weight(int sample) => sample < labels.Length ? settings.LabelWeight : 1 - settings.LabelWeight;

    private void Refill(Span<double> sum, ReadOnlySpan<float> centre, int cluster, double divisor, HashSet<int> taken)
    {
        if (cluster < known)
        {
            Weighted.Add(sum, centre, divisor);
            return;
        }

        var worst = -1;
        for (var i = labels.Length; i < samples.Rows; i++)
        {
            if (!taken.Contains(i) && (worst < 0 || cosines[i] < cosines[worst]))
            {
                worst = i;
            }
        }

        if (worst >= 0 && taken.Add(worst))
        {
            Weighted.Add(sum, samples.Row(worst), Weight(worst));
        }
    }
}
