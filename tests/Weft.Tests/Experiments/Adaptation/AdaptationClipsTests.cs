using Shouldly;
using Weft.Data.Clips.Transforms;
using Weft.Data.Formats;
using Weft.Data.Loading;
using Weft.Experiments.Adaptation;
using Weft.Testing;
using Weft.Torch;

namespace Weft.Tests.Experiments.Adaptation;

public sealed class AdaptationClipsTests : IDisposable
{
    // Half of a black background leaves no pixel above the half of the brightest.
    private const float HalfBright = 0.01f;

    private readonly DomainsBench bench = new();

    public AdaptationClipsTests()
    {
        Directory.CreateDirectory(bench["black"]);
        PngWriter.Write(bench["black/one.png"], new byte[SmallDomains.Side * SmallDomains.Side * 3], SmallDomains.Side, SmallDomains.Side);
    }

    [Theory]
    [InlineData("glad", true, false)]
    [InlineData("gcd4da", true, true)]
    [InlineData("source-only", false, false)]
    [InlineData("source-only+blend", true, false)]
    [InlineData("glad-blend", false, false)]
    public void Backgrounds_are_blended_into_the_domains_that_the_method_says(string method, bool source, bool target)
    {
        using var experiment = bench.Open(Blending("glad"));
        var clips = new AdaptationClips(experiment);
        var plan = AdaptationPlan.Of(AdaptationVariant.Parse(method, "rivals"), 3);
        (Brightest(clips.Training(plan, experiment.Lists.Source, 18, isSource: true)) < HalfBright).ShouldBe(source);
        (Brightest(clips.Training(plan, experiment.Lists.Target!, 14, isSource: false)) < HalfBright).ShouldBe(target);
        Brightest(clips.Test(plan.Variant, experiment.Lists.Source)).ShouldBeGreaterThan(HalfBright, "tests show clips as they are");
    }

    [Theory]
    [InlineData("gcd4da", Compatibility.Sound, 6)]
    [InlineData("gcd4da", Compatibility.Reference, 6)]
    [InlineData("glad", Compatibility.Sound, 3)]
    public void Contrastive_learning_shows_every_clip_twice(string method, Compatibility rules, int views)
    {
        using var experiment = bench.Open(bench.Settings(method) with { Compatibility = rules });
        var clips = new AdaptationClips(experiment);
        var plan = AdaptationPlan.Of(experiment.Variants[^1], 0);
        Shape(clips.Training(plan, experiment.Lists.Source, 2, isSource: true)).ShouldBe([2, views, 3, 4, 16, 16]);
        Shape(clips.Test(plan.Variant, experiment.Lists.AllTest!)).ShouldBe([6, rules == Compatibility.Reference ? views : 3, 3, 4, 16, 16]);
    }

    [Fact]
    public void Ordering_has_a_sampler_of_its_own()
    {
        using var experiment = bench.Open(bench.Settings("glad") with { Order = new OrderTrainingSettings { Length = 2 } });
        var plan = AdaptationPlan.Of(AdaptationVariant.Parse("temporal-order", "order"), 0);
        Shape(new AdaptationClips(experiment).Training(plan, experiment.Lists.Target!, 5, isSource: false)).ShouldBe([5, 3, 3, 2, 16, 16]);
    }

    [Theory]
    [InlineData("gcd4da", Compatibility.Sound, false)]
    [InlineData("gcd4da", Compatibility.Reference, true)]
    [InlineData("dann", Compatibility.Reference, false)]
    public void The_target_is_balanced_by_its_labels_only_as_published(string method, Compatibility rules, bool target)
    {
        var settings = bench.Settings(method);
        using var experiment = bench.Open(settings with { Compatibility = rules, Train = settings.Train with { Balanced = true } });
        var clips = new AdaptationClips(experiment);
        var plan = AdaptationPlan.Of(experiment.Variants[^1], 0);
        ShowsEachOnce(clips.Training(plan, experiment.Lists.Source, 18, isSource: true)).ShouldBeFalse("draws with replacement miss clips");
        ShowsEachOnce(clips.Training(plan, experiment.Lists.Target!, 14, isSource: false)).ShouldBe(!target);
    }

    public void Dispose() => bench.Dispose();

    private AdaptationSettings Blending(string method)
    {
        var settings = bench.Settings(method);
        var blend = new BlendSettings { Probability = 1, Alpha = 0.5, Source = "black" };
        return settings with { Clips = settings.Clips with { Transforms = settings.Clips.Transforms with { Blend = blend } } };
    }

    private static float Brightest(BatchLoader loader) => With(loader, batch => batch.Inputs[0].ToArray<float>().Max());

    private static long[] Shape(BatchLoader loader) => With(loader, batch => batch.Inputs[0].Shape.ToArray());

    /// <summary>Whether the one batch of an epoch holds every clip: no two clips of the small domains look alike.</summary>
    private static bool ShowsEachOnce(BatchLoader loader) => With(loader, batch =>
    {
        var values = batch.Inputs[0].ToArray<float>();
        var length = values.Length / batch.Size;
        return Enumerable.Range(0, batch.Size).Select(i => values.AsSpan(i * length, 16 * 16).ToArray().Sum(v => (double)v)).Distinct().Count() == loader.Count;
    });

    private static T With<T>(BatchLoader loader, Func<Batch, T> ask)
    {
        using var scope = new TensorScope();
        using var pass = loader.Begin(0);
        return ask(pass.Next(Device.Cpu));
    }
}
