using Shouldly;
using Weft.Cdar;
using Weft.Search;
using Weft.Testing;
using Weft.Torch;

namespace Weft.Tests.Cdar;

public sealed class TemporalOrderTests
{
    [Fact]
    public void LossAndGradientAreThePublishedOnes()
    {
        using var scope = new TensorScope();
        using var random = new NetworkRandom(1);
        using var golden = GoldenCdar.File("necks.npz");
        using var order = new TemporalOrder(6, 3, new() { Dropout = 0 }, random.Initial, random.Noise) { Given = _ => golden["vc_labels"] };
        using (Autograd.NoGrad())
        {
            var k = 0u;
            foreach (var (parameter, scale) in order.Parameters().Zip([0.3, 0.1, 0.05, 0.1]))
            {
                parameter.CopyFrom(CdarFiller.Fill(parameter.Shape, k++, scale));
            }
        }

        var features = golden["vc_f"];
        features.RequiresGrad = true;
        var loss = order.Loss(features.Reshape(5, 3, 6)).Loss;
        loss.Backward();
        loss.Item().ShouldBe(golden["vc_loss"].Item(), 1e-6);
        TensorAssert.Close(features.Grad!, golden["vc_grad"], 1e-5, 1e-8, "gradient");
    }

    [Fact]
    public void OrdersStandInLexicographicOrder()
    {
        TemporalOrder.Permutations(3).ShouldBe([[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]]);
        TemporalOrder.Permutations(4).Count().ShouldBe(24);
    }

    [Fact]
    public void OrdersAreDrawnByTheNoiseGenerator()
    {
        using var scope = new TensorScope();
        Figures(3).ShouldBe(Figures(3));
        Figures(3).ShouldNotBe(Figures(4));

        static double[] Figures(ulong seed)
        {
            using var initial = new Generator(1);
            using var noise = new Generator(seed);
            using var order = new TemporalOrder(4, 3, new() { Dropout = 0 }, initial, noise);
            var features = Tensor.RandomNormal([6, 3, 4], initial, std: 40);
            return [order.Loss(features).Loss.Item(), order.Loss(features).Loss.Item()];
        }
    }

    [Fact]
    public void AnOrderThatShowsInTheFeaturesIsLearnt()
    {
        using var outer = new TensorScope();
        using var random = new NetworkRandom(5);
        using var order = new TemporalOrder(2, 3, new() { Dropout = 0, Hidden = 16 }, random.Initial, random.Noise);
        using var optimizer = new Torch.Optim.Adam([new("all", order.Parameters(), 0.02)]);
        var features = Tensor.From([0f, 1, 1, 0, 2, 2], 1, 3, 2).Expand(24, 3, 2);
        var found = 0.0;
        for (var step = 0; step < 60; step++)
        {
            using var scope = new TensorScope();
            optimizer.ZeroGradients();
            var (loss, accuracy) = order.Loss(features);
            loss.Backward();
            optimizer.Step();
            found = accuracy.Item();
        }

        found.ShouldBe(1);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public void OtherNumbersOfClipsAreRefused(int clips)
    {
        using var random = new NetworkRandom(1);
        Should.Throw<UsageException>(() => new TemporalOrder(4, clips, new(), random.Initial, random.Noise))
            .Message.ShouldBe($"The order of 2 to 6 clips can be learnt, not of {clips}: set 'locals' accordingly.");
    }
}
