using Weft.Torch;
using Weft.Torch.Modules;

namespace Weft.Encoders.Clips;

/// <summary>
/// Adds to every position what all positions say to it, weighted by dot products that are not normalised by their sum but divided by the
/// number of positions (CDAR specification 2.3), under the names of OpenMMLab's checkpoints.
/// </summary>
internal sealed class NonLocalBlock : Layer
{
    private readonly Convolution values;
    private readonly Convolution output;
    private readonly BatchNorm norm;
    private readonly Convolution queries;
    private readonly Convolution keys;

    /// <summary>Creates the block; its norm begins with zeros, so that it adds nothing at first.</summary>
    /// <param name="channels">Channels; half of them are compared.</param>
    /// <param name="generator">Initial values.</param>
    internal NonLocalBlock(int channels, Generator generator)
    {
        var inner = channels / 2;
        values = AddPart("g.0.conv", new Conv3d(channels, inner, 1, generator));
        output = AddPart("conv_out.conv", new Conv3d(inner, channels, 1, generator, withBias: false));
        norm = AddPart("conv_out.bn", new BatchNorm(channels));
        queries = AddPart("theta.conv", new Conv3d(channels, inner, 1, generator));
        keys = AddPart("phi.0.conv", new Conv3d(channels, inner, 1, generator));
    }

    /// <summary>[batch, channels, time, height, width] to the same; height and width are at least 2.</summary>
    public override Tensor Forward(Tensor input)
    {
        using var scope = new TensorScope();
        var shape = input.Shape;
        var asked = queries.Forward(input).Flatten(2).Transpose(1, 2);
        var offered = Halved(keys).Flatten(2);
        var weights = asked.MatMul(offered) / offered.Size(2);
        var mixed = weights.MatMul(Halved(values).Flatten(2).Transpose(1, 2)).Transpose(1, 2);
        var result = ResidualStages.Normalised(output, norm, mixed.Reshape([shape[0], mixed.Size(1), .. shape[2..]]));
        result.AddInPlace(input);
        return scope.Keep(result);

        Tensor Halved(Convolution convolution)
        {
            using var map = convolution.Forward(input);
            return map.MaxPool([1, 2, 2], [1, 2, 2], [0, 0, 0]);
        }
    }

    /// <summary>Sets what is multiplied with the normalised output to 0.</summary>
    internal void Silence()
    {
        using var noGrad = Autograd.NoGrad();
        norm.Weight.Zero();
    }
}
