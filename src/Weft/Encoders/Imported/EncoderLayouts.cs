using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using Weft.Encoders.Clips;

namespace Weft.Encoders.Imported;

/// <summary>
/// What the encoders of the published data sets consist of (BM-NAS specification 1.2, CDAR specification 2.3): names and shapes as the published checkpoints have
/// them. They are written down as rules, so that a file can be checked without building a network of 190 MB.
/// </summary>
public static class EncoderLayouts
{
    private static readonly FrozenDictionary<string, Func<LayoutBuilder>> Layouts = new Dictionary<string, Func<LayoutBuilder>>
    {
        ["vgg19"] = Vgg19,
        ["maxout"] = Maxout,
        ["hcn"] = Hcn,
        ["inflated-resnet50"] = InflatedResNet50,
        ["resnext101-rgb"] = () => ResNext101([3, 3, 7, 7]),
        ["resnext101-depth"] = () => ResNext101([1, 7, 7, 7]),
        ["tsm-resnet18"] = () => ClipLayouts.Tsm(18),
        ["tsm-resnet50"] = () => ClipLayouts.Tsm(50),
        ["tsm-resnet101"] = () => ClipLayouts.Tsm(101),
        ["timesformer"] = () => ClipLayouts.TimeSformer(new TimeSformerSizes()),
        ["i3d-nl"] = () => ClipLayouts.InflatedNonLocal(),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The encoders' names in ordinal order.</summary>
    public static ImmutableArray<string> Names { get; } = [.. Layouts.Keys.Order(StringComparer.Ordinal)];

    /// <summary>What an encoder consists of, in the order of its published state.</summary>
    /// <param name="encoder">One of <see cref="Names"/>.</param>
    /// <exception cref="ArgumentException">There is no such encoder.</exception>
    public static ImmutableArray<WantedTensor> Of(string encoder) => Layouts.TryGetValue(encoder, out var layout)
        ? layout().Build()
        : throw new ArgumentException($"There is no encoder '{encoder}'.", nameof(encoder));

    private static LayoutBuilder Vgg19()
    {
        var layout = new LayoutBuilder();
        long inputs = 3;
        var layer = 0;
        foreach (var (count, width) in ((int Count, long Width)[])[(2, 64), (2, 128), (4, 256), (4, 512), (4, 512)])
        {
            for (var c = 0; c < count; c++, layer += 2)
            {
                layout.Affine(string.Create(CultureInfo.InvariantCulture, $"vgg.{layer}"), width, inputs, 3, 3);
                inputs = width;
            }

            // The maximum that halves the map is a layer too.
            layer++;
        }

        return layout.Norm("bn4", inputs).Affine("classifier", 23, inputs);
    }

    private static LayoutBuilder Maxout() => new LayoutBuilder()
        .Affine("op1.lin", 320, 300).Norm("op2.0", 64)
        .Affine("op3.lin", 640, 64).Norm("op4.0", 128)
        .Affine("hid2val", 23, 128);

    private static LayoutBuilder Hcn()
    {
        var layout = new LayoutBuilder();
        foreach (var stream in (string[])["", "m"])
        {
            layout.Affine($"conv1{stream}.0", 64, 3, 1, 1).Affine($"conv2{stream}", 32, 64, 3, 1)
                .Affine($"conv3{stream}.0", 32, 25, 3, 3).Affine($"conv4{stream}.0", 64, 32, 3, 3);
        }

        return layout.Affine("conv5.0", 128, 128, 3, 3).Affine("conv6.0", 256, 128, 3, 3).Affine("fc7.0", 512, 1024).Affine("fc8", 60, 512);
    }

    private static LayoutBuilder InflatedResNet50()
    {
        var layout = new LayoutBuilder().Weight("cnn.conv1", 64, 3, 7, 7).Norm("cnn.bn1", 64);
        Stages(layout, "cnn.", [3, 4, 6, 3], [64, 128, 256, 512], expansion: 4, groups: 1);
        return layout.Affine("classifier", 60, 2048);
    }

    private static LayoutBuilder ResNext101(ReadOnlySpan<long> stem)
    {
        var layout = new LayoutBuilder().Weight("conv1", [64, .. stem]).Norm("bn1", 64);
        Stages(layout, string.Empty, [3, 4, 23, 3], [128, 256, 512, 1024], expansion: 2, groups: 32);
        return layout.Affine("fc", 83, 2048);
    }

    private static void Stages(LayoutBuilder layout, string prefix, int[] blocks, long[] widths, int expansion, int groups)
    {
        long inputs = 64;
        for (var stage = 0; stage < blocks.Length; stage++)
        {
            var (width, outputs) = (widths[stage], widths[stage] * expansion);
            for (var block = 0; block < blocks[stage]; block++)
            {
                var name = string.Create(CultureInfo.InvariantCulture, $"{prefix}layer{stage + 1}.{block}");
                layout.Weight($"{name}.conv1", width, inputs, 1, 1, 1).Norm($"{name}.bn1", width)
                    .Weight($"{name}.conv2", width, width / groups, 3, 3, 3).Norm($"{name}.bn2", width)
                    .Weight($"{name}.conv3", outputs, width, 1, 1, 1).Norm($"{name}.bn3", outputs);
                if (block == 0)
                {
                    layout.Weight($"{name}.downsample.0", outputs, inputs, 1, 1, 1).Norm($"{name}.downsample.1", outputs);
                }

                inputs = outputs;
            }
        }
    }
}
