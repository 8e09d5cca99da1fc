using Weft.Cdar.Evaluation;
using Weft.Torch;

namespace Weft.Tests.Cdar.Evaluation;

/// <summary>Golden arrays as the evaluation takes them.</summary>
internal static class GoldenRows
{
    public static FeatureRows Rows(this GoldenFile file, string name)
    {
        using var scope = new TensorScope();
        var tensor = file[name];
        return new(tensor.To(DType.Float32).ToArray<float>(), (int)tensor.Size(0), (int)tensor.Size(1));
    }

    public static int[] Integers(this GoldenFile file, string name)
    {
        using var scope = new TensorScope();
        return file[name].To(DType.Int32).ToArray<int>();
    }

    /// <summary>Blobs around as many corners as there are classes, sample i of class i % classes.</summary>
    public static (FeatureRows Rows, int[] Labels) Blobs(int rows, int classes, int columns, double spread, ulong seed)
    {
        var draws = Weft.Data.ItemRandom.From(seed);
        var labels = Enumerable.Range(0, rows).Select(i => i % classes).ToArray();
        var values = new float[rows * columns];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (float)((i % columns == labels[i / columns] ? 5 : 0) + (spread * draws.NextNormal()));
        }

        return (new(values, rows, columns), labels);
    }
}
