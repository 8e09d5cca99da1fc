using Weft.Torch;
using Weft.Torch.Modules;

namespace Weft.MmNas.Fused;

/// <summary>
/// What relations between regions add to attention scores: log(max(relu(linear_r(R)), 1e-6)) for every reader of a pass at once.
/// </summary>
internal static class RelationBias
{
    private const double Least = 1e-6;

    /// <summary>From geometry: R = relu(shared(geometry)).</summary>
    /// <param name="geometry">[batch, regions, regions, 4].</param>
    /// <param name="shared">4 to the relation width; one for the network.</param>
    /// <param name="readers">Relation width to heads; one for each block.</param>
    /// <returns>For each reader [batch, heads, queries, keys].</returns>
    internal static Tensor[] FromGeometry(Tensor geometry, Linear shared, IReadOnlyList<Linear> readers)
    {
        if (readers.Count == 0)
        {
            return [];
        }

        // The features are the largest tensor of a pass: without gradients they go with this scope.
        using var scope = new TensorScope();
        return Array.ConvertAll(FromFeatures(shared.Forward(geometry).Relu(), readers), scope.Keep);
    }

    /// <summary>From the relation features themselves, [batch, regions, regions, relation width].</summary>
    /// <inheritdoc cref="FromGeometry"/>
    internal static Tensor[] FromFeatures(Tensor features, IReadOnlyList<Linear> readers) =>
        [.. readers.Select(reader => reader.Forward(features).Relu().Clamp(min: Least).Log().Permute(0, 3, 1, 2))];
}
