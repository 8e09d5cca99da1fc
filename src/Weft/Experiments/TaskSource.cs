using Weft.Data;
using Weft.Data.Loading;
using Weft.Search;
using Weft.Tasks;
using Weft.Torch;

namespace Weft.Experiments;

/// <summary>Samples of several modalities as they are, for networks that run their encoders at every step.</summary>
/// <param name="sources">One for each modality.</param>
public sealed class TaskSource(IReadOnlyList<ModalitySource> sources) : IBatchSource
{
    /// <inheritdoc/>
    public int Count => sources[0].Count;

    /// <summary>A split of a run's data.</summary>
    /// <param name="experiment">The run.</param>
    /// <param name="modalities">Which modalities, in order.</param>
    /// <param name="split">The split.</param>
    /// <param name="augmentationSeed">Changes training samples as the task has it; null leaves them as they are.</param>
    public static TaskSource Of(Experiment experiment, IReadOnlyList<Modality> modalities, Split split, ulong? augmentationSeed = null)
    {
        var strength = experiment.Settings.Encoder.Augmentation;
        return new([.. modalities.Select(modality => new ModalitySource(
            experiment.Data,
            modality,
            split,
            augmentationSeed is { } seed ? Augmenter.Of(modality, Seeds.Derive(seed, $"augmentation/{modality.Name}"), seed, strength) : null))]);
    }

    /// <inheritdoc/>
    public Batch Load(int epoch, ReadOnlySpan<int> indices)
    {
        var inputs = new List<Tensor>();
        Tensor? labels = null;
        foreach (var source in sources)
        {
            var batch = source.Load(epoch, indices);
            inputs.AddRange(batch.Inputs);
            if (labels is null)
            {
                labels = batch.Labels;
            }
            else
            {
                batch.Labels.Dispose();
            }
        }

        return new Batch([.. inputs], labels!);
    }
}
