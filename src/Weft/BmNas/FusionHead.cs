using Weft.Torch;
using Weft.Torch.Modules;

namespace Weft.BmNas;

/// <summary>From the last cells to logits: joined along the channels, layer norm, ReLU, flattened, linear (specification 1.7).</summary>
public sealed class FusionHead : Module
{
    private readonly StateLayerNorm norm;
    private readonly Linear classifier;

    /// <summary>Creates the head.</summary>
    /// <param name="channels">Channels of a state.</param>
    /// <param name="length">Positions of a state.</param>
    /// <param name="states">How many states are joined.</param>
    /// <param name="classes">Number of logits.</param>
    /// <param name="generator">Draws initial values.</param>
    public FusionHead(int channels, int length, int states, int classes, Generator generator)
    {
        norm = AddPart("fusion_net.cell.ln", new StateLayerNorm(states * channels, length));
        classifier = AddPart("central_classifier", new Linear((long)states * channels * length, classes, generator));
    }

    /// <summary>[batch, length, channels] each, to [batch, classes].</summary>
    public Tensor Forward(Tensor[] states)
    {
        var joined = norm.Forward(states.Length == 1 ? states[0] : Tensor.Cat(states, -1)).Relu();
        return classifier.Forward(joined.Transpose(1, 2).Flatten(1));
    }

    /// <summary>The published name of a cell's parameters.</summary>
    internal static string CellName(int cell) => $"fusion_net.cell._step_nodes.{cell}.node_cell";
}
