using Shouldly;
using Weft.Cdar;
using Weft.Cdar.Methods;
using Weft.Search;
using Weft.Testing;
using Weft.Torch;

namespace Weft.Tests.Cdar.Methods;

public sealed class OtherMethodsTests
{
    [Fact]
    public void TheOpenSetReferenceNeverReversesAndWeighsTwice()
    {
        var (sound, soundGradient) = Step(reference: false, weight: 3);
        var (reference, referenceGradient) = Step(reference: true, weight: 3);
        reference["loss_cls"].ShouldBe(3 * sound["loss_cls"], 1e-5);
        reference["loss_osbp"].ShouldBe(3 * sound["loss_osbp"], 1e-5);

        // One has the target's gradient with the other's opposite sign: what is left of both is the classes' gradient.
        var classes = Step(reference: false, weight: 0).Gradient;
        soundGradient.Zip(referenceGradient, (a, b) => (a + (b / 3)) / 2).Zip(classes).ShouldAllBe(p => Math.Abs(p.First - p.Second) < 1e-5);
        soundGradient.Zip(classes).ShouldContain(p => Math.Abs(p.First - p.Second) > 1e-3);

        static (IReadOnlyDictionary<string, double> Losses, float[] Gradient) Step(bool reference, double weight)
        {
            using var scope = new TensorScope();
            using var random = new NetworkRandom(2);
            using var method = new Osbp(Plan(random) with
            {
                Reference = reference,
                Settings = new() { Dropout = 0, Unknown = new() { Weight = weight } },
            });
            using (Autograd.NoGrad())
            {
                // The first values are so small that little would reach the encoder.
                method.State()["cls_head.ffn_osbp.1.weight"].MulInPlace(500);
            }

            var loss = method.Loss(Batch(1, 1), Batch(2, 1), new(0, 0, 1));
            loss.Total.Backward();
            return (GoldenCdar.Numbers(loss).Values, method.Encoder.Parameters()[0].Grad!.ToArray<float>());
        }
    }

    [Fact]
    public void DannReversesByItsSchedule()
    {
        // At a strength of 0 the encoder learns classes alone: the same as from the source.
        var quiet = Gradient(ReversalSchedule.Dann, new(0, 0, 1_000_000), 1);
        var none = Gradient(ReversalSchedule.Constant, default, 0);
        var full = Gradient(ReversalSchedule.Constant, default, 1);
        quiet.Zip(none).ShouldAllBe(p => Math.Abs(p.First - p.Second) < 1e-5);
        full.Zip(none).ShouldContain(p => Math.Abs(p.First - p.Second) > 1e-4);

        static float[] Gradient(ReversalSchedule schedule, TrainingPlace place, double weight)
        {
            using var scope = new TensorScope();
            using var random = new NetworkRandom(2);
            using var method = new Dann(Plan(random) with
            {
                Settings = new()
                {
                    Dropout = 0,
                    ReversalSchedule = schedule,
                    Discriminator = new() { Layers = 1, Width = 16, Dropout = 0, Weight = weight },
                },
            });
            method.Loss(Batch(1, 1), Batch(2, 1), place).Total.Backward();
            return method.Encoder.Parameters()[0].Grad!.ToArray<float>();
        }
    }

    [Fact]
    public void ViewsOfATestAreAveraged()
    {
        using var scope = new TensorScope();
        using var random = new NetworkRandom(2);
        using var method = new SourceOnly(Plan(random));
        method.Eval();
        using var noGrad = Autograd.NoGrad();
        var clips = CdarFiller.Fill([3, 2, 3, 4, 6, 6], 5, 1);
        var mean = (method.Scores(clips.Narrow(1, 0, 1)) + method.Scores(clips.Narrow(1, 1, 1))) * 0.5;
        TensorAssert.Close(method.Scores(clips), mean, 1e-5, 1e-7, "scores");
    }

    [Fact]
    public void SourceOnlyGivesAScoreForTheUnknownOnDemand()
    {
        using var scope = new TensorScope();
        using var random = new NetworkRandom(2);
        using var method = new SourceOnly(Plan(random) with { Settings = new() { Unknown = new() { Score = UnknownScore.Evidence } } });
        method.Eval();
        var scores = method.Scores(Batch(1, 1).Clips);
        scores.Shape.ShouldBe([2, 4]);
        scores.Select(1, 3).ToArray<float>().ShouldAllBe(u => u > 0 && u <= 1);
    }

    [Theory]
    [InlineData("gcd4da", "A contrast needs two or more views of each sample, as many in both domains; there are 1 and 1.")]
    [InlineData("temporal-order", "Temporal order is learnt from 3 clips of each sample; there are 1 and 1 views.")]
    public void MissingViewsAreNamed(string name, string message)
    {
        using var scope = new TensorScope();
        using var random = new NetworkRandom(2);
        using var method = AdaptationMethods.Build(
            name, Plan(random) with { Settings = new() { Contrast = new() { Out = 8, Hidden = 8 } } });
        Should.Throw<UsageException>(() => method.Loss(Batch(1, 1), Batch(2, 1), default)).Message.ShouldBe(message);
    }

    private static MethodPlan Plan(NetworkRandom random) =>
        new() { Encoder = new ToyFrames(random.Initial), Classes = 3, Random = random };

    private static DomainBatch Batch(uint k, long views) =>
        new(CdarFiller.Fill([2, views, 3, 4, 6, 6], k, 1), Tensor.From([0L, 2], 2));
}
