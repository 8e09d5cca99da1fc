using Weft.Search;
using Weft.Torch;
using Weft.Torch.Modules;

namespace Weft.Cdar;

/// <summary>
/// Scores the known classes and, last, the unknown one; gradients of the target's rows are reversed on their way to the encoder (OSBP,
/// Saito et al., 2018; CDAR specification 2.4). Its parameters are those of <c>ffn_osbp</c>.
/// </summary>
public sealed class OpenSetHead : Module
{
    private readonly Sequential layers;
    private readonly bool reverses;

    /// <summary>Creates the head with weights of deviation 0.001 in its last layer and PyTorch's initial values in the others.</summary>
    /// <param name="channels">Numbers of a feature.</param>
    /// <param name="classes">Known classes.</param>
    /// <param name="hiddenLayers">Hidden layers, as wide as a feature; as published, a linear layer without activation follows them.</param>
    /// <param name="dropout">Probability of zero within them.</param>
    /// <param name="random">Initial values and masks.</param>
    /// <param name="reverses">Whether gradients are reversed at all: the published heads miss it by a wrong name. True by default.</param>
    public OpenSetHead(int channels, int classes, int hiddenLayers, double dropout, NetworkRandom random, bool reverses = true)
    {
        this.reverses = reverses;
        IEnumerable<Layer> hidden = Enumerable.Range(0, hiddenLayers).Select(_ => new Sequential(
            new Linear(channels, channels, random.Initial), Activation.Relu(), new Dropout(dropout, random.Noise)));
        layers = AddPart("ffn_osbp", new Sequential(
            new Sequential([.. hidden, new Sequential(new Linear(channels, channels, random.Initial))]),
            NormalLinear.Create(channels, classes + 1, 0.001, random.Initial)));
    }

    /// <summary>Scores classes.</summary>
    /// <param name="features">[rows, channels].</param>
    /// <param name="target">[rows], true for rows of the target; null in a test.</param>
    /// <returns>[rows, known classes + 1].</returns>
    public Tensor Forward(Tensor features, Tensor? target = null) =>
        layers.Forward(reverses && target is not null ? GradientReversal.Reverse(features, target) : features);
}
