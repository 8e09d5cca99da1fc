using Weft.Runs;
using Weft.Torch;

namespace Weft.Search;

/// <summary>A network that holds every choice of a space at once, weighted by architecture parameters: what bilevel search needs.</summary>
public interface ISupernet : IDisposable
{
    /// <summary>The network; its parameters are the weights, without the architecture parameters.</summary>
    FusionNetwork Network { get; }

    /// <summary>The architecture parameters by name, in the order their optimizer takes them.</summary>
    IReadOnlyList<(string Name, Tensor Tensor)> ArchitectureParameters { get; }

    /// <summary>Moves weights and architecture parameters to a device. Create optimizers afterwards.</summary>
    void MoveTo(Device device);

    /// <summary>
    /// Chooses what the next forward passes record: gradients of the weights, of the architecture parameters, or of both. What is not
    /// recorded is not computed in the backward pass, which changes no number of the rest.
    /// </summary>
    void Record(bool weights, bool architecture);

    /// <summary>The genotype that the architecture parameters stand for now.</summary>
    IGenotype Decode();

    /// <summary>The probabilities of all choices now, for the log.</summary>
    IReadOnlyList<ProbabilityGroup> Probabilities();
}
