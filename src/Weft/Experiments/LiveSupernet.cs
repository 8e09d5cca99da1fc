using Weft.Runs;
using Weft.Search;
using Weft.Torch;

namespace Weft.Experiments;

/// <summary>A supernet together with the encoders whose taps it fuses, for a search that runs them at every step.</summary>
/// <param name="inner">The supernet.</param>
/// <param name="network">Its network with the encoders, which this then owns.</param>
internal sealed class LiveSupernet(ISupernet inner, LiveNetwork network) : ISupernet
{
    /// <inheritdoc/>
    public FusionNetwork Network => network;

    /// <inheritdoc/>
    public IReadOnlyList<(string Name, Tensor Tensor)> ArchitectureParameters => inner.ArchitectureParameters;

    /// <inheritdoc/>
    public void MoveTo(Device device)
    {
        inner.MoveTo(device);
        network.MoveTo(device);
    }

    /// <summary>Encoders are never recorded: no optimizer owns them, and what they would compute changes no number.</summary>
    /// <inheritdoc/>
    public void Record(bool weights, bool architecture)
    {
        inner.Record(weights, architecture);
        network.RecordEncoders(false);
    }

    /// <inheritdoc/>
    public IGenotype Decode() => inner.Decode();

    /// <inheritdoc/>
    public IReadOnlyList<ProbabilityGroup> Probabilities() => inner.Probabilities();

    /// <inheritdoc/>
    public void Dispose()
    {
        network.Dispose();
        inner.Dispose();
    }
}
