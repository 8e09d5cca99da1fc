using Shouldly;
using Weft.BmNas;
using Weft.BmNas.Operations;
using Weft.Data.Features;
using Weft.Data.Loading;
using Weft.Search;
using Weft.Tests.Training;
using Weft.Torch;
using Weft.Training;

namespace Weft.Tests.Search;

public sealed class BilevelSearchTests
{
    [Theory]
    [InlineData(Compatibility.Sound, Interruptions.Kind.KilledWithFreshCheckpoint)]
    [InlineData(Compatibility.Sound, Interruptions.Kind.KilledWithOldCheckpoint)]
    [InlineData(Compatibility.Sound, Interruptions.Kind.Asked)]
    [InlineData(Compatibility.Reference, Interruptions.Kind.KilledWithFreshCheckpoint)]
    [InlineData(Compatibility.Reference, Interruptions.Kind.KilledWithOldCheckpoint)]
    public void Resumed_at_every_step_it_ends_with_the_same_bits(Compatibility compatibility, object kind) =>
        Interruptions.ResumeAtEveryStep(() => new Rig(compatibility), (Interruptions.Kind)kind);

    [Fact]
    public void Sound_scores_an_epoch_by_a_pass_over_dev_after_both_kinds_of_steps()
    {
        using var rig = new Rig(Compatibility.Sound);
        rig.Phases.ShouldBe([new("train", 3), new("architecture", 2), new("dev", 1)]);
        using var reference = new Rig(Compatibility.Reference);
        reference.Phases.ShouldBe([new("train", 3), new("dev", 2)]);
    }

    [Theory]
    [InlineData(Compatibility.Sound)]
    [InlineData(Compatibility.Reference)]
    public void Each_phase_changes_its_own_parameters_only(Compatibility compatibility)
    {
        using var rig = new Rig(compatibility);
        var (weights, architecture) = (rig.Weights(), rig.Architecture());
        Phase(rig, 0);
        rig.Weights().ShouldNotBe(weights);
        rig.Architecture().ShouldBe(architecture);
        weights = rig.Weights();
        Phase(rig, 1);
        rig.Weights().ShouldBe(weights);
        rig.Architecture().ShouldNotBe(architecture);
        if (compatibility == Compatibility.Sound)
        {
            architecture = rig.Architecture();
            Phase(rig, 2);
            (rig.Weights(), rig.Architecture()).ShouldBe((weights, architecture));
        }
    }

    [Fact]
    public void The_log_tells_probabilities_and_the_genotype_of_each_epoch()
    {
        using var harness = new RunHarness();
        using var rig = new Rig(Compatibility.Sound);
        new TrainingLoop("search", new CheckpointStore(harness["checkpoints"], _ => { }), harness.Context()).Run(rig);
        var told = harness.Events.Where(e => e.Event == "probabilities").ToList();
        told.Select(e => e.Epoch).ShouldBe([1, 2]);
        told.ShouldAllBe(e => e.GenotypeHash!.Length == 16 && e.Probabilities!.Count > 0);
        foreach (var group in told[1].Probabilities!.Where(g => g.Kind == "gamma"))
        {
            group.Labels.ShouldBe(FusionOperations.Published);
            group.Values.Sum().ShouldBe(1, 1e-5);
        }

        rig.Inner.BestEpoch.ShouldBeInRange(1, 2);
        rig.Space.Parse(rig.Inner.BestGenotype!, "best").ToJson().ShouldBe(rig.Inner.BestGenotype);
    }

    private static void Phase(Rig rig, int phase)
    {
        rig.BeginPhase(0, phase, 0);
        for (var step = 0; step < rig.Phases[phase].Batches; step++)
        {
            using var scope = new TensorScope();
            rig.Step();
        }

        rig.EndPhase();
    }

    /// <summary>A search over four taps with everything of its own.</summary>
    private sealed class Rig : TrainingProcedure
    {
        private readonly NetworkRandom random = new(8);
        private readonly ISupernet supernet;

        public Rig(Compatibility compatibility)
        {
            Space = new BmNasSpace(
                Planes.Taps, new BmNasShape { Channels = 4, Length = 4, Dropout = 0.2 }, FusionOperations.Published, new TapPooling(TapPoolingKind.Grid, 4), 3);
            supernet = Space.BuildSupernet(random);
            Inner = new BilevelSearch(new BilevelSetup
            {
                Task = new TinyTask(),
                Supernet = supernet,
                Noise = random.Noise,
                Train = new BatchLoader(new Planes(11, 1), 4, 5, dropSingle: true),
                Dev = new BatchLoader(new Planes(8, 2), 4, 6, dropSingle: true),
                DevEvaluation = new BatchLoader(new Planes(8, 2), 16, null),
                Settings = new BilevelSettings { Epochs = 2, ArchitectureRate = 0.05, MaximumRate = 0.01 },
                Compatibility = compatibility,
            });
        }

        public BmNasSpace Space { get; }

        public BilevelSearch Inner { get; }

        public override int Epochs => Inner.Epochs;

        public override IReadOnlyList<Phase> Phases => Inner.Phases;

        /// <summary>The parameters; batch norm's statistics move in every pass in train mode and are no weights.</summary>
        public string Weights() => Sum(supernet.Network.NamedParameters().Select(p => p.Tensor));

        public string Architecture() => Sum(supernet.ArchitectureParameters.Select(p => p.Tensor));

        public override void BeginPhase(int epoch, int phase, int firstStep) => Inner.BeginPhase(epoch, phase, firstStep);

        public override double Step() => Inner.Step();

        public override PhaseResult EndPhase() => Inner.EndPhase();

        public override IEnumerable<Weft.Runs.RunEvent> EndEpoch(int epoch) => Inner.EndEpoch(epoch);

        public override void Save(Checkpoint checkpoint) => Inner.Save(checkpoint);

        public override void Restore(Checkpoint checkpoint) => Inner.Restore(checkpoint);

        protected override void Dispose(bool disposing)
        {
            Inner.Dispose();
            supernet.Dispose();
            random.Dispose();
        }

        private static string Sum(IEnumerable<Tensor> tensors)
        {
            using var scope = new TensorScope();
            return string.Join(' ', tensors.Select(t => Torch.Files.Checksum.OfBytes(Torch.Files.TensorFile.ToNdArray(t).Bytes.Span)[..8]));
        }
    }

    /// <summary>Pooled taps that are computed from a seed.</summary>
    private sealed class Planes(int count, ulong seed) : IBatchSource
    {
        public static readonly Tap[] Taps = [new("a", "1", 2), new("a", "2", 4), new("b", "1", 2), new("b", "2", 4)];

        public int Count => count;

        public Batch Load(int epoch, ReadOnlySpan<int> indices)
        {
            var labels = indices.ToArray().Select(i => (long)(i % 3)).ToArray();
            var inputs = Taps.Select((tap, t) =>
            {
                var state = Seeds.Derive(seed, $"{t}/{string.Join(',', labels)}");
                var values = new float[labels.Length * 4 * tap.Channels];
                foreach (ref var value in values.AsSpan())
                {
                    value = (Seeds.Next(ref state) >> 40) / (float)(1 << 24);
                }

                return Tensor.From(values, labels.Length, 4, tap.Channels);
            });
            return new Batch([.. inputs], Tensor.From(labels, labels.Length));
        }
    }
}
