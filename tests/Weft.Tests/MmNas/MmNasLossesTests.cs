using Shouldly;
using Weft.MmNas;
using Weft.Torch;

namespace Weft.Tests.MmNas;

public sealed class MmNasLossesTests
{
    [Theory]
    [InlineData("bce", MatchingRule.Probabilities)]
    [InlineData("margin", MatchingRule.Margin)]
    public void Matching_of_probabilities_is_the_published_one(string key, MatchingRule rule)
    {
        using var scope = new TensorScope();
        using var golden = GoldenMmNas.File("itm.npz");
        string[] names = ["pos", "negc", "negi"];
        var pairs = names.Select(n => golden[n]).ToArray();
        foreach (var pair in pairs)
        {
            pair.RequiresGrad = true;
        }

        var loss = MmNasLosses.MatchingOfProbabilities(pairs[0], pairs[1], pairs[2], rule);
        TensorAssert.Close(loss, golden[$"{key}.loss"], 1e-6, 1e-6, "loss");
        loss.Backward();
        for (var i = 0; i < names.Length; i++)
        {
            TensorAssert.Close(pairs[i].Grad!, golden[$"{key}.g.{names[i]}"], 1e-5, 1e-6, names[i]);
        }
    }

    [Fact]
    public void Logits_give_the_published_value_and_a_gradient_where_that_has_none()
    {
        using var scope = new TensorScope();
        var (positive, caption, image) = (Tensor.From([0.5f, -1], 2), Tensor.From([0.25f, 2], 2), Tensor.From([-3f, 0], 2));
        var published = MmNasLosses.Matching(positive, caption, image, MatchingRule.Probabilities).Item();
        MmNasLosses.Matching(positive, caption, image, MatchingRule.Logits).Item().ShouldBe(published, 1e-5);
        var once = MmNasLosses.Matching(positive, caption, image, MatchingRule.Logits, positiveWeight: 1).Item();
        (published - once).ShouldBe(Softplus(-0.5) + Softplus(1), 1e-5);

        Gradient(MatchingRule.Probabilities).ShouldBe(0);
        Gradient(MatchingRule.Logits).ShouldBe(1, 1e-6);

        double Gradient(MatchingRule rule)
        {
            var saturated = Tensor.From([200f], 1);
            saturated.RequiresGrad = true;
            MmNasLosses.Matching(Tensor.Zeros([1]), saturated, Tensor.Zeros([1]), rule).Backward();
            return saturated.Grad!.Sum().Item();
        }

        static double Softplus(double x) => Math.Log(1 + Math.Exp(x));
    }
}
