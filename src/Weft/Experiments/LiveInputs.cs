using Weft.Data;
using Weft.Data.Loading;
using Weft.Encoders;
using Weft.Search;
using Weft.Tasks;

namespace Weft.Experiments;

/// <summary>
/// Which of a network's modalities run their encoder at every step, and which are read from the cache all the same: frozen encoders whose
/// taps are the same numbers whatever mode they are in, on samples that do not vary. Nothing is computed twice where once is exact.
/// </summary>
/// <param name="experiment">The run.</param>
/// <param name="features">Its cached taps.</param>
/// <param name="modalities">The network's modalities.</param>
/// <param name="learn">Whether the encoders learn along.</param>
internal sealed class LiveInputs(FusionExperiment experiment, FeatureSet features, IReadOnlyList<Modality> modalities, bool learn)
{
    private const int CachedBatch = 256;

    /// <summary>How many samples are evaluated at once: as many as the most demanding encoder takes, where any runs.</summary>
    public int EvaluationBatch => StillIsCached
        ? CachedBatch
        : modalities.Where(m => !IsCached(m)).Select(m => m.InferenceBatch).DefaultIfEmpty(CachedBatch).Min();

    /// <summary>
    /// Whether samples that do not vary are all read from the cache: encoders that stay in evaluation mode give the same taps for them each
    /// time. Varied samples of training run.
    /// </summary>
    private bool StillIsCached => !learn && experiment.EncoderMode == EncoderMode.Eval;

    /// <summary>The network of taps with fresh copies of the run's encoders, where they run.</summary>
    /// <param name="fusion">The network over the taps, which the result then owns.</param>
    /// <param name="random">Draws the encoders' dropout masks.</param>
    public LiveNetwork Join(FusionNetwork fusion, NetworkRandom random)
    {
        var dropout = learn || experiment.EncoderMode == EncoderMode.Train ? experiment.EncoderDropout : 0;
        return new LiveNetwork(
            [.. modalities.Select(m => new LiveInput(
                m.Name, IsCached(m) ? null : FileOf(m).Load(experiment.Task, experiment.Device, dropout, random), features.TapCount(m.Name)))],
            features.Pooling,
            fusion)
        {
            EncodersEvaluate = !learn && experiment.EncoderMode == EncoderMode.Eval,
        };
    }

    /// <summary>A split's samples for such a network.</summary>
    /// <param name="split">The split.</param>
    /// <param name="variation">Varies and augments samples of training; null reads them as they are.</param>
    public IBatchSource Source(Split split, ulong? variation = null)
    {
        var still = StillIsCached && variation is null;
        return new JoinedSource([.. modalities.Select(m =>
            still || IsCached(m) ? features.Source(split, m.Name, withLogits: true) : Samples(m, split, variation))]);
    }

    private IBatchSource Samples(Modality modality, Split split, ulong? variation)
    {
        // The task's variations are published; what Weft changes beyond them is its own.
        var strength = experiment.Reference ? 0 : experiment.Settings.Encoder.Augmentation;
        return new ModalitySource(
            experiment.Data,
            modality,
            split,
            variation is { } seed ? Augmenter.Of(modality, Seeds.Derive(seed, $"augmentation/{modality.Name}"), seed, strength, experiment.Varies(modality)) : null);
    }

    private bool IsCached(Modality modality) =>
        !learn && !experiment.Changes(modality) && (StillIsCached || features.TapsIgnoreMode(modality.Name));

    private EncoderFile FileOf(Modality modality) =>
        features.Encoders.First(e => string.Equals(e.Modality, modality.Name, StringComparison.Ordinal));
}
