using Shouldly;
using Weft.Cdar;
using Weft.Search;
using Weft.Testing;
using Weft.Torch;

namespace Weft.Tests.Cdar;

public sealed class HeadTests
{
    private static readonly ContrastSettings Small = new() { Hidden = 8, Bottleneck = 4, Out = 10 };

    [Fact]
    public void TheDinoHeadIsThePublishedOne()
    {
        using var scope = new TensorScope();
        using var random = new NetworkRandom(1);
        using var golden = GoldenCdar.File("heads.npz");
        using var head = Dino(random);
        head.NamedParameters().Select(p => p.Name).ShouldBe(
            ["mlp.0.weight", "mlp.0.bias", "mlp.2.weight", "mlp.2.bias", "mlp.4.weight", "mlp.4.bias", "last_layer.weight_g", "last_layer.weight_v"]);
        var input = golden["dino_x"];
        input.RequiresGrad = true;
        var output = head.Forward(input.Unsqueeze(2));
        (output * CdarFiller.Fill(output.Shape, 9, 1)).Sum().Backward();
        TensorAssert.Close(output, golden["dino_y"], 1e-5, 1e-6, "output");
        TensorAssert.Close(input.Grad!, golden["dino_gx"], 1e-4, 1e-6, "gradient");
        head.State()["last_layer.weight_g"].RequiresGrad.ShouldBeFalse();
    }

    [Fact]
    public void TheDinoHeadTakesMeansOverTimes()
    {
        using var scope = new TensorScope();
        using var random = new NetworkRandom(1);
        using var golden = GoldenCdar.File("heads.npz");
        using var head = Dino(random);
        TensorAssert.Close(head.Forward(Times(golden["tsmdino_x"])), golden["tsmdino_y"], 1e-5, 1e-6, "output");
    }

    [Theory]
    [InlineData(HeadKind.Tsm, UnknownScore.Evidence, "tsmhead", "tsmdino_x")]
    [InlineData(HeadKind.Linear, UnknownScore.Entropy, "tsf", "tsf_x")]
    public void HeadsScoreAsPublished(HeadKind kind, UnknownScore unknown, string name, string input)
    {
        using var scope = new TensorScope();
        using var random = new NetworkRandom(1);
        using var golden = GoldenCdar.File("heads.npz");
        using var head = new ClassHead(kind, 6, 4, 0.5, random.Initial, random.Noise);
        CdarFiller.Initialise(head);
        head.Eval();
        var features = golden[input];
        var scores = head.Forward(features.Rank == 4 ? Times(features) : features);
        TensorAssert.Close(scores, golden[name + "_logits"], 1e-5, 1e-6, "scores");
        TensorAssert.Close(UnknownScores.Append(scores, unknown), golden[name + "_openset_test"], 1e-5, 1e-6, "with the unknown");
    }

    [Fact]
    public void UncertaintyIsAppendedAsPublished()
    {
        using var scope = new TensorScope();
        using var golden = GoldenCdar.File("losses.npz");
        TensorAssert.Close(
            UnknownScores.Append(golden["edl_logits"], UnknownScore.Evidence), golden["concat_unct_to_logits"], 1e-5, 1e-6, "scores");
    }

    [Theory]
    [InlineData(HeadKind.Tsm, 0.001)]
    [InlineData(HeadKind.Linear, 0.02)]
    [InlineData(HeadKind.I3d, 0.01)]
    public void HeadsBeginWithTheirOwnDeviation(HeadKind kind, double deviation)
    {
        using var scope = new TensorScope();
        using var random = new NetworkRandom(1);
        using var head = new ClassHead(kind, 400, 100, 0.5, random.Initial, random.Noise);
        var (weight, bias) = (head.State()["fc_cls.weight"].Detach(), head.State()["fc_cls.bias"].Detach());
        weight.Var([0, 1]).Sqrt().Item().ShouldBe(deviation, deviation * 0.02);
        bias.Abs().Sum().Item().ShouldBe(0);
    }

    private static DinoHead Dino(NetworkRandom random)
    {
        var head = new DinoHead(6, Small, random.Initial);
        CdarFiller.Initialise(head);
        using var noGrad = Autograd.NoGrad();
        head.State()["last_layer.weight_g"].Fill(1);
        return head;
    }

    /// <summary>Two clips of three frames each, [6, channels, 2, 2] to [2, channels, 3].</summary>
    private static Tensor Times(Tensor maps) => maps.Mean([2, 3]).Reshape(2, 3, 6).Transpose(1, 2);
}
