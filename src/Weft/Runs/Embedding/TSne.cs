using System.Numerics;
using System.Runtime.InteropServices;
using Weft.Cdar.Evaluation;
using Weft.Data;
using Weft.Torch;

namespace Weft.Runs.Embedding;

/// <summary>
/// Places samples on a plane so that neighbours stay neighbours (van der Maaten and Hinton 2008): exact, begun at the principal
/// components, so
/// that the same samples and seed always give the same picture. Distances between groups mean little in it.
/// </summary>
public static class TSne
{
    /// <summary>The most samples that are placed: work and memory grow with their square.</summary>
    public const int MostRows = 2000;

    // Neighbours are drawn together this much more at first, for this part of the steps.
    private const float Exaggeration = 12;
    private const double EarlyPart = 0.3;

    /// <summary>Places samples.</summary>
    /// <param name="samples">At least one and at most <see cref="MostRows"/>.</param>
    /// <param name="seed">Parts samples that are alike.</param>
    /// <param name="settings">How to go about it; null for the defaults.</param>
    /// <returns>[rows, 2] in C order.</returns>
    /// <exception cref="WeftException">There are no samples or too many.</exception>
    /// <exception cref="UsageException">A setting is out of range.</exception>
    public static float[] Place(FeatureRows samples, ulong seed, TSneSettings? settings = null)
    {
        settings ??= new();
        settings.Check();
        if (samples.Rows is < 1 or > MostRows)
        {
            throw new WeftException($"{samples.Rows} samples cannot be placed by t-SNE: at least 1 and at most {MostRows}.");
        }

        var components = Math.Min(settings.Components, samples.Columns);
        var kept = components < samples.Columns
            ? new FeatureRows(Pca.Project(samples, components), samples.Rows, components)
            : samples;
        var attraction = NeighbourOdds.Of(kept, settings.Perplexity);
        return new Descent(attraction, Beginning(kept, seed), samples.Rows).Run(settings.Steps);
    }

    /// <summary>The first two principal components, tiny, with a little noise.</summary>
    private static (float[] X, float[] Y) Beginning(FeatureRows samples, ulong seed)
    {
        var plane = Pca.Project(samples, 2);
        var spread = Math.Sqrt(plane.Where((_, i) => i % 2 == 0).Sum(value => (double)value * value) / samples.Rows);
        var scale = spread > 0 ? 1e-4 / spread : 0;
        var draws = ItemRandom.From(seed);
        var (x, y) = (new float[samples.Rows], new float[samples.Rows]);
        for (var i = 0; i < samples.Rows; i++)
        {
            x[i] = (float)((scale * plane[2 * i]) + (1e-6 * draws.NextNormal()));
            y[i] = (float)((scale * plane[(2 * i) + 1]) + (1e-6 * draws.NextNormal()));
        }

        return (x, y);
    }

    /// <summary>Gradient descent with momentum and a gain for each coordinate.</summary>
    private sealed class Descent(float[] attraction, (float[] X, float[] Y) plane, int rows)
    {
        private readonly float[] speedX = new float[rows];
        private readonly float[] speedY = new float[rows];
        private readonly float[] gainX = Ones(rows);
        private readonly float[] gainY = Ones(rows);
        private readonly float[] pullX = new float[rows];
        private readonly float[] pullY = new float[rows];
        private readonly float[] pushX = new float[rows];
        private readonly float[] pushY = new float[rows];

        public float[] Run(int steps)
        {
            var rate = Math.Max(50, rows / Exaggeration / 4);
            for (var step = 0; step < steps; step++)
            {
                var early = step < EarlyPart * steps;
                var sum = Forces();
                Move(plane.X, speedX, gainX, pullX, pushX, sum, early, rate);
                Move(plane.Y, speedY, gainY, pullY, pushY, sum, early, rate);
            }

            var placed = new float[2 * rows];
            for (var i = 0; i < rows; i++)
            {
                (placed[2 * i], placed[(2 * i) + 1]) = (plane.X[i], plane.Y[i]);
            }

            return placed;
        }

        private static float[] Ones(int count)
        {
            var ones = new float[count];
            Array.Fill(ones, 1);
            return ones;
        }

        /// <summary>What draws each sample to the others and what drives it away, without the latter's common divisor.</summary>
        /// <returns>That divisor: the sum over pairs of how near they are.</returns>
        private double Forces()
        {
            var total = 0.0;
            var wide = Vector<float>.Count;
            var xs = MemoryMarshal.Cast<float, Vector<float>>(plane.X.AsSpan());
            var ys = MemoryMarshal.Cast<float, Vector<float>>(plane.Y.AsSpan());
            for (var i = 0; i < rows; i++)
            {
                var odds = attraction.AsSpan(i * rows, rows);
                var wideOdds = MemoryMarshal.Cast<float, Vector<float>>(odds);
                var (x, y) = (plane.X[i], plane.Y[i]);
                var (hereX, hereY) = (new Vector<float>(x), new Vector<float>(y));
                Vector<float> sums = default, attractX = default, attractY = default, repelX = default, repelY = default;
                for (var j = 0; j < xs.Length; j++)
                {
                    var (dx, dy) = (hereX - xs[j], hereY - ys[j]);
                    var near = Vector<float>.One / (Vector<float>.One + (dx * dx) + (dy * dy));
                    var (pull, push) = (wideOdds[j] * near, near * near);
                    sums += near;
                    attractX += pull * dx;
                    attractY += pull * dy;
                    repelX += push * dx;
                    repelY += push * dy;
                }

                var (sum, ax, ay) = (Vector.Sum(sums), Vector.Sum(attractX), Vector.Sum(attractY));
                var (rx, ry) = (Vector.Sum(repelX), Vector.Sum(repelY));
                for (var j = xs.Length * wide; j < rows; j++)
                {
                    var (dx, dy) = (x - plane.X[j], y - plane.Y[j]);
                    var near = 1 / (1 + (dx * dx) + (dy * dy));
                    sum += near;
                    (ax, ay) = (ax + (odds[j] * near * dx), ay + (odds[j] * near * dy));
                    (rx, ry) = (rx + (near * near * dx), ry + (near * near * dy));
                }

                // A sample is as near to itself as can be, but no pair.
                total += sum - 1;
                (pullX[i], pullY[i], pushX[i], pushY[i]) = (ax, ay, rx, ry);
            }

            return Math.Max(total, 1e-12);
        }

        private static void Move(float[] at, float[] speed, float[] gain, float[] pull, float[] push, double sum, bool early, double rate)
        {
            var middle = 0.0;
            for (var i = 0; i < at.Length; i++)
            {
                var slope = 4 * (((early ? Exaggeration : 1) * pull[i]) - (push[i] / sum));
                gain[i] = Math.Sign(slope) == Math.Sign(speed[i]) ? Math.Max(0.01f, gain[i] * 0.8f) : gain[i] + 0.2f;
                speed[i] = (float)(((early ? 0.5 : 0.8) * speed[i]) - (rate * gain[i] * slope));
                at[i] += speed[i];
                middle += at[i];
            }

            var mean = (float)(middle / at.Length);
            for (var i = 0; i < at.Length; i++)
            {
                at[i] -= mean;
            }
        }
    }
}
