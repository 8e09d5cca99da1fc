using Weft.Search;

namespace Weft.Data.Loading;

/// <summary>How training samples of a modality may be changed, and how much: a value that a modality carries.</summary>
public interface IAugmentation
{
    /// <summary>The same changes, stronger or weaker.</summary>
    /// <param name="factor">1 for the same strength; 0 changes nothing.</param>
    IAugmentation Scaled(double factor);

    /// <summary>Changes one sample in place.</summary>
    /// <param name="sample">Its values, normalised, in C order.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="random">The sample's own draws.</param>
    void Apply(Span<float> sample, IReadOnlyList<long> shape, ref ItemRandom random);
}

/// <summary>Changes training samples; what is drawn depends only on the seed, the epoch and the sample.</summary>
/// <param name="seed">The seed.</param>
/// <param name="changes">What may change.</param>
public sealed class Augmenter(ulong seed, IAugmentation changes)
{
    /// <summary>Changes one sample in place.</summary>
    /// <param name="sample">Its values.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="epoch">0-based epoch.</param>
    /// <param name="index">The sample's index within its split.</param>
    public void Apply(Span<float> sample, IReadOnlyList<long> shape, int epoch, int index)
    {
        var random = ItemRandom.From(Seeds.Derive(seed, $"{epoch}/{index}"));
        changes.Apply(sample, shape, ref random);
    }
}
