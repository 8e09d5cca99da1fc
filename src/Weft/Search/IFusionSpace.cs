using Weft.Data.Features;
using Weft.Runs;

namespace Weft.Search;

/// <summary>What may be chosen when taps are fused: samples genotypes, reads them, draws them and builds their networks.</summary>
public interface IFusionSpace
{
    /// <summary>The space's name, such as <c>bmnas</c>.</summary>
    string Name { get; }

    /// <summary>The inputs.</summary>
    IReadOnlyList<Tap> Taps { get; }

    /// <summary>How taps are pooled before the network sees them (and before they are cached).</summary>
    TapPooling Pooling { get; }

    /// <summary>A genotype drawn uniformly from what the decoder can produce.</summary>
    /// <param name="seed">Determines the genotype.</param>
    IGenotype Sample(ulong seed);

    /// <summary>Reads a genotype and checks that it fits this space's taps.</summary>
    /// <param name="text">Canonical JSON, or a textual form that published logs print.</param>
    /// <param name="origin">The file it came from, for messages.</param>
    /// <exception cref="Weft.Torch.WeftException">It is no genotype of this space, or one for other taps.</exception>
    IGenotype Parse(string text, string origin);

    /// <summary>The discrete network of a genotype, with fresh weights.</summary>
    FusionNetwork Build(IGenotype genotype, NetworkRandom random);

    /// <summary>The genotype as a graph.</summary>
    ArchitectureGraph Draw(IGenotype genotype);
}

/// <summary>A space with a supernet, which bilevel search can take.</summary>
public interface IDifferentiableSpace : IFusionSpace
{
    /// <summary>A fresh supernet.</summary>
    ISupernet BuildSupernet(NetworkRandom random);
}
