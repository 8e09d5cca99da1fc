using Weft.Runs;
using Weft.Torch;

namespace Weft.Cdar.Evaluation;

/// <summary>The metrics of adaptation by name (CDAR specification 3).</summary>
public static class AdaptationMetrics
{
    /// <summary>The names that <see cref="Compute"/> knows.</summary>
    public static IReadOnlyList<string> Names { get; } = ["top-k", "mean-class", "confusion", "h", "kmeans", "gcd", "sskmeans"];

    /// <summary>
    /// Computes metrics, each in 0..1. <c>top-k</c> gives <c>top1</c> and <c>top5</c>; <c>mean-class</c> gives <c>mean_class</c>; <c>h</c>
    /// gives
    /// <c>h</c>, <c>os</c> and <c>unk</c>; <c>kmeans</c> gives <c>kmeans</c> with the endings <c>_old</c>, <c>_new</c>, <c>_balanced</c>,
    /// <c>_balanced_old</c>, <c>_balanced_new</c>; <c>gcd</c> the same, means over the tries, and once more ending in <c>_std</c>,
    /// <c>_fittest</c> (the try that fits best, chosen without labels) and <c>_oracle</c> (the try that a look at the labels would choose);
    /// <c>sskmeans</c> gives means over its tries, <c>sskmeans_h</c>, <c>sskmeans_os</c> and <c>sskmeans_unk</c>. <c>confusion</c> gives no
    /// number: see <see cref="Confusion"/>.
    /// </summary>
    /// <remarks>With <see cref="MetricInputs.Reference"/>, <c>gcd</c> gives the oracle's figures alone, under the plain names.</remarks>
    /// <param name="names">Names of <see cref="Names"/>.</param>
    /// <param name="inputs">What they are computed from.</param>
    /// <returns>Values by name, in the order of <paramref name="names"/>.</returns>
    /// <exception cref="UsageException">A name is unknown, or a metric does not apply to what is given.</exception>
    /// <exception cref="WeftException">The samples do not suffice, or a number or label is not possible.</exception>
    public static IReadOnlyDictionary<string, double> Compute(IReadOnlyList<string> names, MetricInputs inputs)
    {
        inputs.Check();
        var values = new OrderedDictionary<string, double>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            foreach (var (key, value) in One(name, inputs))
            {
                values[key] = value;
            }
        }

