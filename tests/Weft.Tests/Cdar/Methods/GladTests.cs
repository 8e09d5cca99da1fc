using Shouldly;
using Weft.Cdar;
using Weft.Cdar.Methods;
using Weft.Encoders.Clips;
using Weft.Search;
using Weft.Testing;
using Weft.Torch;

namespace Weft.Tests.Cdar.Methods;

public sealed class GladTests
{
    [Theory]
    [InlineData("lngn2d")]
    [InlineData("lngn2d_cop")]
    [InlineData("lngn3d")]
    [InlineData("split2d")]
    public void AStepAndATestAgreeWithThePublishedOnes(string name)
    {
        using var scope = new TensorScope();
        using var random = new NetworkRandom(1);
        var golden = GoldenCdar.Json("glad_e2e.json", name);
        using var arrays = GoldenCdar.File("glad_e2e.npz");
        using var glad = Build(name, random);
        GoldenCdar.Fill(glad, [.. golden.GetProperty("param_order").EnumerateArray().Select(e => e.GetString()!)]);
        if (name == "lngn2d_cop")
        {
            long[] orders = [.. golden.GetProperty("cop_labels").EnumerateArray().Select(e => e.GetInt64())];
            glad.Order!.Given = _ => Tensor.From(orders, orders.Length);
        }

        var (source, target) = (Views(name, 21), Views(name, 22));
        var loss = glad.Loss(
            new(source, Tensor.From([0L, 1, 2], 3)), new(target, Tensor.From([3L, 0, 1], 3)), new(0, 0, 1));
        loss.Total.Backward();
        GoldenCdar.CheckLosses(GoldenCdar.Numbers(loss), golden.GetProperty("log_vars"));
        GoldenCdar.CheckGradientNorms(glad, golden.GetProperty("grad_norms"));
        TensorAssert.Close(glad.Encoder.NamedParameters().First().Tensor.Grad!, arrays[name + "_grad_c"], 1e-4, 1e-6, "gradient");
        glad.Eval();
        using var noGrad = Autograd.NoGrad();
        TensorAssert.Close(glad.Scores(Tensor.Cat([source, target], 0)), arrays[name + "_test"], 1e-5, 1e-6, "scores");
    }

    private static Glad Build(string name, NetworkRandom random)
    {
        ClipEncoder encoder = name == "lngn3d" ? new ToyVideo(random.Initial) : new ToyFrames(random.Initial);
        return new Glad(new()
        {
            Encoder = encoder,
            Classes = 4,
            Random = random,
            Reference = true,
            Settings = new()
            {
                Dropout = 0,
                Head = name == "lngn3d" ? HeadKind.I3d : HeadKind.Linear,
                Discriminator = new() { Layers = 4, Width = 8, Dropout = 0 },
                Alignments = new() { Cross = 2 },
                Order = new() { Weight = name == "lngn2d_cop" ? 1 : 0, Dropout = 0 },
                ScoreAveraging = name == "lngn3d" ? ScoreAveraging.Prob : ScoreAveraging.Score,
            },
        });
    }

    /// <summary>Of a grid of 8 clips, two (4 and 5, or 3 and 5) are local views and a column of frames is the global one.</summary>
    private static Tensor Views(string name, uint k)
    {
        if (name == "split2d")
        {
            return CdarFiller.Fill([3, 3, 3, 8, 6, 6], k, 1);
        }

        var grid = CdarFiller.Fill([3, 8, 3, 8, 6, 6], k, 1);
        var first = name == "lngn2d_cop" ? 3 : 4;
        return Tensor.Cat([grid.Narrow(1, first, 1), grid.Narrow(1, 5, 1), grid.Select(3, 3).Transpose(1, 2).Unsqueeze(1)], 1);
    }
}
