using Weft.MmNas.Fused;
using Weft.Torch;
using Weft.Torch.Modules;

namespace Weft.MmNas;

/// <summary>
/// What the relations between regions add to the attention scores of each block that reads them (specification 2): computed once for a
/// pass, for all those blocks together, since they share the layer from geometry to relation features.
/// </summary>
public sealed class RelationBiases
{
    private readonly Dictionary<Linear, Tensor> biases = new(ReferenceEqualityComparer.Instance);

    private readonly IReadOnlyList<long>? counts;

    private RelationBiases(IReadOnlyList<Linear> readers, Tensor[] values, IReadOnlyList<long>? counts = null)
    {
        this.counts = counts;
        for (var i = 0; i < values.Length; i++)
        {
            biases[readers[i]] = values[i];
        }
    }

    /// <summary>Computes them from geometry.</summary>
    /// <param name="geometry">[batch, regions, regions, 4]: how each region (first) sees each other.</param>
    /// <param name="shared">4 to the relation width.</param>
    /// <param name="readers">The blocks' layers from the relation width to heads.</param>
    public static RelationBiases FromGeometry(Tensor geometry, Linear shared, IReadOnlyList<Linear> readers) =>
        new(readers, RelationBias.FromGeometry(geometry, shared, readers));

    /// <summary>Computes them from geometry, for packed regions.</summary>
    /// <param name="geometry">[batch, regions, regions, 4]: how each region (first) sees each other.</param>
    /// <param name="shared">4 to the relation width.</param>
    /// <param name="readers">The blocks' layers from the relation width to heads.</param>
    /// <param name="packing">How many regions each sample has.</param>
    public static RelationBiases Packed(Tensor geometry, Linear shared, IReadOnlyList<Linear> readers, Packing packing) =>
        new(readers, RelationBias.Packed(geometry, shared, readers, packing), packing.Lengths);

    /// <summary>Computes them from relation features.</summary>
    /// <param name="features">[batch, regions, regions, relation width], not negative.</param>
    /// <param name="readers">The blocks' layers from the relation width to heads.</param>
    public static RelationBiases FromFeatures(Tensor features, IReadOnlyList<Linear> readers) =>
        new(readers, RelationBias.FromFeatures(features, readers));

    /// <summary>The bias of one block.</summary>
    /// <param name="reader">Its layer.</param>
    /// <returns>[batch, heads, queries, keys]; for packed regions such without padding, one sample after the other.</returns>
    /// <exception cref="UsageException">The layer was not among the readers.</exception>
    public Tensor Of(Linear reader) =>
        biases.TryGetValue(reader, out var bias)
            ? bias
            : throw new UsageException(
                "The relations of this pass were computed for other blocks: project the regions again after choosing operations.");

    /// <summary>The biases of chosen samples.</summary>
    /// <param name="indices">Int64, [chosen]; a sample may be chosen more than once.</param>
    public RelationBiases Rows(Tensor indices)
    {
        if (counts is null)
        {
            return new([.. biases.Keys], [.. biases.Values.Select(bias => bias.IndexSelect(0, indices))]);
        }

        var chosen = indices.To(Device.Cpu).ToArray<long>();
        var starts = new long[counts.Count + 1];
        for (var i = 0; i < counts.Count; i++)
        {
            starts[i + 1] = starts[i] + (counts[i] * counts[i]);
        }

        Tensor Choose(Tensor bias)
        {
            var heads = starts[^1] == 0 ? 0 : bias.ElementCount / starts[^1];
            return Tensor.Cat([.. chosen.Select(i => bias.Narrow(0, heads * starts[i], heads * (starts[i + 1] - starts[i])))], 0);
        }

        return new([.. biases.Keys], [.. biases.Values.Select(Choose)], [.. chosen.Select(i => counts[(int)i])]);
    }
}
