using Shouldly;
using Weft.Data;
using Weft.Data.Features;
using Weft.Data.Loading;
using Weft.Experiments;
using Weft.Mfas;
using Weft.Search;
using Weft.Search.Candidates;
using Weft.Tasks;
using Weft.Torch;
using Weft.Torch.Files;
using Weft.Tests.Training;
using Weft.Torch.Optim;
using Weft.Training;

namespace Weft.Tests.Search.Candidates;

/// <summary>Networks trained together learn what they learn alone.</summary>
public sealed class StackedTrainingTests
{
    private const int Samples = 90;

    private static readonly Tap[] Taps = [new("a", "1", 3), new("a", "2", 6), new("b", "1", 5), new("b", "2", 2)];
    private static readonly ITask Task = new TinyTask();
    private static readonly RowTable Labels = new(NdArray.From([.. Enumerable.Range(0, Samples).Select(i => (long)(i % 3))], Samples));
    private static readonly RowTable[] Tables = [.. Taps.Select((tap, t) => Table(tap, t))];
    private static readonly RetrainSettings Settings = new() { Epochs = 3, BatchSize = 8, MaximumRate = 0.01, WeightDecay = 0.01 };

    private static readonly string[] Choices =
    [
        "[[0,1,0],[1,0,1],[1,1,0]]", "[[1,0,1]]", "[[0,0,0],[1,1,1]]", "[[1,1,2],[0,0,2],[1,0,0]]", "[[0,1,1],[0,1,1],[0,1,1]]",
    ];

    public static TheoryData<string> Shapes => ["plain", "dropout", "alphas", "batch norm", "all"];

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Together_and_alone_give_the_same_scores_and_weights(string name)
    {
        var space = Space(name);
        var genotypes = Choices.Select(c => space.Parse(c, "test")).ToList();
        ulong[] seeds = [11, 12, 13, 14, 15];
        var together = TrainStacked(space, genotypes, seeds);
        for (var k = 0; k < genotypes.Count; k++)
        {
            var alone = TrainStacked(space, [genotypes[k]], [seeds[k]]);
            alone.Scores[0].ShouldBe(together.Scores[k], $"scores of {Choices[k]}");
            ShouldBeClose(alone.States[0], together.States[k], 1e-4f, Choices[k]);
        }
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("alphas")]
    [InlineData("batch norm")]
    public void Together_they_learn_what_the_plain_training_loop_teaches(string name)
    {
        var space = Space(name);
        var genotypes = Choices.Select(c => space.Parse(c, "test")).ToList();
        ulong[] seeds = [21, 22, 23, 24, 25];
        var together = TrainStacked(space, genotypes, seeds);
        for (var k = 0; k < genotypes.Count; k++)
        {
            var (score, state) = TrainPlainly(space, genotypes[k], seeds[k]);
            together.Scores[k].Max().ShouldBe(score, 1e-9, Choices[k]);
            ShouldBeClose(state, together.States[k], 1e-4f, Choices[k]);
        }
    }

    [Fact]
    public void A_network_that_stops_being_finite_fails_alone()
    {
        var space = Space("dropout");
        var genotypes = Choices.Select(c => space.Parse(c, "test")).ToList();
        ulong[] seeds = [31, 32, 33, 34, 35];
        var healthy = TrainStacked(space, genotypes, seeds);
        var sick = TrainStacked(space, genotypes, seeds, poisoned: 2);
        sick.Scores[2].ShouldAllBe(s => double.IsNaN(s));
        foreach (var k in new[] { 0, 1, 3, 4 })
        {
            sick.Scores[k].ShouldBe(healthy.Scores[k]);
        }
    }

    [Theory]
    [InlineData(Interruptions.Kind.KilledWithOldCheckpoint)]
    [InlineData(Interruptions.Kind.Asked)]
    public void Resumed_at_every_step_it_ends_with_the_same_bits(object kind)
    {
        var space = Space("all");
        var genotypes = Choices[..2].Select(c => space.Parse(c, "test")).ToList();
        Interruptions.ResumeAtEveryStep(
            () =>
            {
                var network = space.BuildStacked(genotypes, [41, 42]);
                return new Owning(Procedure(network, [41, 42], Settings with { Epochs = 2, BatchSize = 32 }), network);
            },
            (Interruptions.Kind)kind);
    }

    [Fact]
    public void Training_leaves_no_tensor()
    {
        var before = TensorScope.LiveTensors;
        var space = Space("all");
        TrainStacked(space, [space.Parse(Choices[0], "test")], [1], keepStates: false);
        TensorScope.LiveTensors.ShouldBe(before);
    }

    private static MfasSpace Space(string name) => new(
        Taps,
        new MfasShape
        {
            Inner = 6,
            Rows = 3,
            Activations = 3,
            Dropout = name is "dropout" or "all" ? 0.4 : 0,
            Alphas = name is "alphas" or "all",
            BatchNorm = name is "batch norm" or "all",
        },
        3);

