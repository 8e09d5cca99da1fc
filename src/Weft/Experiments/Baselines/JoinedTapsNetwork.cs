using Weft.Search;
using Weft.Torch;
using Weft.Torch.Modules;

namespace Weft.Experiments.Baselines;

/// <summary>
/// What one modality can do by itself on the footing of MFAS: all of its taps joined, one layer of the width of a fusion layer, and the
/// classifier. No modality meets another.
/// </summary>
public sealed class JoinedTapsNetwork : FusionNetwork
{
    private readonly Sequential layers;

    /// <summary>Creates the network.</summary>
    /// <param name="taps">The modality's taps.</param>
    /// <param name="shape">Width and dropout.</param>
    /// <param name="classes">Number of logits.</param>
    /// <param name="random">Initial values and masks.</param>
    public JoinedTapsNetwork(IReadOnlyList<Tap> taps, MfasFoundSettings shape, int classes, NetworkRandom random) => layers = AddPart(
        "layers",
        new Sequential(
            new Linear(taps.Sum(t => (long)t.Channels), shape.Inner, random.Initial),
            Activation.Relu(),
            new Dropout(shape.Dropout, random.Noise),
            new Linear(shape.Inner, classes, random.Initial)));

    /// <inheritdoc/>
    public override Tensor Forward(IReadOnlyList<Tensor> taps) => layers.Forward(Tensor.Cat([.. taps.Select(t => t.Flatten(1))], 1));
}
