using Shouldly;
using Weft.Cdar;
using Weft.Torch;

namespace Weft.Tests.Cdar;

public sealed class EvidenceLossTests
{
    private static readonly TrainingPlace Place = new(0, Epoch: 3, Epochs: 10);

    [Theory]
    [InlineData(EvidenceRule.Log, "log")]
    [InlineData(EvidenceRule.Digamma, "digamma")]
    [InlineData(EvidenceRule.Mse, "mse")]
    [InlineData(EvidenceRule.CrossEntropy, "cross_entropy")]
    public void TermsAndGradientsAreThePublishedOnes(EvidenceRule rule, string name)
    {
        foreach (var (annealing, suffix) in new[] { (EvidenceAnnealing.Exponential, "exp"), (EvidenceAnnealing.Step, "step") })
        {
            using var scope = new TensorScope();
            using var golden = GoldenCdar.File("losses.npz");
            var logits = golden["edl_logits"];
            logits.RequiresGrad = true;
            var loss = new EvidenceLoss { Rule = rule, Annealing = annealing, Divergence = true };
            var total = Check(loss, logits, golden, $"{name}_{suffix}");
            total.Backward();
            TensorAssert.Close(logits.Grad!, golden[$"edl_grad_{name}_{suffix}"], 1e-4, 1e-6, name);
        }
    }

    [Theory]
    [InlineData(false, "default(log,avu,no kl)")]
    [InlineData(true, "disentangle")]
    public void TheDefaultIsThePublishedOne(bool disentangle, string name)
    {
        using var scope = new TensorScope();
        using var golden = GoldenCdar.File("losses.npz");
        Check(new() { Disentangle = disentangle }, golden["edl_logits"], golden, name);
    }

    private static Tensor Check(EvidenceLoss loss, Tensor logits, GoldenFile golden, string name)
    {
        var expected = GoldenCdar.Json("edl.json", name);
        loss.Weight(Place).ShouldBe(expected.GetProperty("lambda").GetDouble(), 1e-6);
        var terms = loss.Terms(logits, golden["edl_labels"], Place);
        terms.Select(t => t.Name).ShouldBe(
            expected.EnumerateObject().Select(p => p.Name).Where(n => n.StartsWith("loss_", StringComparison.Ordinal)), ignoreOrder: true);
        foreach (var (term, value) in terms)
        {
            value.Item().ShouldBe(expected.GetProperty(term).GetDouble(), 1e-5, $"{name}: {term}");
        }

        return terms.Select(t => t.Value).Aggregate((a, b) => a + b);
    }
}
