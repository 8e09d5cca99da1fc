using Shouldly;
using Weft.Cdar.Evaluation;

namespace Weft.Tests.Cdar.Evaluation;

public sealed class ImportanceWeightedValidationTests
{
    [Fact]
    public void The_risk_is_that_of_a_computation_by_hand()
    {
        // Weighted losses 0, 2, 0, 0.5: mean 0.625. Weights 1, 2, 3, 0.5: mean 1.625, sum of squares about it 3.6875. Products about the
        // means: 0.390625 + 0.515625 - 0.859375 + 0.140625 = 0.1875. So the control is -0.1875 / 3.6875 and the risk 0.625 + control * 0.625.
        var estimate = ImportanceWeightedValidation.Estimate([0.0, 1, 0, 1], [1.0, 2, 3, 0.5]);
        estimate.Risk.ShouldBe(0.625 - (0.1875 / 3.6875 * 0.625), 1e-12);
        estimate.Score.ShouldBe(1 - estimate.Risk, 1e-15);
        (estimate.SourceRisk, estimate.MeanWeight).ShouldBe((0.5, 1.625));
    }

    [Fact]
    public void Equal_weights_leave_the_mean_and_no_loss_leaves_none()
    {
        ImportanceWeightedValidation.Estimate([0.0, 1, 1, 0], [1.0, 1, 1, 1]).Risk.ShouldBe(0.5, 1e-15);
        ImportanceWeightedValidation.Estimate([0.0, 0, 0], [0.1, 5, 2]).Risk.ShouldBe(0, 1e-15);

        // The control variate takes out what the weights' mean is off by: all losses alike are that loss.
        ImportanceWeightedValidation.Estimate([0.3, 0.3, 0.3], [0.1, 5, 2]).Risk.ShouldBe(0.3, 1e-12);
    }

    [Fact]
    public void Weighting_turns_the_choice_between_two_networks()
    {
        // Held-out clips of the source at 0 are unlike the target, those at 2 are like it.
        var source = Around(0, 90).Then(Around(2, 10));
        var target = Around(0, 10).Then(Around(2, 90));
        var held = new FeatureRows([.. Enumerable.Repeat(0f, 18), .. Enumerable.Repeat(2f, 2)], 20, 1);
        double[] rightAtHome = [.. Enumerable.Repeat(0.0, 18), 1, 1];
        double[] rightAway = [.. Enumerable.Repeat(0.0, 14), 1, 1, 1, 1, 0, 0];
        var home = ImportanceWeightedValidation.Estimate(source, target, held, rightAtHome);
        var away = ImportanceWeightedValidation.Estimate(source, target, held, rightAway);
        home.SourceRisk.ShouldBeLessThan(away.SourceRisk, "without weights the wrong one is chosen");
        away.Score.ShouldBeGreaterThan(home.Score + 0.3, "with weights the right one is");
    }

    [Fact]
    public void The_ratio_is_that_of_the_densities()
    {
        // Two places with 60 and 40 of the source's samples and 20 and 80 of the target's: ratios 1/3 and 2, but for the decay.
        var source = new FeatureRows([.. Enumerable.Repeat(-1f, 60), .. Enumerable.Repeat(1f, 40)], 100, 1);
        var target = new FeatureRows([.. Enumerable.Repeat(-1f, 40), .. Enumerable.Repeat(1f, 160)], 200, 1);
        var places = new FeatureRows([-1f, 1f], 2, 1);
        var ratio = DensityRatio.Fit(source, target, 1e-6).Of(places);
        ratio[0].ShouldBe(1.0 / 3, 1e-3);
        ratio[1].ShouldBe(2, 1e-3);
        var decayed = DensityRatio.Fit(source, target, 0.1).Of(places);
        decayed[0].ShouldBeInRange(0.34, 0.99);
        decayed[1].ShouldBeInRange(1.01, 1.99);
        DensityRatio.Fit(source, target).Of(places).ShouldBe(DensityRatio.Fit(source, target).Of(places));
    }

    [Fact]
    public void The_fit_is_where_the_gradient_vanishes()
    {
        // Columns of very different scales that depend on each other, and one that never changes.
        var random = new Random(3);
        FeatureRows Draw(int rows, double shift)
        {
            var values = new float[rows * 4];
            for (var i = 0; i < rows; i++)
            {
                var a = random.NextDouble() + shift;
                var b = random.NextDouble();
                (values[4 * i], values[(4 * i) + 1], values[(4 * i) + 2], values[(4 * i) + 3]) = ((float)a, (float)(1000 * (a + (0.1 * b))), (float)b, 7);
            }

            return new FeatureRows(values, rows, 4);
        }

        var (source, target) = (Draw(70, 0), Draw(50, 0.2));

        // With a free constant, mean probabilities of the target over all samples are its share of them.
        var logits = DensityRatio.Fit(source, target).Of(source.Then(target)).Select(r => Math.Log(r) - Math.Log(70.0 / 50));
        logits.Average(z => 1 / (1 + Math.Exp(-z))).ShouldBe(50.0 / 120, 1e-5);
    }

    [Fact]
    public void Domains_that_are_apart_give_finite_ratios_and_bad_sizes_are_told()
    {
        var ratios = DensityRatio.Fit(Around(-1e6f, 30), Around(1e6f, 30), 1e-9).Of(new FeatureRows([-1e30f, 0, 1e30f], 3, 1));
        ratios.ShouldAllBe(r => double.IsFinite(r) && r > 0);
        Should.Throw<ArgumentException>(() => DensityRatio.Fit(Around(0, 3), new FeatureRows([], 0, 1))).Message.ShouldContain("one has none");
        Should.Throw<ArgumentException>(() => DensityRatio.Fit(Around(0, 3), Around(1, 3)).Of(new FeatureRows([1, 2], 1, 2))).Message
            .ShouldContain("of 1 numbers a sample, not of 2");
        Should.Throw<ArgumentException>(() => ImportanceWeightedValidation.Estimate([1.0], [1.0, 2])).Message.ShouldContain("1 losses have 2 weights");
        Should.Throw<ArgumentException>(() => ImportanceWeightedValidation.Estimate([], Array.Empty<double>()));
    }

    private static FeatureRows Around(float place, int rows) => new([.. Enumerable.Repeat(place, rows)], rows, 1);
}
