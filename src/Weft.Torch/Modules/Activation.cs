namespace Weft.Torch.Modules;

/// <summary>An element-wise function as a layer, for sequences of layers. It has no parameters.</summary>
public sealed class Activation : Layer
{
    private readonly string name;
    private readonly Func<Tensor, Tensor> function;

    private Activation(string name, Func<Tensor, Tensor> function)
    {
        this.name = name;
        this.function = function;
    }

    /// <summary>max(x, 0).</summary>
    public static Activation Relu() => new("relu", x => x.Relu());

    /// <summary>x where positive, else slope times x.</summary>
    /// <param name="negativeSlope">The slope; 0.01.</param>
    public static Activation LeakyRelu(double negativeSlope = 0.01) => new("leaky_relu", x => x.LeakyRelu(negativeSlope));

    /// <summary>Gaussian error linear unit.</summary>
    /// <param name="tanhApproximation">Its approximation by a hyperbolic tangent; false by default.</param>
    public static Activation Gelu(bool tanhApproximation = false) => new("gelu", x => x.Gelu(tanhApproximation));

    /// <summary>Logistic function.</summary>
    public static Activation Sigmoid() => new("sigmoid", x => x.Sigmoid());

    /// <summary>Hyperbolic tangent.</summary>
    public static Activation Tanh() => new("tanh", x => x.Tanh());

    /// <summary>x tanh(softplus(x)).</summary>
    public static Activation Mish() => new("mish", x => x.Mish());

    /// <summary>Any shape to the same.</summary>
    public override Tensor Forward(Tensor input) => function(input);

    /// <inheritdoc/>
    public override string ToString() => name;
}
