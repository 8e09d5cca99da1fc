using Shouldly;
using Weft.Encoders.Clips;
using Weft.Search;
using Weft.Settings;
using Weft.Testing;
using Weft.Torch;
using Weft.Torch.Files;

namespace Weft.Tests.Encoders.Clips;

public sealed class ClipEncodersTests
{
    private static readonly ClipEncoderSettings Small = new() { Channels = [4, 6] };

    [Fact]
    public void All_encoders_are_built_from_settings()
    {
        using var random = new NetworkRandom(1);
        foreach (var name in ClipEncoders.Names)
        {
            using var scope = new TensorScope();
            var settings = SettingsBinder.BindText(
                new ClipEncoderSettings(),
                $"name: {name}\nchannels: {(string.Equals(name, "conv3d", StringComparison.Ordinal) ? "[4, 6]" : "[8]")}\nsegments: 8\nsize: 32\nheads: 2\nlayers: 2",
                "settings");
            using var encoder = ClipEncoders.Build(settings, random);
            var described = encoder.Describe(CdarFiller.Fill([2, 3, 8, 32, 32], 1, 1));
            described.Shape[..2].ShouldBe([2, encoder.Channels], name);
            described.IsFinite().ShouldBeTrue(name);
        }
    }

    [Fact]
    public void Weights_come_from_a_file()
    {
        using var scope = new TensorScope();
        using var folder = new TemporaryFolder();
        using var first = new NetworkRandom(1);
        using var second = new NetworkRandom(2);
        using var trained = ClipEncoders.Build(Small, first);
        TensorFile.SaveSafeTensors(folder["encoder.safetensors"], trained.State());
        var state = trained.State().ToDictionary(s => $"backbone.{s.Key}", s => s.Value, StringComparer.Ordinal);
        state["head.weight"] = Tensor.Zeros([2, 6]);
        TensorFile.SaveSafeTensors(folder["network.safetensors"], state);

        foreach (var file in (string[])["encoder.safetensors", "network.safetensors"])
        {
            using var loaded = ClipEncoders.Build(Small with { Weights = folder[file] }, second);
            loaded.State().ShouldAllBe(s => s.Value.BitwiseEquals(trained.State()[s.Key]), file);
        }
    }

    [Fact]
    public void Weights_of_another_encoder_are_refused()
    {
        using var scope = new TensorScope();
        using var folder = new TemporaryFolder();
        using var random = new NetworkRandom(1);
        TensorFile.SaveSafeTensors(
            folder["other.safetensors"],
            new Dictionary<string, Tensor>(StringComparer.Ordinal) { ["x"] = Tensor.Zeros([1]) },
            new Dictionary<string, string>(StringComparer.Ordinal) { ["encoder"] = "i3d-nl" });
        Should.Throw<InvalidFileException>(() => ClipEncoders.Build(Small with { Weights = folder["other.safetensors"] }, random))
            .Message.ShouldContain("weights of the encoder i3d-nl, not of conv3d");
        using var wide = new SmallConv3d([4, 8], random);
        TensorFile.SaveSafeTensors(folder["wide.safetensors"], wide.State());
        Should.Throw<InvalidFileException>(() => ClipEncoders.Build(Small with { Weights = folder["wide.safetensors"] }, random))
            .Message.ShouldContain("does not fit the encoder conv3d");
    }

    [Theory]
    [InlineData(true, null, 8)]
    [InlineData(true, -1, 0)]
    [InlineData(true, 2, 2)]
    [InlineData(false, null, 0)]
    public void Published_rules_freeze_timesformer_where_nothing_is_said(bool reference, int? said, int frozen)
    {
        using var random = new NetworkRandom(1);
        var settings = new ClipEncoderSettings
        {
            Name = "timesformer",
            Channels = [4],
            Heads = 2,
            Layers = 10,
            Segments = 2,
            Size = 4,
            Patch = 2,
            FrozenStages = said,
        };
        using var encoder = ClipEncoders.Build(settings, random, reference);
        encoder.NamedParameters().Where(p => !p.Tensor.RequiresGrad && p.Name.EndsWith("in_proj_bias", StringComparison.Ordinal)).Count()
            .ShouldBe(2 * frozen);
        encoder.State()["norm.weight"].RequiresGrad.ShouldBe(frozen == 0);
    }

    [Fact]
    public void What_there_is_not_is_refused()
    {
        using var random = new NetworkRandom(1);
        Should.Throw<UsageException>(() => ClipEncoders.Build(new() { Name = "x3d" }, random)).Message.ShouldContain(
            "no encoder of clips 'x3d'; there are conv3d, ");
        Should.Throw<UsageException>(() => ClipEncoders.Build(new() { Name = "tsm-resnet18", Channels = [4, 6] }, random)).Message.ShouldContain(
            "one number of channels, not [4, 6]");
    }
}
