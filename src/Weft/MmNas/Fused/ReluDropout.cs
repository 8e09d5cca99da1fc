using Weft.Torch;
using Weft.Torch.Modules;

namespace Weft.MmNas.Fused;

/// <summary>dropout(relu(x)): between the linear layers of feed-forward operations.</summary>
internal static class ReluDropout
{
    /// <summary>Of a tensor that nobody else needs: its contents are lost.</summary>
    internal static Tensor Apply(Tensor fresh, in NoiseLevel noise) => fresh.ReluDropoutInPlace(null, noise.Probability, noise.Generator);

    /// <summary>Of a layer's output; the layer's bias is added on the way.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="input">[..., inputs].</param>
    /// <param name="noise">What zeroes elements.</param>
    /// <returns>[..., outputs].</returns>
    internal static Tensor Apply(Linear layer, Tensor input, in NoiseLevel noise)
    {
        // Rows of a matrix: the product is no view then, and may be changed in place without a copy.
        var rows = input.Shape.Length > 2 ? input.Flatten(0, -2) : input;
        var output = rows.Linear(layer.Weight).ReluDropoutInPlace(layer.Bias, noise.Probability, noise.Generator);
        return input.Shape.Length > 2 ? output.Reshape([.. input.Shape[..^1], output.Size(1)]) : output;
    }
}
