namespace Weft.Data.Arrays;

/// <summary>A modality's samples in memory.</summary>
/// <param name="Name">The modality's name.</param>
/// <param name="Shape">The shape of one sample: [features], or [channels, length].</param>
/// <param name="Values">All samples, one after another.</param>
public sealed record ModalitySamples(string Name, IReadOnlyList<long> Shape, float[] Values)
{
    /// <summary>The values of one sample.</summary>
    public int Size { get; } = checked((int)Shape.Aggregate(1L, (a, b) => a * b));

    /// <summary>One sample's values.</summary>
    public Span<float> Row(int index) => Values.AsSpan(index * Size, Size);
}

/// <summary>The labels of samples in memory: one class each, or any number of labels.</summary>
/// <param name="Classes">Number of classes or labels.</param>
/// <param name="Single">The class of each sample; null where a sample may have several.</param>
/// <param name="Many">Zeros and ones [samples, classes], where a sample may have several.</param>
public sealed record SampleLabels(int Classes, long[]? Single, byte[]? Many)
{
    /// <summary>The number of samples.</summary>
    public int Count => Single?.Length ?? Many!.Length / Classes;
}

/// <summary>A data set in memory, on its way into a prepared folder.</summary>
/// <param name="Modalities">The modalities in the order of the taps; all with the same number of samples.</param>
/// <param name="Labels">The labels.</param>
/// <param name="Splits">The split of each sample; null leaves it out.</param>
/// <param name="Standardised">
/// Whether values are brought to mean 0 and deviation 1 by the training samples, each feature or channel by itself; otherwise they are kept.
/// </param>
public sealed record ArraySamples(
    IReadOnlyList<ModalitySamples> Modalities, SampleLabels Labels, IReadOnlyList<Split?> Splits, bool Standardised)
{
    /// <summary>The samples of a split, in order.</summary>
    public int[] Of(Split split) => [.. Enumerable.Range(0, Splits.Count).Where(i => Splits[i] == split)];
}
