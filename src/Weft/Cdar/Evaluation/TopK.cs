namespace Weft.Cdar.Evaluation;

/// <summary>How often the right class is among the K with the highest scores (CDAR specification 3).</summary>
public static class TopK
{
    /// <summary>The part of the samples whose class is among the first; 0 without samples.</summary>
    /// <param name="scores">Scores of the classes; finite.</param>
    /// <param name="labels">True classes; one that has no score is never found.</param>
    /// <param name="k">How many count; at least 1.</param>
    /// <exception cref="ArgumentException">There are not as many labels as rows.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="k"/> is below 1.</exception>
    public static double Accuracy(FeatureRows scores, ReadOnlySpan<int> labels, int k)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        if (labels.Length != scores.Rows)
        {
            throw new ArgumentException($"{scores.Rows} rows of scores cannot be compared with {labels.Length} labels.", nameof(labels));
        }

        var found = 0;
        for (var i = 0; i < labels.Length; i++)
        {
            if ((uint)labels[i] < (uint)scores.Columns && Rank(scores.Row(i), labels[i]) < k)
            {
                found++;
            }
        }

        return labels.IsEmpty ? 0 : (double)found / labels.Length;
    }

    /// <summary>The classes with the highest scores; of equal ones the first.</summary>
    public static int[] Predictions(FeatureRows scores)
    {
        var predictions = new int[scores.Rows];
        for (var i = 0; i < predictions.Length; i++)
        {
            var row = scores.Row(i);
            for (var c = 1; c < row.Length; c++)
            {
                if (row[c] > row[predictions[i]])
                {
                    predictions[i] = c;
                }
            }
        }

        return predictions;
    }

    private static int Rank(ReadOnlySpan<float> row, int label)
    {
        var rank = 0;
        for (var c = 0; c < row.Length; c++)
        {
            if (row[c] > row[label] || (c < label && row[c] == row[label]))
            {
                rank++;
            }
        }

        return rank;
    }
}
