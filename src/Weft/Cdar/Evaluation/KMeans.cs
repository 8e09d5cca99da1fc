using Weft.Data;
using Weft.Torch;

namespace Weft.Cdar.Evaluation;

/// <summary>
/// Clusters samples around centres (Lloyd 1982), begun with greedy k-means++ (Arthur and Vassilvitskii 2007). What ends it and what
/// becomes of
/// an empty cluster is as in scikit-learn, whose figures publications report.
/// </summary>
public static class KMeans
{
    // The stream of draws of the run's seed.
    private const int Stream = 0x4B4D;

    /// <summary>Clusters samples; the best of several beginnings.</summary>
    /// <param name="samples">At least as many as clusters.</param>
    /// <param name="clusters">How many clusters; at least 1.</param>
    /// <param name="seed">Determines the beginnings.</param>
    /// <param name="settings">How to go about it; null for the defaults.</param>
    /// <exception cref="WeftException">There are fewer samples than clusters.</exception>
    /// <exception cref="UsageException">A setting is out of range.</exception>
    public static KMeansResult Fit(FeatureRows samples, int clusters, ulong seed, KMeansSettings? settings = null)
    {
        settings ??= new();
        settings.Check();
        if (clusters < 1 || samples.Rows < clusters)
        {
            throw new WeftException(
                $"{samples.Rows} samples cannot be divided into {clusters} clusters: take fewer clusters or more samples.");
        }

        using var run = new Rounds(samples);
        KMeansResult? best = null;
        for (var start = 0; start < settings.Starts; start++)
        {
            var draws = ItemRandom.For(unchecked((long)seed), Stream, start);
            var result = run.Lloyd(run.Spread(clusters, ref draws), settings);
            best = best is null || result.Inertia < best.Inertia ? result : best;
        }

        return best!;
    }

    /// <summary>Clusters samples from given centres.</summary>
    /// <param name="samples">At least as many as centres.</param>
    /// <param name="centres">[clusters, columns] in C order.</param>
    /// <param name="settings">How to go about it; null for the defaults. The number of starts does not matter.</param>
    /// <exception cref="ArgumentException">The centres are not whole, or there are fewer samples than centres.</exception>
    public static KMeansResult Lloyd(FeatureRows samples, float[] centres, KMeansSettings? settings = null)
    {
        settings ??= new();
        settings.Check();
        if (centres.Length == 0 || centres.Length % samples.Columns != 0 || centres.Length / samples.Columns > samples.Rows)
        {
            throw new ArgumentException(
                $"{centres.Length} numbers are no centres of {samples.Rows} samples of {samples.Columns} numbers.", nameof(centres));
        }

        using var run = new Rounds(samples);
        return run.Lloyd(run.Centred(centres), settings);
    }

    /// <summary>The work on one set of samples. They are moved to mean zero: distances then lose fewer digits.</summary>
    private sealed class Rounds : IDisposable
    {
        private readonly FeatureRows samples;
        private readonly double[] mean;
        private readonly double[] norms;
        private readonly double variance;
        private readonly Tensor all;
        private readonly int[] nearest;
        private readonly double[] distances;

        public Rounds(FeatureRows original)
        {
            mean = original.Mean();
            samples = new FeatureRows(Centred(original.Values), original.Rows, original.Columns);
            norms = samples.SquaredNorms();
            variance = norms.Sum() / Math.Max(1, original.Values.Length);
            all = Tensor.From(samples.Values, samples.Rows, samples.Columns).Unscoped();
            nearest = new int[samples.Rows];
            distances = new double[samples.Rows];
        }

        public void Dispose() => all.Dispose();

        public float[] Centred(float[] values)
        {
            var centred = new float[values.Length];
            for (var i = 0; i < values.Length; i++)
            {
                centred[i] = (float)(values[i] - mean[i % mean.Length]);
            }

            return centred;
        }

        public KMeansResult Lloyd(float[] centres, KMeansSettings settings)
        {
            var clusters = centres.Length / samples.Columns;
            var before = new int[samples.Rows];
            Array.Fill(before, -1);
            for (var round = 1; ; round++)
            {
                Assign(centres);
                var moved = Move(centres, clusters);
                var settled = nearest.AsSpan().SequenceEqual(before);
                if (!settled && moved > settings.Tolerance * variance && round < settings.MostRounds)
                {
                    nearest.CopyTo(before, 0);
                    continue;
                }

                if (!settled)
                {
                    Assign(centres);
                }

                return new([.. nearest], Original(centres), Inertia(centres), round);
            }
        }

