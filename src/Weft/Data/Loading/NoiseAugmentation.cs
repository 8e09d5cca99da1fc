namespace Weft.Data.Loading;

/// <summary>Normal noise on every value of a sample of any shape: the change that can be made where nothing is known of what values mean.</summary>
/// <param name="Deviation">The noise's standard deviation; normalised values have 1.</param>
public sealed record NoiseAugmentation(double Deviation) : IAugmentation
{
    /// <inheritdoc/>
    public IAugmentation Scaled(double factor) => new NoiseAugmentation(Deviation * factor);

    /// <inheritdoc/>
    public void Apply(Span<float> sample, IReadOnlyList<long> shape, ref ItemRandom random)
    {
        foreach (ref var value in sample)
        {
            value += (float)(Deviation * random.NextNormal());
        }
    }
}
