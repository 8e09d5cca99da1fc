using Shouldly;
using Weft.Experiments.Adaptation;
using Weft.Torch;

namespace Weft.Tests.Experiments.Adaptation;

public sealed class AdaptationChecksTests : IDisposable
{
    private readonly DomainsBench bench = new();

    [Theory]
    [InlineData("source-only")]
    [InlineData("dann")]
    [InlineData("osbp")]
    [InlineData("gcd4da")]
    [InlineData("glad")]
    [InlineData("temporal-order")]
    public void Every_method_passes_with_what_it_needs(string method) => Should.NotThrow(() => AdaptationChecks.Check(bench.Settings(method)));

    [Fact]
    public void Source_only_needs_no_target() => Should.NotThrow(() => AdaptationChecks.Check(bench.Settings("source-only") with { Target = new() }));

    [Fact]
    public void What_does_not_fit_is_told()
    {
        var settings = bench.Settings("glad");
        Told(settings with { Method = "glod" }, "--method: there is no method 'glod'; did you mean 'glad'?");
        Told(settings with { Rivals = new(["dan"]) }, "rivals: there is no method 'dan'; did you mean 'dann'?");
        Told(settings with { Rivals = new(["dann", "dann"]) }, "rivals: dann is there twice; name each method once, and not the run's own.");
        Told(settings with { Rivals = new(["glad"]) }, "rivals: glad is there twice; name each method once, and not the run's own.");
        Told(settings with { Target = new() }, "--target is missing: glad learns from clips of the target too, without their labels.");
        Told(
            bench.Settings("source-only") with { Target = new(), Rivals = new(["dann"]) },
            "--target is missing: dann learns from clips of the target too, without their labels.");
        Told(settings with { Device = "gpu" }, "'gpu' is no device");
        Told(settings with { Encoder = settings.Encoder with { Name = "conv4d" } }, "conv4d");
        Told(settings with { Adapt = settings.Adapt with { Locals = 0 } }, "'glad' does not fit: Without local views there is nothing local to align");
        Told(
            settings with { Train = settings.Train with { Groups = false, FastClassifier = true } },
            "train.fastClassifier needs train.groups=true: without groups all layers learn at one rate.");
    }

    [Fact]
    public void The_best_epoch_needs_something_to_be_chosen_by()
    {
        var settings = bench.Settings("source-only");
        var best = settings with { Train = settings.Train with { Choose = AdaptedEpoch.Best } };
        Told(best, "train.choose: the best epoch is chosen on held-out clips of the source, which --dev names for methods with a classifier; ");
        Should.NotThrow(() => AdaptationChecks.Check(best with { Dev = DomainsBench.Part("dev") }));
        var reference = settings with { Compatibility = Compatibility.Reference, Test = new() };
        Told(reference, "--test is missing: under reference rules epochs are chosen by it; name the list, or take train.choose=last.");
        Should.NotThrow(() => AdaptationChecks.Check(reference with { Train = settings.Train with { Choose = AdaptedEpoch.Last } }));
        Should.NotThrow(() => AdaptationChecks.Check(reference with { Test = DomainsBench.Part("test") }));
    }

    [Fact]
    public void Rivals_that_are_the_same_training_are_told()
    {
        var settings = bench.Settings("glad") with { Order = new() };
        var plain = settings with { Clips = settings.Clips with { Transforms = settings.Clips.Transforms with { Blend = null } } };
        Told(plain with { Rivals = new(["glad-blend"]) }, "rivals: glad and glad-blend are the same here, since clips.transforms.blend is not set; ");
        Told(plain with { Rivals = new(["glad-order"]) }, "rivals: glad and glad-order are the same here, since order.epochs is not set; ");
        var blended = settings.Clips.Transforms with { Blend = new() };
        Should.NotThrow(() => AdaptationChecks.Check(plain with { Rivals = new(["glad-blend"]), Clips = plain.Clips with { Transforms = blended } }));
    }

    [Fact]
    public void What_clusters_cannot_begin_with_is_told()
    {
        Told(bench.Settings("gcd4da") with { Known = 4 }, "source: no clip is of 3, one of the 4 known classes, which clusters begin with; ");
        var best = bench.Settings("gcd4da") with { Dev = DomainsBench.Part("dev") };
        Told(best with { Train = best.Train with { Choose = AdaptedEpoch.Best } }, "train.choose: ");
    }

    public void Dispose() => bench.Dispose();

    private static void Told(AdaptationSettings settings, string part) =>
        Should.Throw<UsageException>(() => AdaptationChecks.Check(settings)).Message.ShouldContain(part);
}
