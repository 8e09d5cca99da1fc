using Weft.Torch;
using Weft.Torch.Modules;

namespace Weft.Cdar;

/// <summary>Linear layers as the published heads begin with them: normal weights, a bias of 0.</summary>
internal static class NormalLinear
{
    /// <summary>Creates a layer.</summary>
    /// <param name="inputs">Size of the input.</param>
    /// <param name="outputs">Size of the output.</param>
    /// <param name="deviation">The weights' standard deviation.</param>
    /// <param name="initial">Draws them.</param>
    public static Linear Create(long inputs, long outputs, double deviation, Generator initial)
    {
        using var noGrad = Autograd.NoGrad();
        var linear = new Linear(inputs, outputs, initial);
        linear.Weight.FillNormal(0, deviation, initial);
        linear.Bias!.Zero();
        return linear;
    }
}
