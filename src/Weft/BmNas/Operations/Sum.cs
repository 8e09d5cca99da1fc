using Weft.Search;
using Weft.Torch;

namespace Weft.BmNas.Operations;

/// <summary>x + y.</summary>
[FusionOperation("Sum")]
public sealed class Sum : FusionOperation
{
    /// <summary>Creates the operation; it has no weights.</summary>
    public Sum(BmNasShape shape, NetworkRandom random)
    {
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, Tensor y) => x + y;

    /// <inheritdoc/>
    public override Tensor ForwardSame(Tensor state) => state * 2.0;
}
