using Weft.Torch;

namespace Weft.Cdar.Evaluation;

/// <summary>Numbers of samples: features, or scores of classes. All are finite.</summary>
public sealed class FeatureRows
{
    /// <summary>Takes the numbers, without a copy.</summary>
    /// <param name="values">[rows, columns] in C order.</param>
    /// <param name="rows">Samples.</param>
    /// <param name="columns">Numbers of a sample; at least 1.</param>
    /// <exception cref="ArgumentException">The sizes do not fit the number of values.</exception>
    /// <exception cref="WeftException">A number is not finite.</exception>
    public FeatureRows(float[] values, int rows, int columns)
    {
        if (rows < 0 || columns < 1 || (long)rows * columns != values.Length)
        {
            throw new ArgumentException($"[{rows}, {columns}] does not hold {values.Length} values.", nameof(values));
        }

        for (var i = 0; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i]))
            {
                throw new WeftException(
                    $"Sample {i / columns} has a number that is not finite in column {i % columns}: "
                    + "the training diverged, or its input is damaged.");
            }
        }

        (Values, Rows, Columns) = (values, rows, columns);
    }

    /// <summary>[rows, columns] in C order.</summary>
    public float[] Values { get; }

    /// <summary>Samples.</summary>
    public int Rows { get; }

    /// <summary>Numbers of a sample.</summary>
    public int Columns { get; }

    /// <summary>The numbers of a sample.</summary>
    public ReadOnlySpan<float> Row(int row) => Values.AsSpan(row * Columns, Columns);

    /// <summary>These samples, then others.</summary>
    /// <param name="others">Samples with as many numbers.</param>
    /// <exception cref="ArgumentException">They have another number of columns.</exception>
    public FeatureRows Then(FeatureRows others) => others.Columns == Columns
        ? new FeatureRows([.. Values, .. others.Values], Rows + others.Rows, Columns)
        : throw new ArgumentException($"Samples of {Columns} numbers cannot stand before samples of {others.Columns}.", nameof(others));

    /// <summary>The mean of every column; zeros without rows.</summary>
    internal double[] Mean()
    {
        var mean = new double[Columns];
        for (var i = 0; i < Rows; i++)
        {
            var row = Row(i);
            for (var j = 0; j < mean.Length; j++)
            {
                mean[j] += row[j];
            }
        }

        for (var j = 0; j < mean.Length; j++)
        {
            mean[j] /= Math.Max(1, Rows);
        }

        return mean;
    }

    /// <summary>The sum of squares of every row.</summary>
    internal double[] SquaredNorms()
    {
        var norms = new double[Rows];
        for (var i = 0; i < Rows; i++)
        {
            var sum = 0.0;
            foreach (var value in Row(i))
            {
                sum += (double)value * value;
            }

            norms[i] = sum;
        }

        return norms;
    }

    /// <summary>Makes a value for the rows, a block of rows at a time, so that products with many centres do not fill the memory.</summary>
    /// <param name="all">The rows as a tensor [rows, columns].</param>
    /// <param name="centres">[centres, columns] in C order.</param>
    /// <param name="block">Gets the first row of a block and its scalar products, [rows of the block, centres] in C order.</param>
    internal static void Products(Tensor all, float[] centres, Action<int, ReadOnlyMemory<float>> block)
    {
        const int rowsAtOnce = 8192;
        var (rows, columns) = (all.Size(0), all.Size(1));
        using var scope = new TensorScope();
        var across = Tensor.From(centres, centres.Length / columns, columns).Transpose(0, 1);
        for (var first = 0L; first < rows; first += rowsAtOnce)
        {
            using var inner = new TensorScope();
            block((int)first, all.Narrow(0, first, Math.Min(rowsAtOnce, rows - first)).MatMul(across).ToArray<float>());
        }
    }
}
