using Shouldly;
using Weft.Cdar;
using Weft.Search;
using Weft.Testing;
using Weft.Torch;

namespace Weft.Tests.Cdar;

public sealed class OpenSetTests
{
    [Theory]
    [InlineData(0.5, "t0.5")]
    [InlineData(0.7, "t0.7")]
    public void LossesAndGradientAreThePublishedOnes(double threshold, string name)
    {
        using var scope = new TensorScope();
        using var golden = GoldenCdar.File("losses.npz");
        var logits = golden["osbp_logits"];
        logits.RequiresGrad = true;
        var (source, target) = Split(golden["osbp_is_source"]);
        var classes = OpenSetLoss.Classes(logits.IndexSelect(0, source), golden["osbp_labels"].IndexSelect(0, source));
        var adversarial = OpenSetLoss.Adversarial(logits.IndexSelect(0, target), threshold);
        (classes + adversarial).Backward();
        TensorAssert.Close(classes, golden["osbp_cls_" + name], 1e-5, 0, "classes");
        TensorAssert.Close(adversarial, golden["osbp_adv_" + name], 1e-5, 0, "adversarial");
        TensorAssert.Close(logits.Grad!, golden["osbp_grad_" + name], 1e-4, 1e-6, "gradient");
    }

    [Fact]
    public void SourceRowsAloneTeachClasses()
    {
        using var scope = new TensorScope();
        using var golden = GoldenCdar.File("losses.npz");
        var logits = golden["osbp_logits"];
        logits.RequiresGrad = true;
        var (source, _) = Split(golden["osbp_is_source"]);
        var loss = logits.IndexSelect(0, source).CrossEntropy(golden["osbp_labels"].IndexSelect(0, source));
        loss.Backward();
        TensorAssert.Close(loss, golden["ce_source_only"], 1e-5, 0, "loss");
        TensorAssert.Close(logits.Grad!, golden["ce_source_only_grad"], 1e-4, 1e-6, "gradient");
    }

    [Fact]
    public void TheHeadIsThePublishedOne()
    {
        using var scope = new TensorScope();
        using var random = new NetworkRandom(1);
        using var golden = GoldenCdar.File("necks.npz");
        using var head = new OpenSetHead(6, classes: 3, hiddenLayers: 1, dropout: 0, random);
        CdarFiller.Initialise(head);
        var isSource = golden["osbp_is_source"];
        var (source, target) = Split(isSource);
        CheckGradient("cls", s => OpenSetLoss.Classes(s.IndexSelect(0, source), golden["osbp_labels"].IndexSelect(0, source)));
        CheckGradient("adv", s => OpenSetLoss.Adversarial(s.IndexSelect(0, target), 0.5));

        void CheckGradient(string name, Func<Tensor, Tensor> loss)
        {
            var features = golden["osbp_f"];
            features.RequiresGrad = true;
            var scores = head.Forward(features, isSource.Not());
            TensorAssert.Close(scores, golden["osbp_logits"], 1e-5, 1e-6, "scores");
            var value = loss(scores);
            value.Backward();
            TensorAssert.Close(value, golden["osbp_loss_" + name], 1e-5, 0, name);
            TensorAssert.Close(features.Grad!, golden["osbp_grad_" + name], 1e-4, 1e-6, name);
        }
    }

    [Fact]
    public void ScoresThatExcludeTheUnknownStayFinite()
    {
        using var scope = new TensorScope();
        var scores = Tensor.From([300f, 0, -300], 1, 3);
        scores.RequiresGrad = true;
        var loss = OpenSetLoss.Adversarial(scores, 0.5);
        loss.Backward();
        loss.Item().ShouldBe(600, 1e-3);
        scores.Grad!.IsFinite().ShouldBeTrue();
    }

    private static (Tensor Source, Tensor Target) Split(Tensor isSource)
    {
        var flags = isSource.ToArray<bool>();
        return (Rows(true), Rows(false));

        Tensor Rows(bool wanted)
        {
            long[] rows = [.. Enumerable.Range(0, flags.Length).Where(i => flags[i] == wanted).Select(i => (long)i)];
            return Tensor.From(rows, rows.Length);
        }
    }
}
