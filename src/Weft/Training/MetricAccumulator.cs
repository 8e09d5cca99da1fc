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

    /// <summary>F1 of all labels' counts together.</summary>
    F1Micro,

    /// <summary>F1 of each sample's labels, averaged plainly (MFAS specification 6.3).</summary>
    F1Samples,
}

/// <summary>How well one class or label is told.</summary>
/// <param name="Precision">Part of its predictions that are right; 0 where it is never predicted.</param>
/// <param name="Recall">Part of its samples that are found; 0 where it has none.</param>
/// <param name="F1">Their harmonic mean.</param>
/// <param name="Support">How many samples have it.</param>
public sealed record LabelScore(double Precision, double Recall, double F1, long Support);

/// <summary>Counts predictions batch by batch, so that a metric over a whole split needs no memory of it; its state can be saved.</summary>
public sealed class MetricAccumulator
{
    /// <summary>The most classes for which it is counted which was taken for which.</summary>
    public const int MostConfused = 256;

    private const double PublishedThreshold = 0.3;

    private readonly long[] truePositive;
    private readonly long[] predicted;
    private readonly long[] actual;
    private readonly long[]? confusion;
    private readonly bool multiLabel;
    private readonly double logitThreshold;
    private double lossSum;
    private double sampleSum;
    private long emptySamples;
    private bool partial;

    /// <summary>Creates an empty count.</summary>
    /// <param name="classes">Number of classes or labels.</param>
    /// <param name="multiLabel">Labels are truth values for each class; otherwise one class for each sample.</param>
    /// <param name="threshold">For multi-label: the probability above which a label is predicted; 0.3 as published.</param>
    public MetricAccumulator(int classes, bool multiLabel = false, double threshold = PublishedThreshold)
    {
        this.multiLabel = multiLabel;
        logitThreshold = LogitThreshold(threshold);
        truePositive = new long[classes];
        predicted = new long[classes];
        actual = new long[classes];
        confusion = multiLabel || classes > MostConfused ? null : new long[classes * classes];
    }

