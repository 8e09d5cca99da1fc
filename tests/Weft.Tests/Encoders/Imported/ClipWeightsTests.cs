using System.Runtime.InteropServices;
using Shouldly;
using Weft.Encoders.Clips;
using Weft.Encoders.Imported;
using Weft.Search;
using Weft.Testing;
using Weft.Torch;
using Weft.Torch.Files;

namespace Weft.Tests.Encoders.Imported;

/// <summary>Published weights of encoders of clips, by their names.</summary>
public sealed class ClipWeightsTests
{
    private static readonly TimeSformerSizes Small = new() { Frames = 2, Size = 4, Patch = 2, Width = 4, Heads = 2, Layers = 2 };

    [Fact]
    public void Layouts_are_the_encoders_states()
    {
        using var random = new NetworkRandom(1);
        foreach (var depth in (int[])[18, 50, 101])
        {
            using var tsm = new TsmResNet(depth, 8, random, channels: 2);
            ShouldBeSame(ClipLayouts.Tsm(depth, 2), tsm);
        }

        using var inflated = new InflatedNonLocalResNet(random, channels: 2);
        ShouldBeSame(ClipLayouts.InflatedNonLocal(2), inflated);
        using var transformer = new TimeSformer(Small, random);
        ShouldBeSame(ClipLayouts.TimeSformer(Small), transformer);
        EncoderLayouts.Of("tsm-resnet50").Where(t => t.Type == ElementType.Float32 && !t.Name.Contains("running", StringComparison.Ordinal))
            .Sum(t => t.Shape.Aggregate(1L, (a, b) => a * b)).ShouldBe(23_508_032);
        EncoderLayouts.Of("timesformer").Single(t => t.Name == "pos_embed").Shape.ShouldBe([1, 197, 768]);

        static void ShouldBeSame(LayoutBuilder layout, ClipEncoder encoder) =>
            layout.Build().Select(t => $"{t.Name} {t.Describe()}").ShouldBe(
                WantedTensor.Of(encoder.State()).Select(t => $"{t.Name} {t.Describe()}"), ignoreOrder: true);
    }

    [Theory]
    [InlineData("tsm-resnet50", "backbone.")]
    [InlineData("tsm-resnet50", "module.backbone.")]
    [InlineData("i3d-nl", "backbone.")]
    [InlineData("timesformer", "backbone.")]
    [InlineData("timesformer", "")]
    public void OpenMMLabs_names_are_ours(string encoder, string prefix)
    {
        var wanted = EncoderLayouts.Of(encoder);
        var mapping = PublishedNames.Map(
            encoder, wanted, [.. wanted.Select(t => t with { Name = prefix + t.Name }), Float("cls_head.fc_cls.weight", 400, 2048)]);
        mapping.Fits.ShouldBeTrue();
        mapping.Fresh.ShouldBeEmpty();
        mapping.Assignments.Length.ShouldBe(wanted.Length);
        mapping.Assignments.ShouldAllBe(a => a.Step == ImportStep.Copy && a.Source == prefix + a.Wanted.Name);
        (prefix.Length > 0 ? mapping.LeftOut : mapping.Unexpected).ShouldBe(["cls_head.fc_cls.weight"]);
    }

    [Theory]
    [InlineData("tsm-resnet18", 18)]
    [InlineData("tsm-resnet50", 50)]
    [InlineData("tsm-resnet101", 101)]
    public void Torchvisions_networks_are_those_of_frames(string encoder, int depth)
    {
        var mapping = PublishedNames.Map(encoder, EncoderLayouts.Of(encoder), TorchVision(depth));
        mapping.Missing.ShouldBeEmpty();
        mapping.WrongShape.ShouldBeEmpty();
        mapping.Unexpected.ShouldBeEmpty();
        mapping.LeftOut.ShouldBe(["fc.weight", "fc.bias"]);
        var sources = Sources(mapping);
        sources["conv1.conv.weight"].ShouldBe("conv1.weight");
        sources["conv1.bn.running_var"].ShouldBe("bn1.running_var");
        sources["layer1.0.conv1.conv.net.weight"].ShouldBe("layer1.0.conv1.weight");
        sources["layer2.1.conv2.bn.bias"].ShouldBe("layer2.1.bn2.bias");
        sources["layer3.0.downsample.conv.weight"].ShouldBe("layer3.0.downsample.0.weight");
        sources["layer3.0.downsample.bn.weight"].ShouldBe("layer3.0.downsample.1.weight");
    }