        return values;
    }

    /// <summary>What was taken for what. Of methods without a classifier it is of the clusters of <c>kmeans</c>, matched with
    /// classes.</summary>
    /// <param name="inputs">What it is computed from.</param>
    /// <exception cref="WeftException">As in <see cref="Compute"/>.</exception>
    public static ConfusionMatrix Confusion(MetricInputs inputs)
    {
        inputs.Check();
        if (inputs.AreFeatures)
        {
            return Clusters(inputs).Confusion;
        }

        var scores = inputs.Target();
        return ConfusionMatrix.Of(inputs.Labels, TopK.Predictions(scores), Math.Max(scores.Columns, inputs.Labels.Max() + 1));
    }

    private static IEnumerable<(string Name, double Value)> One(string name, MetricInputs inputs) => name switch
    {
        "top-k" => TopScores(Classified(name, inputs)),
        "mean-class" => [("mean_class", MeanClassAccuracy.Of(Confusion(Classified(name, inputs)), inputs.Reference))],
        "confusion" => [],
        "h" => OpenSet(Classified(name, inputs)),
        "kmeans" => Clusters(Features(name, inputs)).Figures.Select(figure => (name + figure.Suffix, figure.Value)),
        "gcd" => Gcd(name, Features(name, inputs)),
        "sskmeans" => SemiSupervised(name, Features(name, inputs)),
        _ => throw new UsageException($"There is no metric {name}: choose among {string.Join(", ", Names)}."),
    };

    private static MetricInputs Classified(string name, MetricInputs inputs) => !inputs.AreFeatures
        ? inputs
        : throw new UsageException(
            $"The metric {name} compares scores of classes, but this method gives features, "
            + "whose columns are no classes: take kmeans or gcd.");

    private static MetricInputs Features(string name, MetricInputs inputs) => inputs.AreFeatures
        ? inputs
        : throw new UsageException(
            $"The metric {name} clusters features, but these are scores of classes: take top-k, mean-class, confusion or h.");

    private static IEnumerable<(string Name, double Value)> TopScores(MetricInputs inputs)
    {
        var scores = inputs.Target();
        return [("top1", TopK.Accuracy(scores, inputs.Labels, 1)), ("top5", TopK.Accuracy(scores, inputs.Labels, 5))];
    }

    private static IEnumerable<(string Name, double Value)> OpenSet(MetricInputs inputs)
    {
        if (!inputs.Reference && inputs.Labels.All(label => label < inputs.Known))
        {
            throw new UsageException(
                $"The metric h weighs known against unknown classes, but no label is {inputs.Known} or above: "
                + "take a list with unknown classes, or top-k.");
        }

        var metrics = OpenSetMetrics.Of(inputs.Labels, TopK.Predictions(inputs.Target()), inputs.Known, inputs.Reference);
        return [("h", metrics.H), ("os", metrics.Known), ("unk", metrics.Unknown)];
    }

    /// <summary>k-means over the target; as in the published code over the source too, where it is given (specification 7, 25).</summary>
    private static ClusterAccuracy Clusters(MetricInputs inputs)
    {
        var target = inputs.Target();
        var clusters = inputs.Labels.All(label => label < inputs.Known) ? inputs.Known : inputs.Classes;
        if (!inputs.Reference || inputs.SourceFeatures is null)
        {
            return ClusterAccuracy.Of(inputs.Labels, KMeans.Fit(target, clusters, inputs.Seed).Clusters, inputs.Known);
        }

        var source = inputs.Source("kmeans").Rows;
        var all = KMeans.Fit(source.Then(target), clusters, inputs.Seed).Clusters;
        return ClusterAccuracy.Of(inputs.Labels, all.AsSpan(source.Rows), inputs.Known);
    }

    private static List<(string Name, double Value)> Gcd(string name, MetricInputs inputs)
    {
        var (source, labels) = inputs.Source(name);
        var result = GcdEvaluation.Evaluate(
            source, labels, inputs.Target(), inputs.Labels, inputs.Known, inputs.Classes, inputs.Seed, inputs.Tries, Settings(inputs));
        if (inputs.Reference)
        {
            return [.. result.Oracle.Figures.Select(figure => (name + figure.Suffix, figure.Value))];
        }

        var values = new List<(string Name, double Value)>();
        var tries = result.Tries.Select(accuracy => accuracy.Figures.ToList()).ToList();
        for (var i = 0; i < tries[0].Count; i++)
        {
            var (key, over) = (name + tries[0][i].Suffix, tries.ConvertAll(figures => figures[i].Value));
            values.Add((key, PairedStatistics.Mean(over)));
            values.Add((key + "_std", PairedStatistics.SampleStd(over)));
        }

        values.AddRange(result.Fittest.Figures.Select(figure => (name + figure.Suffix + "_fittest", figure.Value)));
        values.AddRange(result.Oracle.Figures.Select(figure => (name + figure.Suffix + "_oracle", figure.Value)));
        return values;
    }

    /// <summary>The older metric: clusters that began as known classes stand for them, all others for what is unknown.</summary>
    private static IEnumerable<(string Name, double Value)> SemiSupervised(string name, MetricInputs inputs)
    {
        var (source, labels) = inputs.Source(name);
        var (kept, keptLabels) = GcdEvaluation.Known(source, labels, inputs.Known);
        using var clustering = new SemiSupervisedKMeans(kept, keptLabels, inputs.Target(), inputs.Known, Settings(inputs));
        var tries = new List<OpenSetMetrics>();
        for (var n = 0; n < inputs.OldTries; n++)
        {
            var clusters = clustering.Fit(inputs.OldClusters, unchecked(inputs.Seed + (ulong)n)).Unlabelled;
            tries.Add(OpenSetMetrics.Of(inputs.Labels, clusters, inputs.Known, inputs.Reference));
        }

        return
        [
            (name + "_h", tries.Average(metrics => metrics.H)),
            (name + "_os", tries.Average(metrics => metrics.Known)),
            (name + "_unk", tries.Average(metrics => metrics.Unknown)),
        ];
    }

    private static SemiSupervisedSettings Settings(MetricInputs inputs) =>
        inputs.Clustering with { Reference = inputs.Clustering.Reference || inputs.Reference };
}