    /// <summary>The logit above which a label is predicted.</summary>
    /// <param name="threshold">The probability; 0.3 as published.</param>
    public static double LogitThreshold(double threshold = PublishedThreshold) => Math.Log(threshold / (1 - threshold));

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
            CountSamples(guess, truth);
            return;
        }

        var guesses = logits.Detach().ArgMax(1).ToArray<long>();
        var truths = labels.ToArray<long>();
        for (var i = 0; i < guesses.Length; i++)
        {
            predicted[guesses[i]]++;
            actual[truths[i]]++;
            truePositive[guesses[i]] += guesses[i] == truths[i] ? 1 : 0;
            if (confusion is not null)
            {
                confusion[(truths[i] * actual.Length) + guesses[i]]++;
            }
        }
    }

    /// <summary>The metric over everything counted.</summary>
    /// <param name="kind">Which one.</param>
    /// <param name="zeroDivision">The F1 of a label that is absent from truth and predictions; 1 as in the published loop.</param>
    public double Value(MetricKind kind, double zeroDivision = 1) => kind switch
    {
        MetricKind.Accuracy => Samples == 0 ? double.NaN : (double)truePositive.Sum() / Samples,
        MetricKind.F1Macro => Enumerable.Range(0, actual.Length).Average(c => F1(c, zeroDivision)),
        MetricKind.F1Micro => F1(truePositive.Sum(), predicted.Sum() + actual.Sum(), zeroDivision),
        MetricKind.F1Samples => SampleF1(zeroDivision),
        _ => actual.Sum() == 0
            ? zeroDivision
            : Enumerable.Range(0, actual.Length).Sum(c => F1(c, zeroDivision) * actual[c]) / actual.Sum(),
    };

    /// <summary>How well each class or label is told, in order.</summary>
    /// <param name="zeroDivision">The F1 of a label that is absent from truth and predictions; 1 as in the published loop.</param>
    public IReadOnlyList<LabelScore> PerLabel(double zeroDivision = 1) => [.. actual.Select((support, label) => new LabelScore(
        predicted[label] == 0 ? 0 : (double)truePositive[label] / predicted[label],
        support == 0 ? 0 : (double)truePositive[label] / support,
        F1(label, zeroDivision),
        support))];

    /// <summary>
    /// Which class was taken for which: counts [truth, prediction]. Null for labels of which a sample may have several, for more than
    /// <see cref="MostConfused"/> classes, and where counts were loaded that lack it.
    /// </summary>
    public long[,]? Confusion()
    {
        if (confusion is null || partial)
        {
            return null;
        }

        var counts = new long[actual.Length, actual.Length];
        Buffer.BlockCopy(confusion, 0, counts, 0, confusion.Length * sizeof(long));
        return counts;
    }

    /// <summary>The counts, for a checkpoint.</summary>
    public JsonObject Save() => new()
    {
        ["lossSum"] = double.IsFinite(lossSum) ? lossSum : null,
        ["samples"] = Samples,
        ["truePositive"] = JsonSerializer.SerializeToNode(truePositive),
        ["predicted"] = JsonSerializer.SerializeToNode(predicted),
        ["actual"] = JsonSerializer.SerializeToNode(actual),
        ["details"] = partial ? null : new JsonObject
        {
            ["sampleSum"] = sampleSum,
            ["emptySamples"] = emptySamples,

            // Most pairs of classes are never confused: [place, count, place, count, ...].
            ["confusion"] = JsonSerializer.SerializeToNode(
                (confusion ?? []).SelectMany((count, place) => count == 0 ? Enumerable.Empty<long>() : [place, count])),
        },
    };

    /// <summary>Takes up counts that <see cref="Save"/> gave.</summary>
    public void Load(JsonObject state)
    {
        lossSum = state["lossSum"]?.GetValue<double>() ?? double.NaN;
        Samples = state["samples"]!.GetValue<long>();
        state["truePositive"].Deserialize<long[]>()!.CopyTo(truePositive, 0);
        state["predicted"].Deserialize<long[]>()!.CopyTo(predicted, 0);
        state["actual"].Deserialize<long[]>()!.CopyTo(actual, 0);

        // Counts of older checkpoints have none of these.
        var details = state["details"]?.AsObject();
        partial = details is null && Samples > 0;
        sampleSum = details?["sampleSum"]!.GetValue<double>() ?? 0;
        emptySamples = details?["emptySamples"]!.GetValue<long>() ?? 0;
        Array.Clear(confusion ?? []);
        foreach (var pair in (details?["confusion"].Deserialize<long[]>() ?? []).Chunk(2))
        {
            confusion![pair[0]] = pair[1];
        }
    }

    private static void Count(Tensor truths, long[] counts)
    {
        var sums = truths.Sum([0]).ToArray<long>();
        for (var c = 0; c < counts.Length; c++)
        {
            counts[c] += sums[c];
        }
    }

    private static double F1(long right, long both, double zeroDivision) => both == 0 ? zeroDivision : 2.0 * right / both;

    private void CountSamples(Tensor guess, Tensor truth)
    {
        var right = guess.And(truth).Sum([1]).ToArray<long>();
        var guessed = guess.Sum([1]).ToArray<long>();
        var actualOnes = truth.Sum([1]).ToArray<long>();
        for (var i = 0; i < right.Length; i++)
        {
            var both = guessed[i] + actualOnes[i];
            sampleSum += F1(right[i], both, 0);
            emptySamples += both == 0 ? 1 : 0;
        }
    }

    private double SampleF1(double zeroDivision) =>
        multiLabel && !partial && Samples > 0 ? (sampleSum + (zeroDivision * emptySamples)) / Samples : double.NaN;

    private double F1(int label, double zeroDivision) => F1(truePositive[label], predicted[label] + actual[label], zeroDivision);
}
