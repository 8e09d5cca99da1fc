using Shouldly;
using Weft.Cdar;
using Weft.Search;
using Weft.Torch;

namespace Weft.Tests.Cdar;

/// <summary>What holds for every way of adapting.</summary>
public sealed class AdaptationMethodsTests
{
    private static readonly MethodSettings Small = new()
    {
        Discriminator = new() { Width = 8 },
        Contrast = new() { Hidden = 8, Bottleneck = 4, Out = 12, Discriminator = true },
        Order = new() { Weight = 0.5, Hidden = 16 },
        Evidence = true,
    };

    public static TheoryData<string> Names => [.. AdaptationMethods.Names];

    [Fact]
    public void ThePublishedMethodsAreThere() =>
        AdaptationMethods.Names.ShouldBe(["dann", "gcd4da", "glad", "osbp", "source-only", "temporal-order"]);

    [Theory]
    [MemberData(nameof(Names))]
    public void AStepReachesTheWholeNetwork(string name)
    {
        using var scope = new TensorScope();
        using var random = new NetworkRandom(3);
        using var method = Build(name, random);
        var loss = Step(method, 0);
        loss.Total.Backward();
        double.IsFinite(loss.Total.Item()).ShouldBeTrue();
        loss.Parts.Where(p => p.Name.StartsWith("loss_", StringComparison.Ordinal)).Sum(p => p.Value.Item())
            .ShouldBe(loss.Total.Item(), 1e-5);
        foreach (var (parameter, tensor) in method.NamedParameters().Where(p => p.Tensor.RequiresGrad))
        {
            tensor.Grad.ShouldNotBeNull(parameter).IsFinite().ShouldBeTrue(parameter);
        }

        method.Encoder.Parameters().ShouldContain(p => p.Grad!.Norm().Item() > 0);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void LabelsOfTheSourceMatterAndThoseOfTheTargetNever(string name)
    {
        var first = Total(name, source: 0, target: 0);
        Total(name, source: 0, target: 1).ShouldBe(first);
        if (name != "temporal-order")
        {
            Total(name, source: 1, target: 0).ShouldNotBe(first);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void TheSeedDecidesAll(string name)
    {
        Total(name, 0, 0).ShouldBe(Total(name, 0, 0));
        Total(name, 0, 0, seed: 4).ShouldNotBe(Total(name, 0, 0));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void ScoresHaveARowForEachSampleAndDoNotDependOnTheOthers(string name)
    {
        using var scope = new TensorScope();
        using var random = new NetworkRandom(3);
        using var method = Build(name, random);
        method.Eval();
        using var noGrad = Autograd.NoGrad();
        var clips = Clips(5);
        var scores = method.Scores(clips);
        scores.Shape.ShouldBe([4, method.Clusters ? 6 : name == "osbp" ? 4 : 3]);
        TensorAssert.Close(method.Scores(clips.Narrow(0, 1, 1)), scores.Narrow(0, 1, 1), 1e-5, 1e-7, name);
        method.Features(clips).Shape.ShouldBe([4, 6]);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void TheReferenceStepsToo(string name)
    {
        using var scope = new TensorScope();
        using var random = new NetworkRandom(3);
        using var method = AdaptationMethods.Build(name, new()
        {
            Encoder = new ToyFrames(random.Initial),
            Classes = 3,
            Random = random,
            Settings = Small with { ReversalSchedule = ReversalSchedule.Dann, Statistics = BatchStatistics.Joint },
            Reference = true,
        });
        double.IsFinite(Step(method, 0).Total.Item()).ShouldBeTrue();
    }

    [Fact]
    public void AMisspeltNameIsAnswered()
    {
        using var random = new NetworkRandom(1);
        using var encoder = new ToyFrames(random.Initial);
        Should.Throw<UsageException>(() => AdaptationMethods.Build("glat", new() { Encoder = encoder, Classes = 2, Random = random }))
            .Message.ShouldBe(
                "There is no way of adapting 'glat'; did you mean 'glad'? There are dann, gcd4da, glad, osbp, source-only, temporal-order.");
    }

    private static AdaptationMethod Build(string name, NetworkRandom random) => AdaptationMethods.Build(
        name, new() { Encoder = new ToyFrames(random.Initial), Classes = 3, Random = random, Settings = Small });

    private static double Total(string name, int source, int target, ulong seed = 3)
    {
        using var scope = new TensorScope();
        using var random = new NetworkRandom(seed);
        using var method = Build(name, random);
        return Step(method, source, target).Total.Item();
    }

    private static AdaptationLoss Step(AdaptationMethod method, int source, int target = 0)
    {
        long[][] labels = [[0, 1, 1, 2], [2, 2, 0, 0]];
        return method.Loss(
            new(Clips(1), Tensor.From(labels[source], 4)),
            method.NeedsTarget ? new(Clips(2), Tensor.From(labels[target], 4)) : null,
            new(30, 3, 10));
    }

    private static Tensor Clips(uint k) => Weft.Testing.CdarFiller.Fill([4, 3, 3, 4, 6, 6], k, 1);
}
