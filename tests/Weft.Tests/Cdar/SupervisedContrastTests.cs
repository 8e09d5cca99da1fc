using System.Globalization;
using Shouldly;
using Weft.Cdar;
using Weft.Torch;

namespace Weft.Tests.Cdar;

public sealed class SupervisedContrastTests
{
    [Theory]
    [InlineData("0.07")]
    [InlineData("1.0")]
    [InlineData("5.0")]
    public void LossesAndGradientsAreThePublishedOnes(string temperature)
    {
        using var scope = new TensorScope();
        using var golden = GoldenCdar.File("losses.npz");
        var tau = double.Parse(temperature, CultureInfo.InvariantCulture);
        var byLabel = SupervisedContrast.Repeat(golden["supcon_y"], 2);
        Check("sup", byLabel);
        Check("self", SupervisedContrast.Samples(10, 2, Device.Cpu));

        void Check(string kind, Tensor groups)
        {
            var features = golden["supcon_f"];
            features.RequiresGrad = true;
            var loss = SupervisedContrast.Loss(SupervisedContrast.Normalise(features.Flatten(0, 1)), groups, tau);
            loss.Backward();
            TensorAssert.Close(loss, golden[$"supcon_{kind}_tau{temperature}"], 1e-5, 0, kind);
            TensorAssert.Close(features.Grad!, golden[$"supcon_{kind}_grad_tau{temperature}"], 1e-4, 1e-6, kind);
        }
    }

    [Theory]
    [InlineData(0.35, 1.0, "r0.35_t1.0")]
    [InlineData(0.7, 0.07, "r0.7_t0.07")]
    public void TheSemiSupervisedContrastIsThePublishedOne(double ratio, double temperature, string name)
    {
        using var scope = new TensorScope();
        using var golden = GoldenCdar.File("losses.npz");
        var rows = golden["ssc_z"];
        rows.RequiresGrad = true;
        long[] labels = [.. golden["ssc_labels"].ToArray<long>().Take(8).Where((_, i) => i % 2 == 0)];
        var (byLabels, byViews) = SupervisedContrast.SemiSupervised(
            rows.Narrow(0, 0, 8), rows.Narrow(0, 8, 8), Tensor.From(labels, 4), new() { Ratio = ratio, Temperature = temperature });
        (byLabels + byViews).Backward();
        TensorAssert.Close(byLabels, golden["ssc_super_" + name], 1e-5, 0, "by labels");
        TensorAssert.Close(byViews, golden["ssc_self_" + name], 1e-5, 0, "by views");
        TensorAssert.Close(rows.Grad!, golden["ssc_grad_" + name], 1e-4, 1e-6, "gradient");
    }

    [Fact]
    public void ARowWithoutPartnersCountsAsNothing()
    {
        using var scope = new TensorScope();
        var rows = SupervisedContrast.Normalise(Tensor.From([1f, 0, 0, 1, 1, 1], 3, 2));
        var alone = SupervisedContrast.Loss(rows, Tensor.From([0L, 1, 2], 3), 1);
        alone.Item().ShouldBe(0);
        SupervisedContrast.Loss(rows, Tensor.From([0L, 0, 1], 3), 1).Item().ShouldBeGreaterThan(0);
    }
}