    [Fact]
    public void Torchvisions_kernels_are_repeated_over_time()
    {
        var mapping = PublishedNames.Map("i3d-nl", EncoderLayouts.Of("i3d-nl"), TorchVision(50));
        mapping.Fits.ShouldBeTrue();
        mapping.Fresh.Length.ShouldBe(5 * 12);
        mapping.Fresh.ShouldAllBe(n => n.Contains(".non_local_block.", StringComparison.Ordinal));
        mapping.Assignments.Where(a => a.Wanted.Shape.Length == 5).ShouldAllBe(a => a.Step == ImportStep.Repeat);
        var whole = EncoderLayouts.Of("i3d-nl");
        PublishedNames.Map("i3d-nl", whole, [.. whole.Where(t => t.Name != "layer2.1.non_local_block.g.0.conv.bias")]).Missing
            .ShouldBe(["layer2.1.non_local_block.g.0.conv.bias"]);
    }

    [Fact]
    public void Repeated_kernels_see_still_pictures_as_before()
    {
        using var stream = new MemoryStream();
        Inflation.WriteRepeated(NdArray.From<float>([3, 6, 9, 12], 2, 1, 1, 2), 3, stream);
        MemoryMarshal.Cast<byte, float>(stream.ToArray()).ToArray().ShouldBe([1f, 2, 1, 2, 1, 2, 3, 4, 3, 4, 3, 4]);
    }

