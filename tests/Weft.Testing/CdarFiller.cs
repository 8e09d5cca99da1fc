using Weft.Torch;
using Weft.Torch.Modules;

namespace Weft.Testing;

/// <summary>The numbers of golden/cdar: each follows from its place, so that weights and inputs need not be stored.</summary>
public static class CdarFiller
{
    /// <summary>The file's <c>proc</c>.</summary>
    /// <param name="count">How many numbers.</param>
    /// <param name="k">Which row of numbers.</param>
    /// <param name="scale">They lie in ± this.</param>
    public static float[] Values(long count, uint k, double scale)
    {
        var values = new float[count];
        for (var i = 0; i < values.Length; i++)
        {
            var h = unchecked(((uint)i * 2654435761u) + (k * 40503u) + 12345u);
            h ^= h >> 16;
            h = unchecked(h * 2246822519u);
            h ^= h >> 13;
            h = unchecked(h * 3266489917u);
            h ^= h >> 16;
            values[i] = (float)(scale * ((2 * (h / 4294967296.0)) - 1));
        }

        return values;
    }

    /// <summary>The file's <c>proc</c> as a tensor of the current scope.</summary>
    /// <param name="shape">Its shape.</param>
    /// <param name="k">Which row of numbers.</param>
    /// <param name="scale">They lie in ± this.</param>
    public static Tensor Fill(long[] shape, uint k, double scale) =>
        Tensor.From(Values(shape.Aggregate(1L, (a, b) => a * b), k, scale), shape);

    /// <summary>The file's <c>procinit</c>: parameters and running statistics by their order.</summary>
    /// <param name="module">Its parameters must be registered in the published order.</param>
    public static void Initialise(Module module)
    {
        using var scope = new TensorScope();
        using var noGrad = Autograd.NoGrad();
        var k = 0u;
        foreach (var (name, parameter) in module.NamedParameters())
        {
            var shape = parameter.Shape;
            if (shape.Length >= 2)
            {
                parameter.CopyFrom(Fill(shape, k, Math.Sqrt(6.0 / (parameter.ElementCount / shape[0]))));
            }
            else
            {
                var values = Fill(shape, k, 0.1);
                parameter.CopyFrom(name.EndsWith("weight", StringComparison.Ordinal) ? values + 1.0 : values);
            }

            k++;
        }

        foreach (var (name, buffer) in module.NamedBuffers())
        {
            if (name.EndsWith("running_mean", StringComparison.Ordinal))
            {
                buffer.CopyFrom(Fill(buffer.Shape, k, 0.05));
            }
            else if (name.EndsWith("running_var", StringComparison.Ordinal))
            {
                buffer.CopyFrom((Fill(buffer.Shape, k, 1).Abs() * 0.2) + 1.0);
            }

            k++;
        }
    }
}
