namespace Weft.Torch.Modules;

/// <summary>Hands its input on: stands where a layer may be absent.</summary>
public sealed class Identity : Layer
{
    /// <summary>Any shape to the same tensor.</summary>
    public override Tensor Forward(Tensor input) => input;
}
