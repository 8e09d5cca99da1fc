using Weft.Torch;
using Weft.Torch.Modules;

namespace Weft.MmNas.Fused;

/// <summary>
/// What relations between regions add to attention scores: log(max(relu(linear_r(R)), 1e-6)) for every reader of a pass at once.
/// </summary>
internal static class RelationBias
{
    private const double Least = 1e-6;

    /// <summary>From geometry, R = relu(shared(geometry)), for packed regions: R itself is never stored.</summary>
    /// <param name="geometry">[batch, regions, regions, 4].</param>
    /// <param name="shared">4 to the relation width; one for the network.</param>
    /// <param name="readers">Relation width to heads; one for each block.</param>
    /// <param name="packing">How many regions each sample has.</param>
    /// <returns>For each reader and each sample [heads, queries, keys], one sample after the other.</returns>
    internal static Tensor[] Packed(Tensor geometry, Linear shared, IReadOnlyList<Linear> readers, Packing packing)
    {
        var results = new Tensor[readers.Count];
        foreach (var alike in Enumerable.Range(0, readers.Count).GroupBy(i => readers[i].Weight.Size(0)))
        {
            int[] chosen = [.. alike];
            var biases = geometry.RelationBias(
                [.. packing.Lengths],
                shared.Weight,
                shared.Bias!,
                Tensor.Cat([.. chosen.Select(i => readers[i].Weight)], 0),
                Tensor.Cat([.. chosen.Select(i => readers[i].Bias!)], 0),
                chosen.Length);
            for (var i = 0; i < chosen.Length; i++)
            {
                results[chosen[i]] = biases[i];
            }
        }

        return results;
    }

    /// <summary>From geometry, R = relu(shared(geometry)).</summary>
    /// <param name="geometry">[batch, regions, regions, 4].</param>
    /// <param name="shared">4 to the relation width; one for the network.</param>
    /// <param name="readers">Relation width to heads; one for each block.</param>
    /// <returns>For each reader [batch, heads, queries, keys].</returns>
    internal static Tensor[] FromGeometry(Tensor geometry, Linear shared, IReadOnlyList<Linear> readers) =>
        readers.Count == 0 ? [] : FromFeatures(shared.Forward(geometry).Relu(), readers);

    /// <summary>From the relation features themselves, [batch, regions, regions, relation width].</summary>
    /// <inheritdoc cref="FromGeometry"/>
    internal static Tensor[] FromFeatures(Tensor features, IReadOnlyList<Linear> readers) =>
        [.. readers.Select(reader => reader.Forward(features).Relu().Clamp(min: Least).Log().Permute(0, 3, 1, 2))];
}
