using Weft.MmNas.Fused;
using Weft.Search;
using Weft.Torch;

namespace Weft.MmNas.Operations;

/// <summary>The common wrapper: norm(x + dropout(F(x))) (specification 2).</summary>
public abstract class ResidualBlock : BlockOperation
{
    private readonly double dropout;
    private readonly Generator noise;
    private readonly UnbiasedLayerNorm norm;

    /// <summary>Creates the wrapper.</summary>
    /// <param name="settings">Width and dropout.</param>
    /// <param name="random">Masks.</param>
    protected ResidualBlock(BlockSettings settings, NetworkRandom random)
    {
        dropout = settings.Sizes.Dropout;
        noise = random.Noise;
        norm = AddPart("ln", new UnbiasedLayerNorm(settings.Sizes.Hidden));
    }

    /// <summary>The dropout there is now.</summary>
    private protected NoiseLevel Noise => new(Training ? dropout : 0, noise);

    /// <summary>A bias that <see cref="Transform"/> leaves to the wrapper, which adds it in the same pass; none by default.</summary>
    private protected virtual Tensor? UpdateBias => null;

    /// <inheritdoc/>
    public sealed override Tensor Forward(BlockInput input) => norm.Forward(input.Own, Transform(input), UpdateBias, Noise);

    /// <summary>F: what is added to the sequence.</summary>
    /// <param name="input">What the block sees.</param>
    /// <returns>[batch, length, hidden].</returns>
    protected abstract Tensor Transform(BlockInput input);
}
