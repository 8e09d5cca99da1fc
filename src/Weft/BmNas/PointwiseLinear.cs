using Weft.Torch;
using Weft.Torch.Modules;

namespace Weft.BmNas;

/// <summary>
/// The paper's "linear" layers: a convolution of kernel 1, kept with its published weight shape but computed as one matrix product
/// over [batch, length, channels].
/// </summary>
public sealed class PointwiseLinear : Layer
{
    private readonly Tensor weight;
    private readonly Tensor bias;

    /// <summary>Creates the layer with PyTorch's initial values.</summary>
    public PointwiseLinear(int inputs, int outputs, Generator generator)
    {
        weight = AddParameter("weight", Initializers.UniformFanIn([outputs, inputs, 1], inputs, generator));
        bias = AddParameter("bias", Initializers.UniformFanIn([outputs], inputs, generator));
    }

    /// <summary>[..., inputs] to [..., outputs].</summary>
    public override Tensor Forward(Tensor input) => input.Linear(weight.Squeeze(2), bias);

    /// <summary>
    /// The layer applied to an input joined with itself along the channels: the two halves of the kernel are added first, which halves
    /// the multiplications and changes nothing else.
    /// </summary>
    /// <param name="input">[..., inputs / 2].</param>
    public Tensor ForwardDoubled(Tensor input)
    {
        // Unbound, so that going back is one copy instead of two slices that are filled up with zeros and added.
        var shape = weight.Shape;
        var halves = weight.Reshape(shape[0], 2, shape[1] / 2).Unbind(1);
        return input.Linear(halves[0] + halves[1], bias);
    }
}
