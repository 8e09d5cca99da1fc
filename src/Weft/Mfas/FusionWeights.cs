using Weft.Torch;
using Weft.Torch.Modules;

namespace Weft.Mfas;

/// <summary>
/// The learned weights between a fusion layer's modalities (specification 2): for two, w = sigmoid(alpha) and 1 - w, as published. For
/// more, one number for each but the last and a softmax with 0 for it, which is the same formula for two.
/// </summary>
internal sealed class FusionWeights : Module
{
    private readonly Tensor alpha;

    internal FusionWeights(int modalities, Generator generator) =>
        alpha = AddParameter("alpha_x", Tensor.RandomNormal([modalities - 1], generator, 0, 0.1));

    /// <summary>One [batch, channels] for each modality, each times its weight.</summary>
    internal Tensor[] Apply(Tensor[] features)
    {
        if (features.Length == 2)
        {
            var first = alpha.Sigmoid();
            return [features[0] * first, features[1] * (1 - first)];
        }

        var weights = Tensor.Cat([alpha, Tensor.Zeros([1], alpha.DType, alpha.Device)], 0).Softmax(0);
        return [.. features.Select((x, m) => x * weights.Narrow(0, m, 1))];
    }
}
