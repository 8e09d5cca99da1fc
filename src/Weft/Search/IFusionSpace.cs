using Weft.Data.Features;

namespace Weft.Search;

/// <summary>What may be chosen when taps of encoders are fused.</summary>
public interface IFusionSpace : ISpace
{
    /// <summary>The inputs.</summary>
    IReadOnlyList<Tap> Taps { get; }

    /// <summary>How taps are pooled before the network sees them (and before they are cached).</summary>
    TapPooling Pooling { get; }

    /// <summary>The discrete network of a genotype, with fresh weights.</summary>
    FusionNetwork Build(IGenotype genotype, NetworkRandom random);
}

/// <summary>A fusion space whose genotypes are rows, which every search by trials can take.</summary>
public interface IFusionSequenceSpace : IFusionSpace, ISequenceSpace;

/// <summary>A space with a supernet, which bilevel search can take.</summary>
public interface IDifferentiableSpace : IFusionSpace
{
    /// <summary>A fresh supernet.</summary>
    ISupernet BuildSupernet(NetworkRandom random);
}
