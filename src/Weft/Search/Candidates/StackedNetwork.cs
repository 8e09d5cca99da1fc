using Weft.Torch;
using Weft.Torch.Modules;

namespace Weft.Search.Candidates;

/// <summary>
/// Several networks of one space that go forward and back as one: their weights lie side by side in tensors whose first dimension counts
/// the networks, padded with zeros to the widest. Each network sees its own samples and dropout masks, so each learns what it would
/// learn alone, within rounding.
/// </summary>
public abstract class StackedNetwork : Module
{
    /// <summary>The number of networks.</summary>
    public abstract int Count { get; }

    /// <summary>The inputs of a forward pass: what each network wants to find there.</summary>
    public abstract IReadOnlyList<StackedInput> Inputs { get; }

    /// <summary>Elements of one sample's dropout mask in one network, over all layers; 0 without dropout.</summary>
    public abstract int MaskElements { get; }

    /// <summary>Elements of one network's own layers, which are the last of a sample's mask.</summary>
    /// <param name="index">Which of the networks.</param>
    public abstract int MaskElementsOf(int index);

    /// <summary>The probability that a mask's element is zero.</summary>
    public abstract double MaskProbability { get; }

    /// <summary>Whether a batch of a single sample cannot be trained on (batch normalisation).</summary>
    public virtual bool NeedsTwoSamples => false;

    /// <summary>Computes all networks' logits.</summary>
    /// <param name="inputs">One tensor for each of <see cref="Inputs"/>: [networks, batch, width].</param>
    /// <param name="mask">[networks, batch, mask elements], zeros and scaled ones; null in evaluation and without dropout.</param>
    /// <returns>[networks, batch, classes].</returns>
    public abstract Tensor Forward(IReadOnlyList<Tensor> inputs, Tensor? mask);

    /// <summary>Takes over one network's weights from a network of its own.</summary>
    /// <param name="index">Which of the stacked networks.</param>
    /// <param name="network">A network that the space built for its genotype.</param>
    public abstract void Load(int index, FusionNetwork network);

    /// <summary>Copies one network's weights into a network of its own.</summary>
    /// <param name="index">Which of the stacked networks.</param>
    /// <param name="network">A network that the space built for its genotype.</param>
    public abstract void Store(int index, FusionNetwork network);

    /// <summary>
    /// The tensors that hold networks side by side, by name, each [networks, ...]: what is kept when one of them has its best epoch.
    /// </summary>
    public abstract IEnumerable<KeyValuePair<string, Tensor>> Stacked();
}

/// <summary>An input of stacked networks.</summary>
/// <param name="Width">The width that the tensor is padded to.</param>
/// <param name="Taps">For each network, the taps whose features stand side by side from column 0 on; none leaves zeros.</param>
public sealed record StackedInput(int Width, IReadOnlyList<IReadOnlyList<int>> Taps);

/// <summary>A space whose networks can be trained together.</summary>
public interface IStackingSpace : IFusionSpace
{
    /// <summary>The networks of several genotypes as one, each with the fresh weights that it has alone.</summary>
    /// <param name="genotypes">The genotypes.</param>
    /// <param name="seeds">The seed of each one's initial values.</param>
    StackedNetwork BuildStacked(IReadOnlyList<IGenotype> genotypes, IReadOnlyList<ulong> seeds);
}
