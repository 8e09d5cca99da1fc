using Weft.Data.Loading;
using Weft.MmNas;
using Weft.Runs;
using Weft.Torch;
using Weft.Training;

namespace Weft.Experiments.VisionLanguage;

/// <summary>A task whose samples are a sentence and an image each, judged one by one: answers and grounding.</summary>
public abstract class SampleTask : SentenceTask
{
    private const int Tokens = 0;
    private const int Features = 1;
    private const int Geometry = 2;
    private const int BoxNumbers = 3;

    /// <summary>Inputs of a batch that are the network's own; further ones are what it should say.</summary>
    internal const int NetworkInputs = 4;

    /// <summary>Readies a task.</summary>
    /// <param name="settings">The run's settings.</param>
    private protected SampleTask(MmNasSettings settings)
        : base(settings)
    {
    }

    /// <inheritdoc/>
    public override ITrainingWork Work(MmNasNetwork network, WorkPlan plan) => new SampleWork(this, network, plan);

    /// <inheritdoc/>
    public override SplitResult Measure(MmNasNetwork network, SentencePart part, Blindfold blind, string? resultFile, RunContext run)
    {
        using var noGrad = Autograd.NoGrad();
        network.Eval();
        var judge = NewJudge(part, resultFile);
        var loader = EvaluationLoader(network, part, blind);
        using var pass = loader.Begin(0);
        for (var b = 0; b < loader.Batches; b++)
        {
            run.Cancellation.ThrowIfCancellationRequested();
            using var scope = new TensorScope();
            JudgeBatch(network, judge, part, b, pass);
            run.Progress.Report(new ProgressUpdate($"test:{part.Name}", null, null, "test", b + 1, loader.Batches, "batches", null, null, null, null));
        }

        return judge.Result(part.Name);
    }

    /// <summary>A source of samples.</summary>
    /// <param name="samples">Their numbers.</param>
    /// <param name="needs">What is read of regions.</param>
    /// <param name="truth">Whether what the network should say is read too.</param>
    /// <param name="blind">What is not shown.</param>
    private protected abstract IBatchSource Source(int[] samples, RegionNeeds needs, bool truth, Blindfold blind);

    /// <summary>What the loss of a part of a batch needs to know of the whole; null for nothing.</summary>
    private protected virtual object? Whole(Batch batch) => null;

    /// <summary>The loss of a part of a batch: those of all parts add up to the whole's.</summary>
    private protected abstract Tensor Loss(MmNasNetwork network, Batch part, object? whole);

    /// <summary>Someone to compare with the truth.</summary>
    private protected abstract Judge NewJudge(SentencePart part, string? resultFile);

    /// <summary>The most regions of an image, unless settings say otherwise.</summary>
    private protected abstract int PublishedRegions { get; }

    /// <summary>Whether padding rows take part in the loss, so that they cannot be cut.</summary>
    private protected virtual bool PaddingCounts => false;

    /// <summary>What a network reads of regions.</summary>
    internal RegionNeeds Needs(MmNasNetwork network) => new(
        Settings.Files.Regions > 0 ? Settings.Files.Regions : PublishedRegions, network.MayNeedGeometry, network.NeedsBoxes, network.ReadsPadding || PaddingCounts);

    /// <summary>A batch as the network takes it.</summary>
    internal static MmNasInput Input(Batch batch) => new(
        batch.Inputs[Tokens],
        batch.Inputs[Features],
        batch.Inputs[Geometry].Rank > 2 ? batch.Inputs[Geometry] : null,
        batch.Inputs[BoxNumbers].Rank > 2 ? batch.Inputs[BoxNumbers] : null);

    private BatchLoader EvaluationLoader(MmNasNetwork network, SentencePart part, Blindfold blind) =>
        new(Source(part.Samples, Needs(network), truth: false, blind), Settings.Retrain.BatchSize, shuffleSeed: null);

    private void JudgeBatch(MmNasNetwork network, Judge judge, SentencePart part, int index, BatchPass pass)
    {
        var batch = pass.Next(Device);
        var first = index * Settings.Retrain.BatchSize;
        judge.Add(network.Forward(Input(batch)), batch, part.Samples.AsSpan(first, batch.Size));
    }

    private sealed class SampleWork(SampleTask task, MmNasNetwork network, WorkPlan plan) : ITrainingWork
    {
        private readonly BatchLoader? evaluation = plan.Dev is null ? null : task.EvaluationLoader(network, plan.Dev, plan.Blind);
        private Judge? judge;
        private BatchPass? pass;

        public BatchLoader Train { get; } =
            task.Loader(task.Source(plan.Train.Samples, task.Needs(network), truth: true, plan.Blind), plan.BatchSize, plan.Seed);

        public string MetricName => task.MetricName;

        public int PreparationSteps => 0;

        public int EvaluationSteps => evaluation?.Batches ?? 0;

        public double Differentiate(Batch batch, int parts)
        {
            var whole = task.Whole(batch);
            var size = (batch.Size + parts - 1) / parts;
            var total = 0.0;
            for (var first = 0; first < batch.Size; first += size)
            {
                using var scope = new TensorScope();
                var loss = task.Loss(network, BatchPart.Of(batch, first, Math.Min(size, batch.Size - first)), whole);
                loss.Backward();
                total += loss.Item();
            }

            return total;
        }

        public void Prepare(int epoch, int step)
        {
        }

        public void EndPreparation(int epoch)
        {
        }

        public void Evaluate(int step)
        {
            if (step == 0)
            {
                pass?.Dispose();
                pass = evaluation!.Begin(0);
                judge = task.NewJudge(plan.Dev!, null);
            }

            task.JudgeBatch(network, judge!, plan.Dev!, step, pass!);
        }

        public double Score() => judge!.Result(plan.Dev!.Name).Metric;

        public void Save(Checkpoint checkpoint)
        {
        }

        public void Restore(Checkpoint checkpoint)
        {
        }

        public void Dispose() => pass?.Dispose();
    }
}