    [Fact]
    public void Svts_names_become_ours()
    {
        var found = Transformer(withTime: true);
        var mapping = PublishedNames.Map("timesformer", ClipLayouts.TimeSformer(Small).Build(), [.. found, Float("head.weight", 10, 4)]);
        mapping.Missing.ShouldBeEmpty();
        mapping.WrongShape.ShouldBeEmpty();
        mapping.Unexpected.ShouldBeEmpty();
        mapping.LeftOut.ShouldBe(["head.weight"]);
        var sources = Sources(mapping);
        sources["patch_embed.projection.bias"].ShouldBe("patch_embed.proj.bias");
        sources["transformer_layers.layers.1.attentions.0.norm.weight"].ShouldBe("blocks.1.temporal_norm1.weight");
        sources["transformer_layers.layers.1.attentions.0.attn.in_proj_weight"].ShouldBe("blocks.1.temporal_attn.qkv.weight");
        sources["transformer_layers.layers.1.attentions.0.temporal_fc.bias"].ShouldBe("blocks.1.temporal_fc.bias");
        sources["transformer_layers.layers.0.attentions.1.attn.in_proj_bias"].ShouldBe("blocks.0.attn.qkv.bias");
        sources["transformer_layers.layers.0.attentions.1.attn.out_proj.weight"].ShouldBe("blocks.0.attn.proj.weight");
        sources["transformer_layers.layers.0.ffns.0.norm.weight"].ShouldBe("blocks.0.norm2.weight");
        sources["transformer_layers.layers.0.ffns.0.layers.1.weight"].ShouldBe("blocks.0.mlp.fc2.weight");

        var damaged = found.Where(t => t.Name != "blocks.0.temporal_attn.proj.bias").ToList();
        PublishedNames.Map("timesformer", ClipLayouts.TimeSformer(Small).Build(), damaged).Missing
            .ShouldBe(["transformer_layers.layers.0.attentions.0.attn.out_proj.bias"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Attention_of_pictures_is_copied_to_time(bool openMMLab)
    {
        List<WantedTensor> found = openMMLab
            ? [.. ClipLayouts.TimeSformer(Small).Build().Where(t => !IsOverTime(t.Name)).Select(t => t with { Name = AsPictures(t.Name) })]
            : Transformer(withTime: false);
        var mapping = PublishedNames.Map("timesformer", ClipLayouts.TimeSformer(Small).Build(), found);
        mapping.Missing.ShouldBeEmpty();
        mapping.Unexpected.ShouldBeEmpty();
        mapping.Fresh.Length.ShouldBe(1 + (2 * 2));
        mapping.Fresh.ShouldContain("time_embed");
        var sources = Sources(mapping);
        foreach (var part in (string[])["norm.weight", "attn.in_proj_weight", "attn.out_proj.bias"])
        {
            sources[$"transformer_layers.layers.1.attentions.0.{part}"].ShouldBe(sources[$"transformer_layers.layers.1.attentions.1.{part}"]);
        }

        static bool IsOverTime(string name) => name == "time_embed" || name.Contains(".attentions.0.", StringComparison.Ordinal);

        static string AsPictures(string name) => name.Replace(".attentions.1.norm.", ".norms.0.", StringComparison.Ordinal)
            .Replace(".ffns.0.norm.", ".norms.1.", StringComparison.Ordinal).Replace(".attentions.1.", ".attentions.0.", StringComparison.Ordinal);
    }

    [Fact]
    public void What_an_import_may_lack_begins_anew()
    {
        using var scope = new TensorScope();
        using var folder = new TemporaryFolder();
        using var first = new NetworkRandom(1);
        using var second = new NetworkRandom(2);
        var settings = new ClipEncoderSettings { Name = "i3d-nl", Channels = [2] };
        using var source = ClipEncoders.Build(settings, first);
        var state = source.State().Where(s => !s.Key.Contains("non_local", StringComparison.Ordinal)).ToDictionary(StringComparer.Ordinal);
        var imported = new Dictionary<string, string>(StringComparer.Ordinal) { ["encoder"] = "i3d-nl" };
        TensorFile.SaveSafeTensors(folder["imported.safetensors"], state, imported);
        TensorFile.SaveSafeTensors(folder["other.safetensors"], state);

        using var loaded = ClipEncoders.Build(settings with { Weights = folder["imported.safetensors"] }, second);

        state.ShouldAllBe(s => loaded.State()[s.Key].BitwiseEquals(s.Value));
        loaded.State()["layer2.1.non_local_block.g.0.conv.weight"].BitwiseEquals(source.State()["layer2.1.non_local_block.g.0.conv.weight"])
            .ShouldBeFalse();
        Should.Throw<InvalidFileException>(() => ClipEncoders.Build(settings with { Weights = folder["other.safetensors"] }, second))
            .Message.ShouldContain("non_local_block");
    }

    private static Dictionary<string, string?> Sources(NameMapping mapping) =>
        mapping.Assignments.ToDictionary(a => a.Wanted.Name, a => a.Source, StringComparer.Ordinal);

    private static WantedTensor Float(string name, params long[] shape) => new(name, ElementType.Float32, [.. shape]);

    /// <summary>What torchvision's residual networks are saved as.</summary>
    private static List<WantedTensor> TorchVision(int depth)
    {
        var found = new List<WantedTensor>();
        Layer("conv1", "bn1", 64, 3, 7);
        var (expansion, blocks) = depth switch { 18 => (1, (int[])[2, 2, 2, 2]), 50 => (4, [3, 4, 6, 3]), _ => (4, [3, 4, 23, 3]) };
        long inputs = 64;
        for (var s = 0; s < 4; s++)
        {
            long planes = 64 << s;
            for (var b = 0; b < blocks[s]; b++)
            {
                var name = $"layer{s + 1}.{b}";
                (long From, long To, long Kernel)[] layers = expansion == 1
                    ? [(inputs, planes, 3), (planes, planes, 3)]
                    : [(inputs, planes, 1), (planes, planes, 3), (planes, 4 * planes, 1)];
                for (var i = 0; i < layers.Length; i++)
                {
                    Layer($"{name}.conv{i + 1}", $"{name}.bn{i + 1}", layers[i].To, layers[i].From, layers[i].Kernel);
                }

                if (b == 0 && inputs != expansion * planes)
                {
                    Layer($"{name}.downsample.0", $"{name}.downsample.1", expansion * planes, inputs, 1);
                }

                inputs = expansion * planes;
            }
        }

        found.AddRange([Float("fc.weight", 1000, inputs), Float("fc.bias", 1000)]);
        return found;

        void Layer(string convolution, string norm, long to, long from, long kernel)
        {
            found.Add(Float($"{convolution}.weight", to, from, kernel, kernel));
            found.AddRange(((string[])["weight", "bias", "running_mean", "running_var"]).Select(part => Float($"{norm}.{part}", to)));
        }
    }

    /// <summary>What transformers of pictures and of clips are saved as outside of OpenMMLab, with the small sizes.</summary>
    private static List<WantedTensor> Transformer(bool withTime)
    {
        List<WantedTensor> found = [Float("cls_token", 1, 1, 4), Float("pos_embed", 1, 5, 4)];
        if (withTime)
        {
            found.Add(Float("time_embed", 1, 2, 4));
        }

        Affine("patch_embed.proj", 4, 3, 2, 2);
        for (var i = 0; i < 2; i++)
        {
            foreach (var way in withTime ? (string[])["temporal_", string.Empty] : [string.Empty])
            {
                Affine($"blocks.{i}.{way}norm1", 4);
                Affine($"blocks.{i}.{way}attn.qkv", 12, 4);
                Affine($"blocks.{i}.{way}attn.proj", 4, 4);
            }

            if (withTime)
            {
                Affine($"blocks.{i}.temporal_fc", 4, 4);
            }

            Affine($"blocks.{i}.norm2", 4);
            Affine($"blocks.{i}.mlp.fc1", 16, 4);
            Affine($"blocks.{i}.mlp.fc2", 4, 16);
        }

        Affine("norm", 4);
        return found;

        void Affine(string name, params long[] shape) => found.AddRange([Float($"{name}.weight", shape), Float($"{name}.bias", shape[0])]);
    }
}
