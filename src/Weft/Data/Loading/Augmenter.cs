using Weft.Search;
using Weft.Tasks;

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

/// <summary>Varies and changes training samples; what is drawn depends only on the seeds, the epoch and the sample.</summary>
/// <param name="seed">The seed of changes to what was read.</param>
/// <param name="changes">What may change; null for nothing.</param>
/// <param name="variation">The seed of how samples are read, the same for all modalities that vary together; null reads them as they are.</param>
public sealed class Augmenter(ulong seed, IAugmentation? changes, ulong? variation = null)
{
    /// <summary>The augmentation of a modality; null where it has none.</summary>
    /// <param name="modality">The modality.</param>
    /// <param name="seed">The seed of changes to what was read.</param>
    /// <param name="variation">The seed of how samples are read.</param>
    /// <param name="strength">How strong changes are: 1 as the task has it, 0 not at all.</param>
    /// <param name="varies">Whether samples are read in varying ways, where the modality has any.</param>
    public static Augmenter? Of(Modality modality, ulong seed, ulong variation, double strength, bool varies)
    {
        var changes = strength > 0 ? modality.Augmentation?.Scaled(strength) : null;
        varies &= modality.Varies;
        return changes is null && !varies ? null : new Augmenter(seed, changes, varies ? variation : null);
    }

    /// <summary>What determines how a sample is read; null for as it is.</summary>
    /// <param name="epoch">0-based epoch.</param>
    /// <param name="index">The sample's index within its split.</param>
    public ulong? Variation(int epoch, int index) => variation is { } shared ? Seeds.Derive(shared, $"{epoch}/{index}") : null;

    /// <summary>Changes one sample in place.</summary>
    /// <param name="sample">Its values.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="epoch">0-based epoch.</param>
    /// <param name="index">The sample's index within its split.</param>
    public void Apply(Span<float> sample, IReadOnlyList<long> shape, int epoch, int index)
    {
        if (changes is not null)
        {
            var random = ItemRandom.From(Seeds.Derive(seed, $"{epoch}/{index}"));
            changes.Apply(sample, shape, ref random);
        }
    }
}
