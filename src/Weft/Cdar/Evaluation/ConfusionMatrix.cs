namespace Weft.Cdar.Evaluation;

/// <summary>Which class was taken for which (CDAR specification 3): rows are the truth, columns the predictions.</summary>
public sealed class ConfusionMatrix
{
    private readonly long[][] counts;

    private ConfusionMatrix(long[][] counts) => this.counts = counts;

    /// <summary>How many classes there are.</summary>
    public int Classes => counts.Length;

    /// <summary>Samples by true class (row) and predicted class (column).</summary>
    public IReadOnlyList<IReadOnlyList<long>> Counts => counts;

    /// <summary>Counts predictions.</summary>
    /// <param name="labels">True classes.</param>
    /// <param name="predictions">Predicted classes, one for each label.</param>
    /// <param name="classes">How many classes there are; every label and prediction is below it.</param>
    /// <exception cref="ArgumentException">The lengths differ, or a class is not in 0..<paramref name="classes"/> - 1.</exception>
    public static ConfusionMatrix Of(ReadOnlySpan<int> labels, ReadOnlySpan<int> predictions, int classes)
    {
        if (labels.Length != predictions.Length)
        {
            throw new ArgumentException(
                $"{labels.Length} labels cannot be compared with {predictions.Length} predictions.", nameof(predictions));
        }

        var counts = new long[classes][];
        for (var c = 0; c < classes; c++)
        {
            counts[c] = new long[classes];
        }

        for (var i = 0; i < labels.Length; i++)
        {
            if ((uint)labels[i] >= (uint)classes || (uint)predictions[i] >= (uint)classes)
            {
                throw new ArgumentException(
                    $"Sample {i} has class {labels[i]} and prediction {predictions[i]}, but there are only {classes} classes.",
                    nameof(labels));
            }

            counts[labels[i]][predictions[i]]++;
        }

        return new ConfusionMatrix(counts);
    }

    /// <summary>How many samples a class has.</summary>
    public long Support(int label) => counts[label].Sum();

    /// <summary>How often a class was predicted.</summary>
    public long Predicted(int label) => counts.Sum(row => row[label]);

    /// <summary>The part of a class' samples that was found; 0 for a class without samples.</summary>
    public double Recall(int label) => Support(label) is > 0 and var support ? (double)counts[label][label] / support : 0;

    /// <summary>The rows as parts of their sums; zeros for classes without samples.</summary>
    public IReadOnlyList<IReadOnlyList<double>> RowShares() =>
        [.. counts.Select(row => (IReadOnlyList<double>)[.. row.Select(count => (double)count / Math.Max(1, row.Sum()))])];
}
