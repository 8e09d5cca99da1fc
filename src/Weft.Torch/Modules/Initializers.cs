namespace Weft.Torch.Modules;

/// <summary>Initial values, drawn from a generator of the caller's; the formulas are PyTorch's.</summary>
public static class Initializers
{
    /// <summary>How many inputs one output of a weight [out, in, kernel...] sees.</summary>
    public static long FanIn(ReadOnlySpan<long> shape) => Product(shape[1..]);

    /// <summary>How many outputs one input of a weight [out, in, kernel...] reaches.</summary>
    public static long FanOut(ReadOnlySpan<long> shape) => shape[0] * Product(shape[2..]);

    /// <summary>Uniform in ±1/√fanIn: what PyTorch gives weights and biases of linear and convolution layers.</summary>
    public static Tensor UniformFanIn(long[] shape, long fanIn, Generator generator)
    {
        var bound = fanIn > 0 ? 1 / Math.Sqrt(fanIn) : 0;
        return Tensor.RandomUniform(shape, generator, -bound, bound);
    }

    /// <summary>Kaiming's uniform with gain √2: ±√(6/fanIn).</summary>
    public static Tensor KaimingUniform(long[] shape, Generator generator)
    {
        var bound = Math.Sqrt(6.0 / FanIn(shape));
        return Tensor.RandomUniform(shape, generator, -bound, bound);
    }

    /// <summary>Kaiming's normal with gain √2: standard deviation √(2/fan).</summary>
    /// <param name="shape">[out, in, kernel...].</param>
    /// <param name="generator">Draws the numbers.</param>
    /// <param name="fanOut">Count outputs instead of inputs.</param>
    public static Tensor KaimingNormal(long[] shape, Generator generator, bool fanOut = false) =>
        Tensor.RandomNormal(shape, generator, 0, Math.Sqrt(2.0 / (fanOut ? FanOut(shape) : FanIn(shape))));

    /// <summary>Xavier's uniform: ±√(6/(fanIn + fanOut)).</summary>
    public static Tensor XavierUniform(long[] shape, Generator generator)
    {
        var bound = Math.Sqrt(6.0 / (FanIn(shape) + FanOut(shape)));
        return Tensor.RandomUniform(shape, generator, -bound, bound);
    }

    private static long Product(ReadOnlySpan<long> sizes)
    {
        long product = 1;
        foreach (var size in sizes)
        {
            product *= size;
        }

        return product;
    }
}
