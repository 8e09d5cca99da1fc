using Weft.Runs;
using Weft.Torch;
using Weft.Torch.Modules;

namespace Weft.Search.OneShot;

/// <summary>
/// A network each of whose blocks holds several candidates of which a gate lets one through: what one-shot search needs. The gates are drawn
/// before every step from the probabilities that the architecture parameters stand for.
/// </summary>
public interface IGateSupernet : IDisposable
{
    /// <summary>The network; its parameters are the weights of all candidates, without the architecture parameters.</summary>
    Module Network { get; }

    /// <summary>The architecture parameters by name, in the order their optimizer takes them.</summary>
    IReadOnlyList<(string Name, Tensor Tensor)> ArchitectureParameters { get; }

    /// <summary>Draws one candidate for every block; forward passes then run these alone.</summary>
    /// <param name="state">The stream of random numbers; advanced.</param>
    void DrawWeights(ref ulong state);

    /// <summary>Draws the gates of an architecture step: the next pass records what each gate does to the loss.</summary>
    /// <param name="state">The stream of random numbers; advanced.</param>
    void DrawArchitecture(ref ulong state);

    /// <summary>Gives weights without a gradient a zero one, so that an optimizer moves what was not drawn by its momentum too.</summary>
    void TouchWeights();

    /// <summary>After the backward pass of an architecture step: turns the gates' gradients into those of the architecture parameters.</summary>
    void CollectGradients();

    /// <summary>After the optimizer's step: what the way of drawing asks for, such as keeping the sum of the probabilities that were not drawn.</summary>
    void EndArchitecture();

    /// <summary>Lets the most probable candidate of every block through.</summary>
    void UseBest();

    /// <summary>The most probable candidates.</summary>
    IGenotype Decode();

    /// <summary>The probabilities of all choices now, for the log.</summary>
    IReadOnlyList<ProbabilityGroup> Probabilities();
}
