using Shouldly;
using Weft.Mfas;
using Weft.Search;
using Weft.Torch;

namespace Weft.Tests.Mfas;

public sealed class MfasSpaceTests
{
    private static readonly Tap[] Two = [new("image", "1", 3), new("audio", "1", 4), new("image", "2", 5)];

    [Fact]
    public void Columns_are_modalities_in_their_order_even_where_taps_are_mixed()
    {
        var space = new MfasSpace(Two, new MfasShape { Inner = 2, Dropout = 0 }, 3);
        space.Modalities.ShouldBe(["image", "audio"]);
        space.Remark.ShouldBeNull();
        space.OptionCount(0).ShouldBe(2 * 1 * 2);
        using var random = new NetworkRandom(1);
        using var network = space.Build(space.Decode(ChoiceRows.Of([1, 0, 0])), random);
        network.State()["fusion_layers.0.0.weight"].Shape.ShouldBe([2, 5 + 4]);
    }

    [Fact]
    public void More_modalities_are_remarked_and_one_is_refused()
    {
        new MfasSpace([.. Two, new("text", "1", 2)], new MfasShape(), 3).Remark!
            .ShouldContain("published for two modalities; this task has 3, so each row takes a tap of every one of them (image, audio, text)");
        Should.Throw<UsageException>(() => new MfasSpace([new("image", "1", 3)], new MfasShape(), 3))
            .Message.ShouldBe("MFAS fuses at least two modalities; these taps are of 1.");
    }

    /// <summary>The published enumeration offers two activations, its network knows three.</summary>
    [Fact]
    public void The_third_activation_is_understood_but_not_offered()
    {
        var space = new MfasSpace(Two, new MfasShape { Inner = 2, Dropout = 0 }, 3);
        var genotype = space.Parse("[[1, 0, 2]]", "file");
        space.Admits(space.Encode(genotype)).ShouldBeFalse();
        new MfasSpace(Two, new MfasShape { Activations = 3 }, 3).Admits(space.Encode(genotype)).ShouldBeTrue();
        using var scope = new TensorScope();
        using var random = new NetworkRandom(1);
        using var network = space.Build(genotype, random);
        network.LoadState(new Dictionary<string, Tensor>
        {
            ["alphas.0.alpha_x"] = Tensor.Zeros([1]),
            ["fusion_layers.0.0.weight"] = Tensor.Zeros([2, 9]),
            ["fusion_layers.0.0.bias"] = Tensor.From([-1f, 2f], 2),
            ["central_classifier.weight"] = Tensor.From([1f, 0, 0, 1, 0, 0], 3, 2),
            ["central_classifier.bias"] = Tensor.Zeros([3]),
        });
        var logits = network.Forward([.. Two.Select(t => Tensor.Ones([1, 1, t.Channels]))]);
        TensorAssert.Close(logits, Tensor.From([-0.01f, 2f, 0f], 1, 3), 1e-6, 0, "logits");
    }

    [Fact]
    public void Samples_have_all_lengths_alike()
    {
        var space = new MfasSpace(Two, new MfasShape(), 3);
        var lengths = Enumerable.Range(0, 2000).Select(s => space.Encode(space.Sample((ulong)s)).Length).GroupBy(l => l).ToList();
        lengths.Select(g => g.Key).Order().ShouldBe([1, 2, 3, 4]);
        lengths.ShouldAllBe(g => g.Count() > 425 && g.Count() < 575);
    }

    /// <summary>The default network of the published search has 2 782 parameters beside its encoders (specification 2).</summary>
    [Fact]
    public void The_published_network_has_the_published_size()
    {
        Tap[] taps = [.. Enumerable.Range(0, 3).Select(t => new Tap("image", $"{t}", 3 << t)), .. Enumerable.Range(0, 5).Select(t => new Tap("audio", $"{t}", 3 << t))];
        var space = new MfasSpace(taps, new MfasShape(), 10);
        using var random = new NetworkRandom(1);
        using var network = space.Build(NamedGenotypes.For("mfas:avmnist/0", space), random);
        network.ParameterCount().ShouldBe(2782);
    }

    /// <summary>Three weights by a softmax: they add up to one, and equal numbers give equal parts.</summary>
    [Fact]
    public void Weights_of_three_modalities_add_up_to_one()
    {
        using var scope = new TensorScope();
        var space = new MfasSpace(
            [new("a", "1", 1), new("b", "1", 1), new("c", "1", 1)], new MfasShape { Inner = 3, Alphas = true, Dropout = 0 }, 3);
        using var random = new NetworkRandom(1);
        using var network = space.Build(space.Decode(ChoiceRows.Of([0, 0, 0, 0])), random);
        network.LoadState(new Dictionary<string, Tensor>
        {
            ["alphas.0.alpha_x"] = Tensor.From([(float)Math.Log(2), (float)Math.Log(5)], 2),
            ["fusion_layers.0.0.weight"] = Tensor.Eye(3, DType.Float32),
            ["fusion_layers.0.0.bias"] = Tensor.Zeros([3]),
            ["central_classifier.weight"] = Tensor.Eye(3, DType.Float32),
            ["central_classifier.bias"] = Tensor.Zeros([3]),
        });
        var ones = Tensor.Ones([1, 1, 1]);
        TensorAssert.Close(network.Forward([ones, ones, ones]), Tensor.From([0.25f, 0.625f, 0.125f], 1, 3), 1e-6, 0, "weights");
    }

    /// <summary>The published NTU network has no layer at all for this (specification Q4).</summary>
    [Fact]
    public void Batch_norm_stands_behind_the_activation_with_dropout_and_without()
    {
        foreach (var dropout in new[] { 0, 0.5 })
        {
            var space = new MfasSpace(Two, new MfasShape { Inner = 2, Dropout = dropout, BatchNorm = true }, 3);
            using var random = new NetworkRandom(1);
            using var network = space.Build(space.Decode(ChoiceRows.Of([1, 0, 0])), random);
            network.State().Keys.ShouldContain("fusion_layers.0.2.running_mean");
        }
    }
}
