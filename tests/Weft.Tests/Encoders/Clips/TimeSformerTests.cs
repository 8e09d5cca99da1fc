using Shouldly;
using Weft.Encoders.Clips;
using Weft.Search;
using Weft.Testing;
using Weft.Torch;

namespace Weft.Tests.Encoders.Clips;

public sealed class TimeSformerTests
{
    private static readonly TimeSformerSizes Small = new() { Frames = 4, Size = 8, Patch = 4, Width = 12, Heads = 3, Layers = 2 };

    [Fact]
    public void A_layer_is_the_published_one()
    {
        using var scope = new TensorScope();
        using var golden = new GoldenFile("cdar", "timesformer_block.npz");
        using var random = new NetworkRandom(1);
        using var layer = new TimeSformerLayer(Small, 0, random);
        (string From, string To)[] parts = [("b0.", "attentions.0."), ("b1.", "attentions.1."), ("b2.", "ffns.0.")];
        layer.LoadState(parts.SelectMany(p => golden.Below(p.From).Select(t => (Name: p.To + t.Key, t.Value)))
            .ToDictionary(t => t.Name, t => t.Value, StringComparer.Ordinal));
        layer.Eval();

        var time = layer.OverTime(golden["x"]);
        TensorAssert.Close(time, golden["after_temporal"], 1e-5, 1e-6, "after time");
        var space = layer.OverSpace(time);
        TensorAssert.Close(space, golden["after_spatial"], 1e-5, 1e-6, "after space");
        TensorAssert.Close(layer.Transform(space), golden["after_ffn"], 1e-5, 2e-6, "after the maps");
        layer.Forward(golden["x"]).ToArray<float>().ShouldBe(layer.Transform(space).ToArray<float>());
    }

    [Fact]
    public void Its_state_has_the_published_names()
    {
        using var random = new NetworkRandom(1);
        using var network = new TimeSformer(Small, random);
        network.NamedParameters().Select(p => p.Name).Take(18).ShouldBe(
        [
            "cls_token", "pos_embed", "time_embed", "patch_embed.projection.weight", "patch_embed.projection.bias",
            "transformer_layers.layers.0.attentions.0.norm.weight",
            "transformer_layers.layers.0.attentions.0.norm.bias",
            "transformer_layers.layers.0.attentions.0.attn.in_proj_weight",
            "transformer_layers.layers.0.attentions.0.attn.in_proj_bias",
            "transformer_layers.layers.0.attentions.0.attn.out_proj.weight",
            "transformer_layers.layers.0.attentions.0.attn.out_proj.bias",
            "transformer_layers.layers.0.attentions.0.temporal_fc.weight",
            "transformer_layers.layers.0.attentions.0.temporal_fc.bias",
            "transformer_layers.layers.0.attentions.1.norm.weight",
            "transformer_layers.layers.0.attentions.1.norm.bias",
            "transformer_layers.layers.0.attentions.1.attn.in_proj_weight",
            "transformer_layers.layers.0.attentions.1.attn.in_proj_bias",
            "transformer_layers.layers.0.attentions.1.attn.out_proj.weight",
        ]);
        network.State().Keys.ShouldContain("transformer_layers.layers.1.ffns.0.layers.0.0.weight");
        network.State()["pos_embed"].Shape.ShouldBe([1, 5, 12]);
        network.State().Keys.TakeLast(2).ShouldBe(["norm.weight", "norm.bias"]);
    }

    // A network whose patches are told apart by their places alone must see where what happens: exchanged frames or corners change it.
    [Fact]
    public void It_knows_places_and_times()
    {
        using var scope = new TensorScope();
        using var noGrad = Autograd.NoGrad();
        using var random = new NetworkRandom(1);
        using var network = new TimeSformer(Small, random);
        CdarFiller.Initialise(network);
        network.Eval();
        var clip = CdarFiller.Fill([1, 3, 4, 8, 8], 1, 1);
        var described = network.Describe(clip);
        described.Shape.ShouldBe([1, 12, 1]);
        Far(network.Describe(clip.Flip(2)));
        Far(network.Describe(clip.Roll(4, 3)));

        void Far(Tensor other) => (other - described).Abs().ToArray<float>().Max().ShouldBeGreaterThan(1e-4f);
    }

    [Fact]
    public void Layers_are_left_out_in_training_alone()
    {
        using var scope = new TensorScope();
        using var random = new NetworkRandom(1);
        using var network = new TimeSformer(Small with { DropPath = 0.9 }, random);
        CdarFiller.Initialise(network);
        var clips = CdarFiller.Fill([8, 3, 4, 8, 8], 1, 1);
        var (one, two) = (network.Describe(clips), network.Describe(clips));
        one.BitwiseEquals(two).ShouldBeFalse();
        network.Eval();
        network.Describe(clips).BitwiseEquals(network.Describe(clips)).ShouldBeTrue();
    }

    [Theory]
    [InlineData(0, "0", "1")]
    [InlineData(1, "1")]
    [InlineData(2)]
    public void Frozen_layers_do_not_train(int first, params string[] trained)
    {
        using var scope = new TensorScope();
        using var random = new NetworkRandom(1);
        using var network = new TimeSformer(Small, random, new FrozenStages(first, []));
        network.Train();
        var described = network.Describe(CdarFiller.Fill([1, 3, 4, 8, 8], 1, 1));
        described.RequiresGrad.ShouldBe(trained.Length > 0);
        if (trained.Length > 0)
        {
            described.Square().Sum().Backward();
        }

        var names = network.NamedParameters().Where(p => p.Tensor.Grad is not null).Select(p => p.Name.Split('.')).ToList();
        names.ShouldAllBe(n => n[0] == "transformer_layers");
        names.Select(n => n[2]).Distinct().ShouldBe(trained);
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        using var scope = new TensorScope();
        using var random = new NetworkRandom(1);
        Should.Throw<UsageException>(() => new TimeSformer(Small with { Patch = 3 }, random)).Message.ShouldContain("Patches of 3 must divide");
        Should.Throw<UsageException>(() => new TimeSformer(Small, random, new FrozenStages(3, []))).Message.ShouldContain(
            "no stage 3 of timesformer");
        using var network = new TimeSformer(Small, random);
        Should.Throw<WeftException>(() => network.Describe(Tensor.Zeros([1, 3, 8, 8, 8]))).Message.ShouldContain(
            "has places for clips of [clips, 3, 4, 8, 8], not for [1, 3, 8, 8, 8]");
    }
}
