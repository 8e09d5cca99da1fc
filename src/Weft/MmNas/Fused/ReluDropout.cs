using Weft.Torch;

namespace Weft.MmNas.Fused;

/// <summary>dropout(relu(x)): between the linear layers of feed-forward operations.</summary>
internal static class ReluDropout
{
    /// <summary>Any shape to the same.</summary>
    internal static Tensor Apply(Tensor input, in NoiseLevel noise) => noise.Apply(input.Relu());
}
