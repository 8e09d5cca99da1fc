using Weft.Data;
using Weft.Data.Loading;
using Weft.Encoders;
using Weft.Search;
using Weft.Training;

namespace Weft.Tasks;

/// <summary>One of a task's modalities.</summary>
/// <param name="Name">Such as <c>image</c>.</param>
/// <param name="InputShape">The shape of one sample as the encoder takes it, such as [1, 28, 28].</param>
/// <param name="DefaultChannels">Width of its encoder where the settings do not say.</param>
/// <param name="Augmentation">How training samples are changed once they are read; null for not at all.</param>
public sealed record Modality(string Name, IReadOnlyList<long> InputShape, int DefaultChannels, IAugmentation? Augmentation = null)
{
    /// <summary>Whether training samples are read in ways that differ from epoch to epoch (<see cref="ITaskData.ReadVaried"/>), such as crops.</summary>
    public bool Varies { get; init; }

    /// <summary>How many samples an encoder takes at once where nothing is learned; large samples take fewer.</summary>
    public int InferenceBatch { get; init; } = 128;
}

/// <summary>Data with splits, modalities with encoders, a loss and a metric.</summary>
public interface ITask
{
    /// <summary>The task's name, such as <c>avmnist</c>.</summary>
    string Name { get; }

    /// <summary>The modalities in the order of the taps.</summary>
    IReadOnlyList<Modality> Modalities { get; }

    /// <summary>Number of classes or labels.</summary>
    int Classes { get; }

    /// <summary>The names of the classes or labels in their order; null where they have none.</summary>
    IReadOnlyList<string>? ClassNames => null;

    /// <summary>Whether a sample may have several labels (binary cross entropy) or exactly one (cross entropy).</summary>
    bool MultiLabel { get; }

    /// <summary>The headline metric.</summary>
    MetricKind Metric { get; }

    /// <summary>Opens prepared data.</summary>
    /// <param name="folder">What <c>weft data prepare</c> wrote.</param>
    /// <exception cref="Weft.Torch.WeftException">The folder is absent, damaged or another task's.</exception>
    ITaskData Open(string folder);

    /// <summary>Builds a modality's encoder with fresh weights.</summary>
    /// <param name="modality">Its name.</param>
    /// <param name="channels">Its width.</param>
    /// <param name="dropout">Dropout before its classifier.</param>
    /// <param name="random">Initial values and masks.</param>
    Encoder BuildEncoder(string modality, int channels, double dropout, NetworkRandom random);
}

/// <summary>A task's data, opened.</summary>
public interface ITaskData : IDisposable
{
    /// <summary>A hash of the content: two folders with the same data have the same one.</summary>
    string ContentHash { get; }

    /// <summary>Facts for the report: counts, recipe.</summary>
    IReadOnlyDictionary<string, string> Facts { get; }

    /// <summary>Number of samples.</summary>
    int Count(Split split);

    /// <summary>Labels as rows: Int64 classes, or Float32 rows of zeros and ones.</summary>
    RowTable Labels(Split split);

    /// <summary>Reads one sample of a modality, normalised. Safe for several threads at once.</summary>
    void Read(string modality, Split split, int index, Span<float> destination);

    /// <summary>
    /// Reads one training sample as the task varies it, such as a random crop, normalised; as <see cref="Read"/> where it does not. Safe for
    /// several threads at once.
    /// </summary>
    /// <param name="modality">The modality.</param>
    /// <param name="split">The split.</param>
    /// <param name="index">The sample.</param>
    /// <param name="draw">Determines the variation; the same for all modalities of a sample, so that what belongs together varies alike.</param>
    /// <param name="destination">Receives the values.</param>
    void ReadVaried(string modality, Split split, int index, ulong draw, Span<float> destination) => Read(modality, split, index, destination);
}
