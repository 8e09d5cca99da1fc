using Weft.Cdar;
using Weft.Cdar.Evaluation;
using Weft.Data.Clips.Lists;

namespace Weft.Experiments.Adaptation;

/// <summary>What is computed of a network's scores.</summary>
internal static class AdaptationFigures
{
    /// <summary>What becomes of novel classes of test clips: what the method can tell, unless settings say otherwise.</summary>
    /// <param name="method">The method.</param>
    /// <param name="settings">The run's settings.</param>
    public static ClassMode ModeOf(string method, AdaptationSettings settings) => settings.Novel ?? (AdaptationMethods.TraitsOf(method).Clusters ? ClassMode.OpenAll : method switch
    {
        "osbp" => ClassMode.Open,
        _ => settings.Adapt.Unknown.Score == UnknownScore.None ? ClassMode.Closed : ClassMode.Open,
    });

    /// <summary>The metrics that suit a test: the first is the headline.</summary>
    /// <param name="clusters">Whether the method has no classifier.</param>
    /// <param name="mode">What became of novel classes.</param>
    /// <param name="hasNovel">Whether there are any.</param>
    public static IReadOnlyList<string> MetricsOf(bool clusters, ClassMode mode, bool hasNovel) => clusters
        ? ["gcd", "kmeans"]
        : mode == ClassMode.Open && hasNovel ? ["h", "top-k", "mean-class"] : ["top-k", "mean-class"];

    /// <summary>The name of a run's headline.</summary>
    /// <param name="clusters">Whether the method has no classifier.</param>
    /// <param name="mode">What became of novel classes.</param>
    /// <param name="hasNovel">Whether there are any.</param>
    public static string HeadlineOf(bool clusters, ClassMode mode, bool hasNovel) => MetricsOf(clusters, mode, hasNovel)[0] switch
    {
        "top-k" => "top1",
        var name => name,
    };

    /// <summary>The mean of the classes' recalls.</summary>
    /// <param name="scores">Scores of the classes.</param>
    /// <param name="reference">As the published programs count.</param>
    public static double MeanClass(ClipScores scores, bool reference)
    {
        var predictions = Predictions(scores);
        return MeanClassAccuracy.Of(ConfusionMatrix.Of(scores.Labels, predictions, Math.Max(scores.Columns, scores.Labels.Max() + 1)), reference);
    }

    /// <summary>The likeliest class of each clip.</summary>
    /// <param name="scores">Scores of the classes.</param>
    public static int[] Predictions(ClipScores scores)
    {
        var predictions = new int[scores.Rows];
        for (var row = 0; row < predictions.Length; row++)
        {
            var values = scores.Values.AsSpan(row * scores.Columns, scores.Columns);
            for (var c = 1; c < values.Length; c++)
            {
                predictions[row] = values[c] > values[predictions[row]] ? c : predictions[row];
            }
        }

        return predictions;
    }

    /// <summary>What published programs choose an epoch by: mean-class accuracy, or how well clusters agree with classes.</summary>
    /// <param name="lists">The run's lists.</param>
    /// <param name="plan">The network.</param>
    /// <param name="scores">What it says of test clips.</param>
    public static double Published(AdaptationData lists, AdaptationPlan plan, ClipScores scores) => plan.Variant.Traits.Clusters
        ? AdaptationMetrics.Compute(["kmeans"], Inputs(lists, scores, null, true, plan.Seed, true))["kmeans_balanced"]
        : MeanClass(scores, reference: true);

    /// <summary>What metrics are computed from.</summary>
    /// <param name="lists">The run's lists.</param>
    /// <param name="scores">What the network says of test clips.</param>
    /// <param name="source">What it says of the source; null where that is not needed.</param>
    /// <param name="clusters">Whether the method has no classifier.</param>
    /// <param name="seed">Determines clusterings.</param>
    /// <param name="reference">As the published programs count.</param>
    public static MetricInputs Inputs(AdaptationData lists, ClipScores scores, ClipScores? source, bool clusters, ulong seed, bool reference) => new()
    {
        Scores = scores.Values,
        Rows = scores.Rows,
        Columns = scores.Columns,
        AreFeatures = clusters,
        Labels = scores.Labels,
        Known = lists.Known,
        Classes = Math.Max(lists.Classes, scores.Labels.Max() + 1),
        SourceFeatures = source?.Values,
        SourceLabels = source?.Labels,
        Seed = seed,
        Reference = reference,
    };
}
