using Weft.Data.Loading;
using Weft.Data.Matching;
using Weft.MmNas;
using Weft.Torch;
using Weft.Training;

namespace Weft.Experiments.VisionLanguage;

/// <summary>
/// What networks of image-text matching learn from: each caption with its image, and a wrong caption and a wrong image that the network of
/// the epoch's beginning found hardest to tell from right ones (MmNas specification 4.3).
/// </summary>
internal sealed class MatchingWork : ITrainingWork
{
    private const int ItemsAtOnce = 50;

    // A search has two works, and each has pools of its own.
    private readonly string pools;
    private readonly MatchingTask task;
    private readonly MmNasNetwork network;
    private readonly MatchingPairs pairs;
    private readonly MatchingPairs? dev;
    private readonly Blindfold blind;
    private readonly HardNegatives? negatives;
    private PairScoring? mining;
    private MatchingMatrix? evaluation;

    /// <summary>Readies the work.</summary>
    /// <param name="task">The task.</param>
    /// <param name="network">The network.</param>
    /// <param name="plan">The parts of the data.</param>
    internal MatchingWork(MatchingTask task, MmNasNetwork network, WorkPlan plan)
    {
        (this.task, this.network, blind, pools) = (task, network, plan.Blind, $"negatives of {plan.Train.Name}");
        pairs = task.PairsOf(plan.Train);
        dev = plan.Dev is null ? null : task.PairsOf(plan.Dev);
        var s = task.Settings.Matching;
        negatives = task.Loss == MatchingLoss.Contrastive
            ? null
            : new HardNegatives(
                pairs.Groups,
                pairs.CaptionsPerImage,
                unchecked((long)plan.Seed),
                plan.Searches
                    ? new MiningSettings(s.SearchRandomNegatives, s.HardNegatives, ItemsAtOnce, s.SearchHardFrom, s.HardEvery)
                    : new MiningSettings(s.RandomNegatives, s.HardNegatives, ItemsAtOnce, s.HardFrom, s.HardEvery),
                task.Settings.Compatibility);
        Train = task.Loader(new MatchingSource(pairs, task.Batches(network), negatives, task.PaddedLength(network)), plan.BatchSize, plan.Seed);
    }

    /// <inheritdoc/>
    public BatchLoader Train { get; }

    /// <inheritdoc/>
    public string MetricName => task.MetricName;

    /// <inheritdoc/>
    public int PreparationSteps => negatives?.Steps ?? 0;

    /// <inheritdoc/>
    public int EvaluationSteps => dev is null ? 0 : MatchingMatrix.StepsOf(dev);

    /// <inheritdoc/>
    public double Differentiate(Batch batch, int parts)
    {
        if (negatives is null)
        {
            using var scope = new TensorScope();
            var all = MatchingBatch.Contrast(network, batch);
            all.Backward();
            return all.Item();
        }

        var size = (batch.Size + parts - 1) / parts;
        var total = 0.0;
        for (var first = 0; first < batch.Size; first += size)
        {
            using var scope = new TensorScope();
            var loss = MatchingBatch.Triple(network, BatchPart.Of(batch, first, Math.Min(size, batch.Size - first)), task.Loss);
            loss.Backward();
            total += loss.Item();
        }

        return total;
    }

    /// <inheritdoc/>
    public void Prepare(int epoch, int step)
    {
        if (step == 0)
        {
            mining?.Dispose();
            mining = negatives!.Mines(epoch) ? Scoring() : null;
        }

        negatives!.Prepare(epoch, step, (images, captions, scores) => mining!.Score(images, captions, scores));
    }

    /// <inheritdoc/>
    public void EndPreparation(int epoch)
    {
        mining?.Dispose();
        mining = null;
    }

    /// <inheritdoc/>
    public void Evaluate(int step)
    {
        if (step == 0)
        {
            evaluation?.Dispose();
            evaluation = new MatchingMatrix(task, network, dev!, blind);
        }

        evaluation!.Step(step);
    }

    /// <inheritdoc/>
    public double Score()
    {
        var score = MatchingResults.Of("dev", MetricName, evaluation!.Scores, folds: 1).Metric;
        evaluation.Dispose();
        evaluation = null;
        return score;
    }

    /// <inheritdoc/>
    public void Save(Checkpoint checkpoint)
    {
        if (negatives is not null)
        {
            checkpoint.PutAll(pools, negatives.State());
        }
    }

    /// <inheritdoc/>
    public void Restore(Checkpoint checkpoint) => negatives?.Load(checkpoint.All(pools));

    /// <inheritdoc/>
    public void Dispose()
    {
        mining?.Dispose();
        evaluation?.Dispose();
    }

    private PairScoring Scoring()
    {
        // Mining sees the network as it answers, not as it learns.
        network.Eval();
        return new PairScoring(network, pairs, task.Batches(network), task.PaddedLength(network), task.Settings.Matching.PairsAtOnce, task.Device);
    }
}
