using Shouldly;
using Weft.Data.Loading;
using Weft.Runs;
using Weft.Search;
using Weft.Search.OneShot;
using Weft.Torch;
using Weft.Torch.Modules;
using Weft.Torch.Optim;
using Weft.Training;

namespace Weft.Tests.Search.OneShot;

/// <summary>Which batches steps of the architecture meet, told by a search in which nothing but that happens.</summary>
public sealed class HeldOutBatchesTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(2, 2)]
    [InlineData(1, 3)]
    public void They_come_in_order_and_begin_anew_in_another(int warmup, int every)
    {
        const int Epochs = 5;
        using var generator = new Generator(1);
        using var supernet = new OneGate(generator);
        var work = new Recorder(new BatchLoader(new Labels(14, 100), 2, 3), supernet);
        var heldOut = new BatchLoader(new Labels(7, 0), 2, 4);
        var held = new Recorder(heldOut, supernet);
        using var optimizer = new Sgd([new ParameterGroup("weights", supernet.Network.Parameters(), 0)]);
        using var search = new OneShotSearch(new OneShotSetup
        {
            Supernet = supernet,
            Work = work,
            Architecture = held,
            Weights = optimizer,
            Schedule = new WarmupSchedule(1e-6, work.Train.Batches, []),
            Noise = generator,
            Seed = 1,
            Epochs = Epochs,
            WarmupEpochs = warmup,
            Every = every,
        });
        using var harness = new RunHarness();
        new TrainingLoop("search", new CheckpointStore(harness["checkpoints"], _ => { }), harness.Context()).Run(search);

        var steps = (Epochs - warmup) * (work.Train.Batches / every);
        var expected = Enumerable.Range(0, (steps / heldOut.Batches) + 1).SelectMany(pass => Read(heldOut, pass)).Take(steps);
        held.OfArchitecture.ShouldBe(expected);
        work.OfWeights.ShouldBe(Enumerable.Range(0, Epochs).SelectMany(epoch => Read(work.Train, epoch)));
        Read(heldOut, 0).ShouldNotBe(Read(heldOut, 1));
    }

    private static List<string> Read(BatchLoader loader, int epoch)
    {
        using var pass = loader.Begin(epoch);
        var read = new List<string>();
        for (var b = 0; b < loader.Batches; b++)
        {
            using var scope = new TensorScope();
            read.Add(Text(pass.Next(Device.Cpu)));
        }

        return read;
    }

    private static string Text(Batch batch) => string.Join(' ', batch.Labels.ToArray<long>());

    private sealed class Labels(int count, int first) : IBatchSource
    {
        public int Count => count;

        public Batch Load(int epoch, ReadOnlySpan<int> indices) =>
            new([Tensor.Zeros([indices.Length])], Tensor.From([.. indices.ToArray().Select(i => (long)i + first)], indices.Length));
    }

    private sealed class Recorder(BatchLoader train, OneGate supernet) : ITrainingWork
    {
        public List<string> OfWeights { get; } = [];

        public List<string> OfArchitecture { get; } = [];

        public BatchLoader Train => train;

        public string MetricName => "none";

        public int PreparationSteps => 0;

        public int EvaluationSteps => 0;

        public double Differentiate(Batch batch, int parts)
        {
            (supernet.OfArchitecture ? OfArchitecture : OfWeights).Add(Text(batch));
            return 0;
        }

        public void Prepare(int epoch, int step)
        {
        }

        public void EndPreparation(int epoch)
        {
        }

        public void Evaluate(int step)
        {
        }

        public double Score() => 0;

        public void Save(Checkpoint checkpoint)
        {
        }

        public void Restore(Checkpoint checkpoint)
        {
        }

        public void Dispose()
        {
        }
    }

    /// <summary>A supernet of one choice.</summary>
    private sealed class OneGate : IGateSupernet
    {
        private readonly Linear network;
        private readonly Tensor alpha = Tensor.Zeros([2]).Unscoped();

        public OneGate(Generator generator) => network = new Linear(1, 1, generator);

        public bool OfArchitecture { get; private set; }

        public Module Network => network;

        public IReadOnlyList<(string Name, Tensor Tensor)> ArchitectureParameters => [("alpha", alpha)];

        public void DrawWeights(ref ulong state) => OfArchitecture = false;

        public void DrawArchitecture(ref ulong state) => OfArchitecture = true;

        public void TouchWeights()
        {
        }

        public void CollectGradients()
        {
        }

        public void EndArchitecture()
        {
        }

        public void UseBest()
        {
        }

        public IGenotype Decode() => Weft.MmNas.MmNasGenotype.Of(["feed_forward"], ["feed_forward"]);

        public IReadOnlyList<ProbabilityGroup> Probabilities() => [];

        public void Dispose()
        {
            network.Dispose();
            alpha.Dispose();
        }
    }
}
