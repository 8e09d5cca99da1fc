using Weft.BmNas;
using Weft.BmNas.Operations;
using Weft.Search;
using Weft.Torch;
using Weft.Torch.Optim;

namespace Weft.Bench;

/// <summary>A hypernet with its two optimizers, and the two kinds of steps of a BM-NAS search.</summary>
internal sealed class FusionSteps : IDisposable
{
    private readonly NetworkRandom random;
    private readonly Hypernet hypernet;
    private readonly Adam weights;
    private readonly Adam architecture;
    private readonly Func<Tensor, Tensor> loss;

    /// <summary>Builds it.</summary>
    /// <param name="device">Where.</param>
    /// <param name="shape">The size.</param>
    /// <param name="channels">The taps' channels.</param>
    /// <param name="classes">Number of logits.</param>
    /// <param name="loss">From logits to the loss.</param>
    internal FusionSteps(Device device, BmNasShape shape, int[] channels, int classes, Func<Tensor, Tensor> loss)
    {
        this.loss = loss;
        random = new NetworkRandom(1, device);
        Tap[] taps = [.. channels.Select((c, i) => new Tap("tap", $"{i}", c))];
        hypernet = new Hypernet(taps, shape, FusionOperations.Published, classes, random);
        hypernet.MoveTo(device);
        hypernet.Architecture.MoveTo(device);
        weights = new Adam([new ParameterGroup("weights", hypernet.Parameters(), 1e-3, 1e-4)]);
        Tensor[] strengths = [.. hypernet.Architecture.Named.Select(n => n.Tensor)];
        architecture = new Adam([new ParameterGroup("architecture", strengths, 3e-4, 1e-3)], beta1: 0.5);
    }

    /// <summary>One step of the weights.</summary>
    /// <param name="taps">Gives the taps, inside the step's scope.</param>
    internal double WeightStep(Func<Tensor[]> taps)
    {
        using var scope = new TensorScope();
        weights.ZeroGradients();
        hypernet.Record(weights: true, architecture: false);
        var value = loss(hypernet.Forward(taps()));
        value.Backward();
        weights.Step();
        return value.Item();
    }

    /// <summary>One step of the architecture, with the second forward pass that the published search scores.</summary>
    /// <param name="taps">Gives the taps, inside the step's scope.</param>
    internal double ArchitectureStep(Func<Tensor[]> taps)
    {
        using var scope = new TensorScope();
        architecture.ZeroGradients();
        hypernet.Record(weights: false, architecture: true);
        loss(hypernet.Forward(taps())).Backward();
        architecture.Step();
        using var noGrad = Autograd.NoGrad();
        hypernet.Record(weights: false, architecture: false);
        return loss(hypernet.Forward(taps())).Item();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        weights.Dispose();
        architecture.Dispose();
        hypernet.Dispose();
        random.Dispose();
    }
}
