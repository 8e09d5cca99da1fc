using System.Text.Json;
using Weft.Torch;

namespace Weft.Tests.Mfas;

/// <summary>The weights and inputs of golden/mfas/ntu.npz: sines of a tensor's place in its network, so that none are stored.</summary>
internal static class NtuFormula
{
    /// <summary>A state's tensors from their names and shapes, in the order of the published state.</summary>
    /// <param name="prefix">Put before the names.</param>
    /// <param name="order">Names and shapes.</param>
    internal static Dictionary<string, Tensor> State(string prefix, IEnumerable<(string Name, long[] Shape)> order) => order
        .Select((tensor, k) => (Name: prefix + tensor.Name, Value: Parameter(tensor.Name, tensor.Shape, k)))
        .ToDictionary(x => x.Name, x => x.Value, StringComparer.Ordinal);

    /// <summary>Names and shapes from a golden list of pairs.</summary>
    internal static IEnumerable<(string Name, long[] Shape)> Order(JsonElement list) => list.EnumerateArray()
        .Select(entry => (entry[0].GetString()!, entry[1].EnumerateArray().Select(s => s.GetInt64()).ToArray()));

    /// <summary>offset + amplitude sin(0.37 i + 1.3 k) for each place i.</summary>
    internal static Tensor Sines(long[] shape, int k, double amplitude, double offset = 0)
    {
        var tensor = Tensor.Empty(shape);
        var values = tensor.AsSpan<float>();
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (float)(offset + (amplitude * Math.Sin((0.37 * i) + (1.3 * k))));
        }

        return tensor;
    }

    private static Tensor Parameter(string name, long[] shape, int k) => (shape.Length, name.Split('.')[^1]) switch
    {
        (0, "num_batches_tracked") => Tensor.Zeros([], DType.Int64),
        ( >= 2, _) => Sines(shape, k, 2 / Math.Sqrt(shape[1..].Aggregate(1L, (a, b) => a * b))),
        (_, "running_mean") => Sines(shape, k, 0.05),
        (_, "running_var") => Sines(shape, k, 0.2, 1),
        (_, "weight") => Sines(shape, k, 0.1, 1),
        _ => Sines(shape, k, 0.1),
    };
}