        /// <summary>Greedy k-means++: each next centre is the best of a few samples drawn by their squared distance.</summary>
        public float[] Spread(int clusters, ref ItemRandom draws)
        {
            var columns = samples.Columns;
            var centres = new float[clusters * columns];
            var tries = 2 + (int)Math.Log(clusters);
            samples.Row(draws.Next(samples.Rows)).CopyTo(centres);
            var least = ToSample(centres.AsSpan(0, columns).ToArray(), 1)[0];
            for (var cluster = 1; cluster < clusters; cluster++)
            {
                var candidates = new int[tries];
                var sum = least.Sum();
                for (var i = 0; i < tries; i++)
                {
                    candidates[i] = Weighted.Draw(least, sum * draws.NextDouble());
                }

                var drawn = new float[tries * columns];
                for (var i = 0; i < tries; i++)
                {
                    samples.Row(candidates[i]).CopyTo(drawn.AsSpan(i * columns));
                }

                var nearer = ToSample(drawn, tries);
                foreach (var distance in nearer)
                {
                    for (var i = 0; i < distance.Length; i++)
                    {
                        distance[i] = Math.Min(distance[i], least[i]);
                    }
                }

                var best = Enumerable.Range(0, tries).MinBy(i => nearer[i].Sum());
                samples.Row(candidates[best]).CopyTo(centres.AsSpan(cluster * columns));
                least = nearer[best];
            }

            return centres;
        }

        private void Assign(float[] centres)
        {
            var clusters = centres.Length / samples.Columns;
            var lengths = new FeatureRows(centres, clusters, samples.Columns).SquaredNorms();
            FeatureRows.Products(all, centres, (first, products) =>
            {
                var block = products.Span;
                for (var i = 0; i < block.Length / clusters; i++)
                {
                    var (best, distance) = (0, double.PositiveInfinity);
                    for (var c = 0; c < clusters; c++)
                    {
                        var here = lengths[c] - (2.0 * block[(i * clusters) + c]);
                        if (here < distance)
                        {
                            (best, distance) = (c, here);
                        }
                    }

                    nearest[first + i] = best;
                    distances[first + i] = Math.Max(0, distance + norms[first + i]);
                }
            });
        }

        /// <summary>Moves the centres to their samples' means; an empty cluster first takes the sample that is farthest from its
        /// centre.</summary>
        /// <returns>The sum of the centres' squared movements.</returns>
        private double Move(float[] centres, int clusters)
        {
            var columns = samples.Columns;
            var counts = new int[clusters];
            foreach (var cluster in nearest)
            {
                counts[cluster]++;
            }

            // A sample that is moved stays in its old cluster's list until the next round, as in scikit-learn.
            var belongs = nearest;
            var empty = Enumerable.Range(0, clusters).Where(c => counts[c] == 0).ToList();
            if (empty.Count > 0)
            {
                belongs = [.. nearest];
                var farthest = Enumerable.Range(0, samples.Rows)
                    .OrderByDescending(i => distances[i]).ThenBy(i => i).Take(empty.Count).ToList();
                for (var i = 0; i < empty.Count; i++)
                {
                    counts[belongs[farthest[i]]]--;
                    counts[empty[i]]++;
                    belongs[farthest[i]] = empty[i];
                }
            }

            var sums = new double[centres.Length];
            for (var i = 0; i < samples.Rows; i++)
            {
                Weighted.Add(sums.AsSpan(belongs[i] * columns, columns), samples.Row(i), 1);
            }

            var moved = 0.0;
            for (var j = 0; j < sums.Length; j++)
            {
                // A cluster whose only sample was moved away keeps its centre.
                var centre = counts[j / columns] > 0 ? (float)(sums[j] / counts[j / columns]) : centres[j];
                moved += ((double)centre - centres[j]) * ((double)centre - centres[j]);
                centres[j] = centre;
            }

            return moved;
        }

        private double Inertia(float[] centres)
        {
            var sum = 0.0;
            for (var i = 0; i < samples.Rows; i++)
            {
                var row = samples.Row(i);
                var centre = centres.AsSpan(nearest[i] * samples.Columns, samples.Columns);
                for (var j = 0; j < row.Length; j++)
                {
                    sum += ((double)row[j] - centre[j]) * ((double)row[j] - centre[j]);
                }
            }

            return sum;
        }

        private float[] Original(float[] centres)
        {
            var moved = new float[centres.Length];
            for (var i = 0; i < moved.Length; i++)
            {
                moved[i] = (float)(centres[i] + mean[i % mean.Length]);
            }

            return moved;
        }

        private double[][] ToSample(float[] points, int count)
        {
            var lengths = new FeatureRows(points, count, samples.Columns).SquaredNorms();
            var squared = new double[count][];
            for (var p = 0; p < count; p++)
            {
                squared[p] = new double[samples.Rows];
            }

            FeatureRows.Products(all, points, (first, products) =>
            {
                for (var i = 0; i < products.Length; i++)
                {
                    var (row, p) = (first + (i / count), i % count);
                    squared[p][row] = Math.Max(0, norms[row] + lengths[p] - (2.0 * products.Span[i]));
                }
            });
            return squared;
        }
    }
}
