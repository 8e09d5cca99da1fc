using System.Globalization;
using Weft.Encoders.Clips;

namespace Weft.Encoders.Imported;

/// <summary>What the encoders of clips consist of (CDAR specification 2.3), under the names of OpenMMLab's checkpoints.</summary>
internal static class ClipLayouts
{
    private const int Widening = 4;

    /// <summary>TSM.</summary>
    /// <param name="depth">Layers of the network of frames.</param>
    /// <param name="channels">Channels of the stem.</param>
    internal static LayoutBuilder Tsm(int depth, int channels = 64)
    {
        var (expansion, blocks) = ResidualDepths.Of(depth);
        var layout = Unit(new LayoutBuilder(), "conv1", channels, [3, 7, 7]);
        long inputs = channels;
        for (var s = 0; s < blocks.Length; s++)
        {
            long planes = channels << s;
            for (var b = 0; b < blocks[s]; b++)
            {
                var name = Invariant($"layer{s + 1}.{b}");
                var first = ResidualDepths.IsShifted(blocks, b) ? "conv.net" : "conv";
                layout = expansion == 1
                    ? Unit(Unit(layout, $"{name}.conv1", planes, [inputs, 3, 3], first), $"{name}.conv2", planes, [planes, 3, 3])
                    : Unit(
                        Unit(Unit(layout, $"{name}.conv1", planes, [inputs, 1, 1], first), $"{name}.conv2", planes, [planes, 3, 3]),
                        $"{name}.conv3",
                        expansion * planes,
                        [planes, 1, 1]);
                if (inputs != expansion * planes)
                {
                    layout = Unit(layout, $"{name}.downsample", expansion * planes, [inputs, 1, 1]);
                }

                inputs = expansion * planes;
            }
        }

        return layout;
    }

    /// <summary>I3D with non-local blocks.</summary>
    /// <param name="channels">Channels of the stem.</param>
    internal static LayoutBuilder InflatedNonLocal(int channels = 64)
    {
        const int expansion = 4;
        var layout = Unit(new LayoutBuilder(), "conv1", channels, [3, 5, 7, 7]);
        long inputs = channels;
        for (var s = 0; s < InflatedNonLocalResNet.Inflated.Count; s++)
        {
            long planes = channels << s;
            for (var b = 0; b < InflatedNonLocalResNet.Inflated[s].Length; b++)
            {
                var name = Invariant($"layer{s + 1}.{b}");
                var (outputs, times) = (expansion * planes, InflatedNonLocalResNet.Inflated[s][b] == '1' ? 3 : 1);
                Unit(layout, $"{name}.conv1", planes, [inputs, times, 1, 1]);
                Unit(layout, $"{name}.conv2", planes, [planes, 1, 3, 3]);
                Unit(layout, $"{name}.conv3", outputs, [planes, 1, 1, 1]);
                if (inputs != outputs)
                {
                    Unit(layout, $"{name}.downsample", outputs, [inputs, 1, 1, 1]);
                }

                if (InflatedNonLocalResNet.NonLocal[s][b] == '1')
                {
                    var block = $"{name}.non_local_block";
                    layout.Affine($"{block}.g.0.conv", outputs / 2, outputs, 1, 1, 1);
                    Unit(layout, $"{block}.conv_out", outputs, [outputs / 2, 1, 1, 1]);
                    layout.Affine($"{block}.theta.conv", outputs / 2, outputs, 1, 1, 1);
                    layout.Affine($"{block}.phi.0.conv", outputs / 2, outputs, 1, 1, 1);
                }

                inputs = outputs;
            }
        }

        return layout;
    }

    /// <summary>TimeSformer.</summary>
    /// <param name="sizes">How large it is.</param>
    internal static LayoutBuilder TimeSformer(TimeSformerSizes sizes)
    {
        long width = sizes.Width;
        var layout = new LayoutBuilder()
            .Add("cls_token", [1, 1, width]).Add("pos_embed", [1, 1 + sizes.Patches, width]).Add("time_embed", [1, sizes.Frames, width])
            .Affine("patch_embed.projection", width, 3, sizes.Patch, sizes.Patch);
        for (var i = 0; i < sizes.Layers; i++)
        {
            var name = Invariant($"transformer_layers.layers.{i}");
            foreach (var part in (string[])["attentions.0", "attentions.1"])
            {
                layout.Affine($"{name}.{part}.norm", width)
                    .Add($"{name}.{part}.attn.in_proj_weight", [3 * width, width]).Add($"{name}.{part}.attn.in_proj_bias", [3 * width])
                    .Affine($"{name}.{part}.attn.out_proj", width, width);
            }

            layout.Affine($"{name}.attentions.0.temporal_fc", width, width)
                .Affine($"{name}.ffns.0.layers.0.0", Widening * width, width).Affine($"{name}.ffns.0.layers.1", width, Widening * width)
                .Affine($"{name}.ffns.0.norm", width);
        }

        return layout.Affine("norm", width);
    }

    /// <summary>A convolution without bias and its norm.</summary>
    private static LayoutBuilder Unit(LayoutBuilder layout, string name, long outputs, long[] rest, string convolution = "conv") =>
        layout.Weight($"{name}.{convolution}", [outputs, .. rest]).Norm($"{name}.bn", outputs);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
