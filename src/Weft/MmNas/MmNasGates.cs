using Weft.Runs;
using Weft.Search;
using Weft.Search.OneShot;
using Weft.Torch;
using Weft.Torch.Modules;

namespace Weft.MmNas;

/// <summary>The supernet as one-shot search takes it.</summary>
/// <param name="supernet">The supernet, which it then owns.</param>
/// <param name="mode">How many candidates of a block an architecture step meets.</param>
public sealed class MmNasGates(MmNasSupernet supernet, GateMode mode) : IGateSupernet
{
    /// <summary>The supernet.</summary>
    public MmNasSupernet Supernet { get; } = supernet;

    /// <inheritdoc/>
    public Module Network => Supernet.Network;

    /// <inheritdoc/>
    public IReadOnlyList<(string Name, Tensor Tensor)> ArchitectureParameters => Supernet.ArchitectureParameters;

    /// <summary>Moves weights and logits to a device. Create optimizers afterwards.</summary>
    /// <param name="device">Where to.</param>
    public void MoveTo(Device device) => Supernet.MoveTo(device);

    /// <inheritdoc/>
    public void DrawWeights(ref ulong state)
    {
        Supernet.Record(weights: true);
        Supernet.Sample(GateMode.Weights, ref state);
    }

    /// <inheritdoc/>
    public void DrawArchitecture(ref ulong state)
    {
        // The weights take no step here, so their gradients need not be computed.
        Supernet.Record(weights: false);
        Supernet.Sample(mode, ref state);
    }

    /// <inheritdoc/>
    public void TouchWeights() => Supernet.TouchWeights();

    /// <inheritdoc/>
    public void CollectGradients() => Supernet.ArchitectureGradients();

    /// <inheritdoc/>
    public void EndArchitecture() => Supernet.Rescale();

    /// <inheritdoc/>
    public void UseBest() => Supernet.UseBest();

    /// <inheritdoc/>
    public IGenotype Decode() => Supernet.Genotype();

    /// <inheritdoc/>
    public IReadOnlyList<ProbabilityGroup> Probabilities() => Supernet.Probabilities();

    /// <inheritdoc/>
    public void Dispose() => Supernet.Dispose();
}