    private static RowTable Table(Tap tap, int index)
    {
        var state = (ulong)index;
        var values = new float[Samples * tap.Channels];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (i / tap.Channels % 3 == i % 3 ? 0.7f : 0) + ((Seeds.Next(ref state) >> 40) / (float)(1 << 24)) - 0.5f;
        }

        return new RowTable(NdArray.From(values, Samples, 1, tap.Channels));
    }

    private static Trained TrainStacked(
        MfasSpace space, IReadOnlyList<IGenotype> genotypes, ulong[] seeds, int? poisoned = null, bool keepStates = true)
    {
        using var harness = new RunHarness();
        using var network = space.BuildStacked(genotypes, seeds);
        if (poisoned is { } sick)
        {
            using var scope = new TensorScope();
            using var noGrad = Autograd.NoGrad();
            network.Stacked().First().Value.Select(0, sick).Fill(double.NaN);
        }

        using var training = Procedure(network, seeds, Settings);
        new TrainingLoop("trials", new CheckpointStore(harness["checkpoints"], _ => { }), harness.Context()).Run(training);
        training.UseBest();
        return new Trained(
            [.. training.EpochScores.Select(s => s.ToArray())], keepStates ? [.. genotypes.Select((g, k) => State(space, g, network, k))] : []);
    }

    private static StackedTraining Procedure(StackedNetwork network, ulong[] seeds, RetrainSettings settings) => new(new StackedSetup
    {
        Task = Task,
        Network = network,
        Train = new BatchLoader(new StackedSource(network, [Tables], Labels, seeds), settings.BatchSize, null, network.NeedsTwoSamples),
        Dev = new BatchLoader(new StackedSource(network, [Tables], Labels, null), 32, null),
        Settings = settings,
    });

    private static Dictionary<string, float[]> State(MfasSpace space, IGenotype genotype, StackedNetwork stack, int index)
    {
        using var random = new NetworkRandom(99);
        using var network = space.Build(genotype, random);
        stack.Store(index, network);
        return Numbers(network);
    }

    private static Dictionary<string, float[]> Numbers(FusionNetwork network) => network.State()
        .Where(s => !s.Key.EndsWith("num_batches_tracked", StringComparison.Ordinal) && (network is not MfasNetwork || !s.Key.StartsWith("alphas", StringComparison.Ordinal)))
        .ToDictionary(s => s.Key, s => s.Value.ToArray<float>());

    private static (double Score, Dictionary<string, float[]> State) TrainPlainly(MfasSpace space, IGenotype genotype, ulong seed)
    {
        using var harness = new RunHarness();
        using var random = new NetworkRandom(seed);
        using var network = space.Build(genotype, random);
        using var optimizer = new Adam([new ParameterGroup("weights", network.Parameters(), Settings.MaximumRate, Settings.WeightDecay)]);
        var source = new FeatureSource([Tables], Labels);
        var train = new BatchLoader(source, Settings.BatchSize, Seeds.Derive(seed, "order"), dropSingle: true);
        using var training = new SupervisedTraining(new SupervisedSetup
        {
            Task = Task,
            Network = network,
            Forward = batch => Task.Judge(network.Forward(batch.Inputs), batch.Labels),
            Optimizer = optimizer,
            Schedule = new RestartSchedule(Settings.MaximumRate, Settings.MinimumRate, 1, 2, train.Batches, RestartRule.Exact),
            Noise = random.Noise,
            Passes = [new("train", train, true, false), new("dev", new BatchLoader(source, 32, null), false, true)],
            Epochs = Settings.Epochs,
        });
        new TrainingLoop("one", new CheckpointStore(harness["checkpoints"], _ => { }), harness.Context()).Run(training);
        training.UseBest();
        return (training.Best, Numbers(network));
    }

    private static void ShouldBeClose(Dictionary<string, float[]> expected, Dictionary<string, float[]> actual, float tolerance, string what)
    {
        actual.Keys.ShouldBe(expected.Keys);
        foreach (var (name, values) in expected)
        {
            for (var i = 0; i < values.Length; i++)
            {
                Math.Abs(actual[name][i] - values[i]).ShouldBeLessThanOrEqualTo(tolerance, $"{what}: {name}[{i}]");
            }
        }
    }

    private sealed record Trained(double[][] Scores, Dictionary<string, float[]>[] States);

    /// <summary>A procedure that frees its network, which otherwise is its maker's.</summary>
    private sealed class Owning(TrainingProcedure inner, IDisposable network) : TrainingProcedure
    {
        public override int Epochs => inner.Epochs;

        public override IReadOnlyList<Phase> Phases => inner.Phases;

        public override void BeginPhase(int epoch, int phase, int firstStep) => inner.BeginPhase(epoch, phase, firstStep);

        public override double Step() => inner.Step();

        public override PhaseResult EndPhase() => inner.EndPhase();

        public override void Save(Checkpoint checkpoint) => inner.Save(checkpoint);

        public override void Restore(Checkpoint checkpoint) => inner.Restore(checkpoint);

        protected override void Dispose(bool disposing)
        {
            inner.Dispose();
            network.Dispose();
        }
    }
}
