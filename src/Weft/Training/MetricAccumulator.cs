using System.Text.Json;
using System.Text.Json.Nodes;
using Weft.Torch;

namespace Weft.Training;

/// <summary>What a task is scored by.</summary>
public enum MetricKind
{
    /// <summary>Part of samples whose largest logit is the label's.</summary>
    Accuracy,

    /// <summary>F1 of each label at a threshold, weighted by how often the label is true (BM-NAS specification 2.4).</summary>
    F1Weighted,

    /// <summary>F1 of each label, averaged plainly.</summary>
    F1Macro,
}

/// <summary>Counts predictions batch by batch, so that a metric over a whole split needs no memory of it; its state can be saved.</summary>
public sealed class MetricAccumulator
{
    private readonly long[] truePositive;
    private readonly long[] predicted;
    private readonly long[] actual;
    private readonly bool multiLabel;
    private readonly double logitThreshold;
    private double lossSum;

    /// <summary>Creates an empty count.</summary>
    /// <param name="classes">Number of classes or labels.</param>
    /// <param name="multiLabel">Labels are truth values for each class; otherwise one class for each sample.</param>
    /// <param name="threshold">For multi-label: the probability above which a label is predicted; 0.3 as published.</param>
    public MetricAccumulator(int classes, bool multiLabel = false, double threshold = 0.3)
    {
        this.multiLabel = multiLabel;
        logitThreshold = Math.Log(threshold / (1 - threshold));
        truePositive = new long[classes];
        predicted = new long[classes];
        actual = new long[classes];
    }

    /// <summary>Samples counted so far.</summary>
    public long Samples { get; private set; }

    /// <summary>Mean loss over the samples so far.</summary>
    public double Loss => Samples == 0 ? double.NaN : lossSum / Samples;

    /// <summary>Counts a batch.</summary>
    /// <param name="logits">[batch, classes].</param>
    /// <param name="labels">[batch] Int64, or [batch, classes] of zeros and ones.</param>
    /// <param name="loss">The batch's mean loss.</param>
    public void Add(Tensor logits, Tensor labels, double loss)
    {
        using var scope = new TensorScope();
        var batch = logits.Size(0);
        lossSum += loss * batch;
        Samples += batch;
        if (multiLabel)
        {
            var guess = logits.Detach().Gt(logitThreshold);
            var truth = labels.Gt(0.5);
            Count(guess.And(truth), truePositive);
            Count(guess, predicted);
            Count(truth, actual);
            return;
        }

        var guesses = logits.Detach().ArgMax(1).ToArray<long>();
        var truths = labels.ToArray<long>();
        for (var i = 0; i < guesses.Length; i++)
        {
            predicted[guesses[i]]++;
            actual[truths[i]]++;
            truePositive[guesses[i]] += guesses[i] == truths[i] ? 1 : 0;
        }
    }

    /// <summary>The metric over everything counted.</summary>
    /// <param name="kind">Which one.</param>
    /// <param name="zeroDivision">The F1 of a label that is absent from truth and predictions; 1 as in the published loop.</param>
    public double Value(MetricKind kind, double zeroDivision = 1) => kind switch
    {
        MetricKind.Accuracy => Samples == 0 ? double.NaN : (double)truePositive.Sum() / Samples,
        MetricKind.F1Macro => Enumerable.Range(0, actual.Length).Average(c => F1(c, zeroDivision)),
        _ => actual.Sum() == 0
            ? zeroDivision
            : Enumerable.Range(0, actual.Length).Sum(c => F1(c, zeroDivision) * actual[c]) / actual.Sum(),
    };

    /// <summary>The counts, for a checkpoint.</summary>
    public JsonObject Save() => new()
    {
        ["lossSum"] = double.IsFinite(lossSum) ? lossSum : null,
        ["samples"] = Samples,
        ["truePositive"] = JsonSerializer.SerializeToNode(truePositive),
        ["predicted"] = JsonSerializer.SerializeToNode(predicted),
        ["actual"] = JsonSerializer.SerializeToNode(actual),
    };

    /// <summary>Takes up counts that <see cref="Save"/> gave.</summary>
    public void Load(JsonObject state)
    {
        lossSum = state["lossSum"]?.GetValue<double>() ?? double.NaN;
        Samples = state["samples"]!.GetValue<long>();
        state["truePositive"].Deserialize<long[]>()!.CopyTo(truePositive, 0);
        state["predicted"].Deserialize<long[]>()!.CopyTo(predicted, 0);
        state["actual"].Deserialize<long[]>()!.CopyTo(actual, 0);
    }

    private static void Count(Tensor truths, long[] counts)
    {
        var sums = truths.Sum([0]).ToArray<long>();
        for (var c = 0; c < counts.Length; c++)
        {
            counts[c] += sums[c];
        }
    }

    private double F1(int label, double zeroDivision)
    {
        var denominator = predicted[label] + actual[label];
        return denominator == 0 ? zeroDivision : 2.0 * truePositive[label] / denominator;
    }
}
