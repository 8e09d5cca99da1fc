using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;
using Weft.Torch;

namespace Weft.Data.AvMnist;

/// <summary>
/// The image half of AV-MNIST: images that keep only a share of their energy, as principal components hold it (mfas.md section 6.1).
/// The mean is subtracted and not added back, as in the published recipe, so the results have mean zero.
/// </summary>
public sealed class PcaEnergy
{
    private readonly float[] _mean;
    private readonly float[] _components;
    private readonly double[] _cumulative;

    private PcaEnergy(float[] mean, float[] components, double[] cumulative)
    {
        _mean = mean;
        _components = components;
        _cumulative = cumulative;
    }

    /// <summary>How many pixels an image has.</summary>
    public int Width => _mean.Length;

    /// <summary>The share of the variance that the first 1, 2, ... components hold together; `[width]`, rising to 1.</summary>
    public IReadOnlyList<double> Cumulative => _cumulative;

    /// <summary>Finds mean and components: the eigenvectors of the covariance, largest first.</summary>
    /// <param name="images">Pixels, `[count, width]`.</param>
    /// <param name="width">Pixels of an image; 784 for MNIST.</param>
    /// <exception cref="ArgumentException">There are fewer than two images or they are not whole.</exception>
    /// <exception cref="UsageException">All images are equal, so there is nothing to keep.</exception>
    public static PcaEnergy Fit(ReadOnlyMemory<byte> images, int width)
    {
        var covariance = PixelCovariance.Compute(images, width, out var mean);
        var trace = 0.0;
        for (var i = 0; i < width; i++)
        {
            trace += covariance[(i * width) + i];
        }

        if (trace <= 0)
        {
            throw new UsageException("All training images are equal: there is no energy of which a share could be kept.");
        }

        var decomposition = Matrix<double>.Build.Dense(width, width, covariance).Evd(Symmetricity.Symmetric);
        return new PcaEnergy(
            Array.ConvertAll(mean, value => (float)value),
            Largest(decomposition, width),
            Accumulate(decomposition.EigenValues.Select(value => value.Real), trace));
    }

    /// <summary>How many components keep a share of the energy.</summary>
    /// <param name="energy">The share, above 0 and at most 1.</param>
    /// <param name="compatibility">
    /// <see cref="Compatibility.Sound"/>: the fewest that reach the share (4 for a quarter of MNIST, which is .284 of it).
    /// <see cref="Compatibility.Reference"/>: the index of the first component that exceeds it, so one fewer (3, which is .230).
    /// </param>
    /// <returns>At least one.</returns>
    /// <exception cref="UsageException">
    /// The share is out of range, or under the reference's rule not even one component stays within it.
    /// </exception>
    public int Components(double energy, Compatibility compatibility)
    {
        if (energy is not (> 0 and <= 1))
        {
            throw new UsageException($"energy is {energy}, but the share of the image energy that is kept is above 0 and at most 1.");
        }

        if (compatibility == Compatibility.Sound)
        {
            // The last sum is 1 only up to rounding.
            var reached = Array.FindIndex(_cumulative, sum => sum >= energy - 1e-12);
            return reached < 0 ? Width : reached + 1;
        }

        var exceeded = Array.FindIndex(_cumulative, sum => sum > energy);
        return exceeded switch
        {
            < 0 => Width,
            0 => throw new UsageException(
                $"energy is {energy}, but the first component alone holds {_cumulative[0]:0.000} of it "
                + "and the reference's rule keeps none; set energy higher."),
            _ => exceeded,
        };
    }

    /// <summary>One image from its first components, without the mean: sum of (image - mean)·c times c.</summary>
    /// <param name="image">Pixels, `[width]`.</param>
    /// <param name="components">How many components are kept.</param>
    /// <param name="destination">Gets the result, `[width]`, in grey levels (about ±255).</param>
    /// <exception cref="ArgumentException">A length differs from <see cref="Width"/>, or there are not so many components.</exception>
    public void Reconstruct(ReadOnlySpan<byte> image, int components, Span<float> destination)
    {
        if (image.Length != Width || destination.Length != Width)
        {
            throw new ArgumentException(
                $"The image has {image.Length} pixels and the result {destination.Length}, but both need {Width}.", nameof(image));
        }

        ArgumentOutOfRangeException.ThrowIfGreaterThan(components, Width);
        Span<float> centred = stackalloc float[Width];
        for (var i = 0; i < centred.Length; i++)
        {
            centred[i] = image[i] - _mean[i];
        }

        destination.Clear();
        for (var component = 0; component < components; component++)
        {
            var row = _components.AsSpan(component * Width, Width);
            var score = 0.0;
            for (var i = 0; i < row.Length; i++)
            {
                score += (double)centred[i] * row[i];
            }

            for (var i = 0; i < row.Length; i++)
            {
                destination[i] += (float)score * row[i];
            }
        }
    }

    // The decomposition gives its values in rising order.
    private static float[] Largest(Evd<double> decomposition, int width)
    {
        var vectors = decomposition.EigenVectors;
        var result = new float[width * width];
        for (var component = 0; component < width; component++)
        {
            for (var i = 0; i < width; i++)
            {
                result[(component * width) + i] = (float)vectors[i, width - 1 - component];
            }
        }

        return result;
    }

    private static double[] Accumulate(IEnumerable<double> rising, double trace)
    {
        var sum = 0.0;
        return [.. rising.Reverse().Select(value => Math.Min(1, (sum += Math.Max(0, value)) / trace))];
    }
}
