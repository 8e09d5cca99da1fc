using Shouldly;
using Weft.Mfas;
using Weft.Search;
using Weft.Torch;

namespace Weft.Tests.Mfas;

public sealed class SharedWeightsTests
{
    private static readonly Tap[] Taps = [new("a", "1", 2), new("a", "2", 4), new("b", "1", 4), new("b", "2", 2)];

    [Fact]
    public void Layers_of_one_key_are_handed_on_and_others_are_not()
    {
        var before = TensorScope.LiveTensors;
        using (var shared = new SharedWeights())
        {
            using var scope = new TensorScope();
            using var first = Build(1, [0, 0, 0], [1, 1, 1]);
            shared.Load(first).ShouldBe(0);
            shared.Store(first);
            shared.Keys.ShouldBe(["0.L_6_4.A_relu", "1.L_10_4.A_sigmoid"]);

            // Other taps of the same summed width take the weights, as published; another activation does not.
            using var second = Build(2, [1, 1, 0], [0, 0, 0]);
            var own = Copy(second);
            shared.Load(second).ShouldBe(1);
            Same(second, first, "fusion_layers.0.").ShouldBeTrue();
            Same(second, own, "fusion_layers.1.").ShouldBeTrue();
            Same(second, own, "alphas").ShouldBeTrue();
            Same(second, own, "central_classifier").ShouldBeTrue();

            // The last one that is stored counts, and copies are kept: the first network's own weights stay.
            using var third = Build(3, [0, 0, 0]);
            var kept = Copy(first);
            shared.Store(third);
            using var fourth = Build(4, [0, 0, 0]);
            shared.Load(fourth).ShouldBe(1);
            Same(fourth, third, "fusion_layers.0.").ShouldBeTrue();
            Same(first, kept, "fusion").ShouldBeTrue();
        }

        TensorScope.LiveTensors.ShouldBe(before);
    }

    [Fact]
    public void State_comes_back()
    {
        using var scope = new TensorScope();
        using var shared = new SharedWeights();
        using var network = Build(1, [0, 0, 0], [1, 1, 1]);
        shared.Store(network);
        using var restored = new SharedWeights();
        using var old = Build(5, [1, 0, 2]);
        restored.Store(old);
        restored.LoadState(shared.State());
        restored.LoadState(restored.State());
        restored.Keys.ShouldBe(shared.Keys);
        using var other = Build(2, [0, 0, 0], [1, 1, 1]);
        restored.Load(other).ShouldBe(2);
        Same(other, network, "fusion_layers.").ShouldBeTrue();
    }

    [Fact]
    public void What_does_not_fit_is_said()
    {
        using var scope = new TensorScope();
        using var shared = new SharedWeights();
        using var network = Build(1, [0, 0, 0]);
        shared.Store(network);
        using var normalised = Build(1, batchNorm: true, [0, 0, 0]);
        Should.Throw<WeftException>(() => shared.Load(normalised)).Message.ShouldContain("'2.weight' is missing");
        Should.Throw<WeftException>(() => shared.LoadState(new Dictionary<string, Tensor> { ["weight"] = Tensor.Ones([1]) }))
            .Message.ShouldContain("'weight' is no name of a shared weight");
        shared.Keys.Count.ShouldBe(1);
    }

    private static MfasNetwork Build(ulong seed, params int[][] rows) => Build(seed, false, rows);

    private static MfasNetwork Build(ulong seed, bool batchNorm, params int[][] rows)
    {
        var space = new MfasSpace(Taps, new MfasShape { Inner = 4, Dropout = 0, BatchNorm = batchNorm, Activations = 3 }, 3);
        using var random = new NetworkRandom(seed);
        return (MfasNetwork)space.Build(space.Decode(ChoiceRows.Of(rows)), random);
    }

    private static Dictionary<string, Tensor> Copy(MfasNetwork network) =>
        network.State().ToDictionary(t => t.Key, t => t.Value.Detach().Clone(), StringComparer.Ordinal);

    private static bool Same(MfasNetwork a, MfasNetwork b, string prefix) => Same(a, b.State(), prefix);

    private static bool Same(MfasNetwork a, IReadOnlyDictionary<string, Tensor> b, string prefix)
    {
        var own = a.State().Where(t => t.Key.StartsWith(prefix, StringComparison.Ordinal)).ToList();
        own.ShouldNotBeEmpty();
        return own.TrueForAll(t => t.Value.BitwiseEquals(b[t.Key]));
    }
}
