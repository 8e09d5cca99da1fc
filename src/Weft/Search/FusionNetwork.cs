using Weft.Torch;
using Weft.Torch.Modules;

namespace Weft.Search;

/// <summary>A network over the taps of frozen encoders: supernets and discrete networks alike.</summary>
public abstract class FusionNetwork : Module
{
    /// <summary>Computes the logits.</summary>
    /// <param name="taps">One pooled tap for each input of the task, in the task's order, each [batch, length, channels].</param>
    /// <returns>[batch, classes]; no activation.</returns>
    public abstract Tensor Forward(IReadOnlyList<Tensor> taps);
}
