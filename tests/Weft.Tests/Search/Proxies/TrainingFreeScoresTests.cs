using Shouldly;
using Weft.Data.Loading;
using Weft.Search;
using Weft.Search.Proxies;
using Weft.Search.Strategies;
using Weft.Tests.Search.Strategies;
using Weft.Torch;
using Weft.Torch.Modules;

namespace Weft.Tests.Search.Proxies;

public sealed class TrainingFreeScoresTests
{
    private const int Samples = 4;

    private static readonly TinyTask Task = new();
    private static readonly int[] Labels = [0, 2, 1, 2];

    [Fact]
    public void The_gradient_norm_of_a_linear_network()
    {
        using var scope = new TensorScope();
        using var network = new LinearNetwork(3);
        var input = Values(Samples, 2);
        using var batch = Batch(input);
        var actual = TrainingFreeScores.Compute(ProxyKind.GradientNorm, Task, network, batch).ShouldNotBeNull();

        // By hand: of the mean cross entropy, each logit's gradient is (softmax - one hot) / samples; a weight's is that times its input.
        var weight = network.Layer.Weight.Detach().ToArray<float>();
        var bias = network.Layer.Bias!.Detach().ToArray<float>();
        var gradients = new double[3, 3];
        for (var sample = 0; sample < Samples; sample++)
        {
            double[] x = [input[sample * 2], input[(sample * 2) + 1], 1];
            double[] powers = [.. Enumerable.Range(0, 3).Select(c => Math.Exp((weight[c * 2] * x[0]) + (weight[(c * 2) + 1] * x[1]) + bias[c]))];
            for (var c = 0; c < 3; c++)
            {
                var slope = ((powers[c] / powers.Sum()) - (Labels[sample] == c ? 1 : 0)) / Samples;
                for (var i = 0; i < 3; i++)
                {
                    gradients[c, i] += slope * x[i];
                }
            }
        }

        actual.ShouldBe(Math.Sqrt(gradients.Cast<double>().Sum(g => g * g)), 1e-6);
        network.Training.ShouldBeFalse();
        network.Parameters().ShouldAllBe(p => p.Grad == null || p.Grad.Abs().Sum().Item() == 0);
    }

    [Fact]
    public void A_network_that_answers_samples_differently_has_the_larger_Jacobian_score()
    {
        using var scope = new TensorScope();
        using var batch = Batch(Values(Samples, 6));
        using var alike = new LinearNetwork(3, inputs: 6);
        using var different = new GatedNetwork();

        // A linear network's gradient is the same for every sample: the correlations are all 1, their eigenvalues one 4 and three 0.
        var low = Jacobian(alike, batch);
        low.ShouldBe(-(Math.Log(4 + 1e-5) + (1 / (4 + 1e-5)) + (3 * (Math.Log(1e-5) + 1e5))), 1e3);
        Jacobian(different, batch).ShouldBeGreaterThan(low / 10, "both are below 0");
    }

    [Theory]
    [InlineData(ProxyKind.GradientNorm)]
    [InlineData(ProxyKind.JacobianCovariance)]
    public void Taps_that_are_not_used_do_not_matter(ProxyKind kind)
    {
        using var scope = new TensorScope();
        using var network = new GatedNetwork();
        using var alone = Batch(Values(Samples, 6));
        var more = new Batch([.. Batch(Values(Samples, 6)).Inputs, Tensor.From(Values(Samples, 10), Samples, 1, 10)], alone.Labels.Clone());
        using (more)
        {
            TrainingFreeScores.Compute(kind, Task, network, more).ShouldBe(TrainingFreeScores.Compute(kind, Task, network, alone));
        }
    }

    [Theory]
    [InlineData(ProxyKind.GradientNorm)]
    [InlineData(ProxyKind.JacobianCovariance)]
    public void Of_every_space_they_are_defined_repeat_and_leave_no_tensor(ProxyKind kind)
    {
        foreach (var (name, space) in SmallSpaces.All.Where(s => s.Value is IFusionSequenceSpace).Select(s => (s.Key, (IFusionSequenceSpace)s.Value)))
        {
            var genotype = space.Sample(3);
            var before = TensorScope.LiveTensors;
            var scores = Enumerable.Range(0, 2).Select(_ =>
            {
                using var scope = new TensorScope();
                using var random = new NetworkRandom(5);
                using var network = space.Build(genotype, random);
                using var batch = new Batch(
                    [.. space.Taps.Select(t => Tensor.From(Values(Samples, space.Pooling.Length * t.Channels), Samples, space.Pooling.Length, t.Channels))],
                    LabelTensor());
                return TrainingFreeScores.Compute(kind, Task, network, batch);
            }).ToList();
            scores[0].ShouldNotBeNull(name);
            scores[1].ShouldBe(scores[0], name);
            TensorScope.LiveTensors.ShouldBe(before, name);
        }
    }

    [Fact]
    public void What_is_no_number_is_no_score_and_what_is_no_kind_is_refused()
    {
        using var scope = new TensorScope();
        using var network = new LinearNetwork(3);
        using var batch = Batch([float.NaN, 1, 2, 3, 4, 5, 6, 7]);
        TrainingFreeScores.Compute(ProxyKind.GradientNorm, Task, network, batch).ShouldBeNull();
        Should.Throw<ArgumentOutOfRangeException>(() => TrainingFreeScores.Compute(ProxyKind.None, Task, network, batch))
            .Message.ShouldContain("No such score.");
    }

    private static double Jacobian(FusionNetwork network, Batch batch) =>
        TrainingFreeScores.Compute(ProxyKind.JacobianCovariance, Task, network, batch).ShouldNotBeNull();

    private static Batch Batch(float[] values) => new([Tensor.From(values, Samples, 1, values.Length / Samples)], LabelTensor());

    private static Tensor LabelTensor() => Tensor.From(Labels.Select(l => (long)l).ToArray(), Samples);

    private static float[] Values(int samples, int width)
    {
        var state = (ulong)width;
        return [.. Enumerable.Range(0, samples * width).Select(_ => ((Seeds.Next(ref state) >> 40) / (float)(1 << 23)) - 1)];
    }

    /// <summary>Logits that are linear in the first tap.</summary>
    private sealed class LinearNetwork : FusionNetwork
    {
        public LinearNetwork(int classes, int inputs = 2)
        {
            using var generator = new Generator(4);
            Layer = AddPart("layer", new Linear(inputs, classes, generator));
        }

        public Linear Layer { get; }

        public override Tensor Forward(IReadOnlyList<Tensor> taps) => Layer.Forward(taps[0].Flatten(1));
    }

    /// <summary>A network whose slope differs from sample to sample: a layer of squares below the logits.</summary>
    private sealed class GatedNetwork : FusionNetwork
    {
        private readonly Linear first;
        private readonly Linear second;

        public GatedNetwork()
        {
            using var generator = new Generator(4);
            first = AddPart("first", new Linear(6, 32, generator));
            second = AddPart("second", new Linear(32, 3, generator));
        }

        public override Tensor Forward(IReadOnlyList<Tensor> taps) => second.Forward(first.Forward(taps[0].Flatten(1)).Square());
    }
}
