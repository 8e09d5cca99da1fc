using Weft.Cdar.Evaluation;
using Weft.Data.Clips.Lists;
using Weft.Torch;
using Weft.Torch.Files;

namespace Weft.Experiments.Adaptation;

/// <summary>Metrics of one network on a list.</summary>
/// <param name="Stage">The network.</param>
/// <param name="Metrics">Values by name.</param>
/// <param name="Confusion">What was taken for what; null unless it was asked for.</param>
public sealed record ListResult(string Stage, IReadOnlyDictionary<string, double> Metrics, ConfusionMatrix? Confusion);

/// <summary>Asks a run's trained networks about any list: <c>weft test</c> and <c>weft features</c>.</summary>
public static class AdaptationTesting
{
    /// <summary>Computes metrics of the networks of the run's own method on a list.</summary>
    /// <param name="experiment">The run.</param>
    /// <param name="list">The list; null for the run's test list.</param>
    /// <param name="metrics">Names of metrics; null for those that suit the method.</param>
    /// <returns>One result for each seed.</returns>
    /// <exception cref="UsageException">No network is trained yet, or a metric does not apply.</exception>
    public static IReadOnlyList<ListResult> Measure(AdaptationExperiment experiment, string? list, IReadOnlyList<string>? metrics)
    {
        if (metrics?.FirstOrDefault(m => !AdaptationMetrics.Names.Contains(m, StringComparer.Ordinal)) is { } unknown)
        {
            throw new UsageException($"--metrics: there is no metric '{unknown}'; there are {string.Join(", ", AdaptationMetrics.Names)}.");
        }

        var variant = experiment.Variants[^1];
        var clusters = variant.Traits.Clusters;
        var mode = AdaptationFigures.ModeOf(variant.Method, experiment.Settings);
        var clips = list is null ? experiment.Lists.Test(mode) : AdaptationData.Named(experiment.Settings, list).WithClasses(mode, experiment.Lists.Known);
        var hasNovel = clips.Labels.Any(l => l >= experiment.Lists.Known);
        var networks = new AdaptationNetworks(experiment);
        return [.. Trained(experiment).Select(t =>
        {
            var scores = networks.Ask(t.Plan, t.Network.Weights, clips, (method, batch) => method.Scores(batch), "test");
            var source = clusters ? networks.Ask(t.Plan, t.Network.Weights, experiment.Lists.Source, (method, batch) => method.Features(batch), "source") : null;
            var inputs = AdaptationFigures.Inputs(experiment.Lists, scores, source, clusters, t.Plan.Seed, experiment.Reference);
            return new ListResult(
                t.Plan.Stage,
                AdaptationMetrics.Compute(metrics ?? AdaptationFigures.MetricsOf(clusters, mode, hasNovel), inputs),
                metrics?.Contains("confusion", StringComparer.Ordinal) is true ? AdaptationMetrics.Confusion(inputs) : null);
        })];
    }

    /// <summary>Writes what a network's encoder makes of a list's clips.</summary>
    /// <param name="experiment">The run.</param>
    /// <param name="list">The list; null for the run's test list.</param>
    /// <param name="seed">Which of its networks; null for the first.</param>
    /// <param name="path">The archive: <c>features</c> [clips, channels]and <c>labels</c> [clips], in the order of the list.</param>
    /// <returns>How many clips, and numbers of each.</returns>
    /// <exception cref="UsageException">There is no such network.</exception>
    public static (int Clips, int Channels) Export(AdaptationExperiment experiment, string? list, ulong? seed, string path)
    {
        var (plan, network) = Trained(experiment).FirstOrDefault(t => seed is null || t.Plan.Seed == seed) is { Plan: not null } found
            ? found
            : throw new UsageException($"--seed {seed}: the run has no trained network of this seed.");
        var clips = list is null ? experiment.Lists.Test(ClassMode.OpenAll) : AdaptationData.Named(experiment.Settings, list);
        var features = new AdaptationNetworks(experiment).Ask(plan, network.Weights, clips, (method, batch) => method.Features(batch), "features");
        NpzWriter.Write(path, new Dictionary<string, NdArray>(StringComparer.Ordinal)
        {
            ["features"] = NdArray.From(features.Values, features.Rows, features.Columns),
            ["labels"] = NdArray.From(Array.ConvertAll(features.Labels, l => (long)l), features.Rows),
        });
        return (features.Rows, features.Columns);
    }

    private static List<(AdaptationPlan Plan, AdaptedNetwork Network)> Trained(AdaptationExperiment experiment)
    {
        var plans = experiment.Seeds.Select(seed => AdaptationPlan.Of(experiment.Variants[^1], seed))
            .Select(plan => (Plan: plan, Network: experiment.Ledger.Find<AdaptedNetwork>(plan.Stage)!))
            .Where(t => t.Network is not null)
            .ToList();
        return plans.Count > 0
            ? plans
            : throw new UsageException(experiment.Settings.Kind is "sweep"
                ? $"{experiment.Run.Folder} is a sweep, whose networks are those of its points: name one of the folders in {Path.Combine(experiment.Run.Folder, "points")}."
                : $"{experiment.Run.Folder} has no trained network yet: go on with `weft adapt --run {experiment.Run.Folder} --resume`.");
    }
}
