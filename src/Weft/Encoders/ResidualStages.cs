using System.Globalization;
using Weft.Torch;
using Weft.Torch.Modules;

namespace Weft.Encoders;

/// <summary>What residual networks over time and space have in common: four stages of blocks, and how a layer is applied sparingly.</summary>
internal sealed class ResidualStages : Module
{
    private readonly List<Bottleneck3d[]> stages = [];

    /// <summary>Creates the stages, with Kaiming's normal initial values by outputs.</summary>
    /// <param name="inputs">Channels into the first.</param>
    /// <param name="planes">Channels of the first stage's middle convolutions; they double from stage to stage.</param>
    /// <param name="expansion">Times as many come out of a block.</param>
    /// <param name="blocks">Blocks of each stage.</param>
    /// <param name="stride">Step of the first block of each stage but the first.</param>
    /// <param name="cardinality">The most groups of the middle convolutions; their channels are divided evenly.</param>
    /// <param name="generator">Initial values.</param>
    internal ResidualStages(
        int inputs, int planes, int expansion, IReadOnlyList<int> blocks, long[] stride, int cardinality, Generator generator)
    {
        for (var s = 0; s < blocks.Count; s++)
        {
            var width = planes << s;
            var stage = new Bottleneck3d[blocks[s]];
            for (var b = 0; b < stage.Length; b++)
            {
                var step = s > 0 && b == 0 ? stride : [1, 1, 1];
                var groups = GreatestCommonDivisor(cardinality, width);
                stage[b] = AddPart(
                    string.Create(CultureInfo.InvariantCulture, $"layer{s + 1}.{b}"),
                    new Bottleneck3d(inputs, width, expansion * width, step, groups, generator));
                inputs = expansion * width;
            }

            stages.Add(stage);
        }
    }

    /// <summary>A stem's map to the maps of the stages behind the first, whose own is freed.</summary>
    /// <param name="stem">[batch, inputs, time, height, width]; freed.</param>
    internal List<Tensor> Forward(Tensor stem)
    {
        var maps = new List<Tensor>();
        var state = stem;
        foreach (var stage in stages)
        {
            foreach (var block in stage)
            {
                var output = block.Forward(state);
                if (!maps.Contains(state))
                {
                    state.Dispose();
                }

                state = output;
            }

            if (stage != stages[0])
            {
                maps.Add(state);
            }
        }

        return maps;
    }

    /// <summary>A convolution and its batch norm, the map between them freed.</summary>
    internal static Tensor Normalised(Convolution convolution, BatchNorm norm, Tensor input)
    {
        using var convolved = convolution.Forward(input);
        return norm.Forward(convolved);
    }

    /// <summary>
    /// The mean of one window that begins at the first position: windows larger than the map are cut to it.
    /// </summary>
    /// <param name="map">[batch, channels, time, height, width].</param>
    /// <param name="window">Time, height, width.</param>
    /// <returns>[batch, channels, 1, 1, 1].</returns>
    /// <exception cref="WeftException">A second window would fit into the map.</exception>
    internal static Tensor MeanOfWindow(Tensor map, params ReadOnlySpan<long> window)
    {
        var shape = map.Shape;
        var kernel = new long[window.Length];
        for (var d = 0; d < window.Length; d++)
        {
            kernel[d] = Math.Min(window[d], shape[d + 2]);
            if (shape[d + 2] >= 2 * window[d])
            {
                throw new WeftException(
                    $"The last map is [{string.Join(", ", shape)}], too large for one window of {string.Join(" x ", window.ToArray())}: "
                    + "make the clips smaller or shorter.");
            }
        }

        return map.AvgPool(kernel, kernel, [0, 0, 0]);
    }

    /// <summary>Gives convolutions Kaiming's normal initial values by outputs, and zero biases.</summary>
    internal static void FillKaiming(Module module, Generator generator)
    {
        using var noGrad = Autograd.NoGrad();
        foreach (var (name, parameter) in module.NamedParameters())
        {
            if (parameter.Rank > 2)
            {
                // In place: a second copy of such weights would be what takes most memory.
                parameter.FillNormal(0, Math.Sqrt(2.0 / Initializers.FanOut(parameter.Shape)), generator);
            }
            else if (name.EndsWith("bias", StringComparison.Ordinal))
            {
                parameter.Zero();
            }
        }
    }

    private static int GreatestCommonDivisor(int a, int b) => b == 0 ? a : GreatestCommonDivisor(b, a % b);
}
