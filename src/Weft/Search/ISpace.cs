using Weft.Runs;

namespace Weft.Search;

/// <summary>What may be chosen: samples genotypes, reads them and draws them.</summary>
public interface ISpace
{
    /// <summary>The space's name, such as <c>bmnas</c>.</summary>
    string Name { get; }

    /// <summary>A genotype drawn uniformly from what the decoder can produce.</summary>
    /// <param name="seed">Determines the genotype.</param>
    IGenotype Sample(ulong seed);

    /// <summary>Reads a genotype and checks that it fits this space.</summary>
    /// <param name="text">Canonical JSON, or a textual form that was published.</param>
    /// <param name="origin">The file it came from, for messages.</param>
    /// <exception cref="Weft.Torch.WeftException">It is no genotype of this space, or one for other inputs.</exception>
    IGenotype Parse(string text, string origin);

    /// <summary>The genotype as a graph.</summary>
    ArchitectureGraph Draw(IGenotype genotype);
}
