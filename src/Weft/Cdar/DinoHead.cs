using Weft.Torch;
using Weft.Torch.Modules;

namespace Weft.Cdar;

/// <summary>
/// The head that contrasts work on (Caron et al., 2021; CDAR specification 2.5): three layers, a feature of length 1, and a layer whose
/// rows have length 1. Its parameters are those of <c>mlp.0</c>, <c>mlp.2</c>, <c>mlp.4</c>, and <c>last_layer.weight_g</c>, which stays 1,
/// and <c>.weight_v</c>.
/// </summary>
public sealed class DinoHead : Module
{
    private readonly Sequential layers;
    private readonly WeightNormLinear last;

    /// <summary>Creates the head: weights of deviation 0.02, biases of 0, the last layer with PyTorch's initial values.</summary>
    /// <param name="channels">Numbers of a feature.</param>
    /// <param name="settings">Widths.</param>
    /// <param name="initial">Draws initial values.</param>
    public DinoHead(int channels, ContrastSettings settings, Generator initial)
    {
        layers = AddPart("mlp", new Sequential(
            NormalLinear.Create(channels, settings.Hidden, 0.02, initial),
            Activation.Gelu(),
            NormalLinear.Create(settings.Hidden, settings.Hidden, 0.02, initial),
            Activation.Gelu(),
            NormalLinear.Create(settings.Hidden, settings.Bottleneck, 0.02, initial)));
        last = AddPart("last_layer", new WeightNormLinear(settings.Bottleneck, settings.Out, initial));
    }

    /// <summary>Maps features to what is contrasted.</summary>
    /// <param name="features">[rows, channels, times].</param>
    /// <returns>[rows, numbers]: means over times.</returns>
    public Tensor Forward(Tensor features)
    {
        var (rows, times) = (features.Size(0), features.Size(2));
        var inner = SupervisedContrast.Normalise(layers.Forward(features.Transpose(1, 2).Flatten(0, 1)));

        // The last layer is linear and by far the widest: it sees the mean over times instead of each time.
        return last.Forward(times == 1 ? inner : inner.Reshape(rows, times, inner.Size(1)).Mean([1]));
    }
}

/// <summary>A linear layer without bias whose rows have length 1.</summary>
public sealed class WeightNormLinear : Layer
{
    private readonly Tensor lengths;
    private readonly Tensor directions;

    /// <summary>Creates the layer with PyTorch's initial directions; the lengths are 1 and do not train.</summary>
    /// <param name="inputs">Size of the input.</param>
    /// <param name="outputs">Size of the output.</param>
    /// <param name="initial">Draws initial values.</param>
    public WeightNormLinear(int inputs, int outputs, Generator initial)
    {
        lengths = AddParameter("weight_g", Tensor.Ones([outputs, 1]));
        lengths.RequiresGrad = false;
        directions = AddParameter("weight_v", Initializers.UniformFanIn([outputs, inputs], inputs, initial));
    }

    /// <summary>[rows, inputs] to [rows, outputs].</summary>
    public override Tensor Forward(Tensor input)
    {
        // Scaling the few outputs spares a normalised copy of the many weights.
        var scales = lengths / directions.Norm([1], keepDim: true);
        return input.Linear(directions) * scales.Transpose(0, 1);
    }
}
