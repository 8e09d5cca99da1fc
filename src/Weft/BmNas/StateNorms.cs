using Weft.Torch;
using Weft.Torch.Modules;

namespace Weft.BmNas;

/// <summary>Normalisations of states [batch, length, channels], with the published parameter shapes.</summary>
internal static class StateNorms
{
    /// <summary>Batch normalisation over batch and length.</summary>
    internal static Tensor Apply(this BatchNorm norm, Tensor state)
    {
        var shape = state.Shape;
        return norm.Forward(state.Reshape(-1, shape[2])).Reshape(shape);
    }
}

/// <summary>Layer normalisation over channels and length jointly; weight and bias are [channels, length] as published.</summary>
internal sealed class StateLayerNorm : Layer
{
    private readonly long[] shape;
    private readonly Tensor weight;
    private readonly Tensor bias;

    internal StateLayerNorm(int channels, int length)
    {
        shape = [length, channels];
        weight = AddParameter("weight", Tensor.Ones([channels, length]));
        bias = AddParameter("bias", Tensor.Zeros([channels, length]));
    }

    /// <summary>[batch, length, channels] to the same.</summary>
    public override Tensor Forward(Tensor input) =>
        input.LayerNorm(shape, weight.Transpose(0, 1).Contiguous(), bias.Transpose(0, 1).Contiguous());
}
