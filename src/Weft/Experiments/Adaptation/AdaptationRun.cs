using Weft.Runs;

namespace Weft.Experiments.Adaptation;

/// <summary>What a trained network reached on the test clips.</summary>
/// <param name="Metrics">Values by name, the headline first.</param>
/// <param name="Predictions">The likeliest class of each clip; empty where the method has no classifier.</param>
/// <param name="Right">Whether each clip was told rightly; empty where the method has no classifier.</param>
/// <param name="Confusion">What was taken for what: rows are the truth.</param>
/// <param name="Last">The same metrics of the last epoch's weights, where others were kept; null otherwise.</param>
public sealed record AdaptedResult(
    IReadOnlyDictionary<string, double> Metrics, int[] Predictions, bool[] Right, IReadOnlyList<IReadOnlyList<long>> Confusion, IReadOnlyDictionary<string, double>? Last = null);

/// <summary>A variant's results over seeds.</summary>
/// <param name="Variant">The variant.</param>
/// <param name="Headline">The name of the headline metric.</param>
/// <param name="Trained">Its networks, one for each seed.</param>
/// <param name="Results">Their results; empty where there is nothing to test.</param>
public sealed record AdaptedOutcome(
    AdaptationVariant Variant, string Headline, IReadOnlyList<AdaptedNetwork> Trained, IReadOnlyList<AdaptedResult> Results)
{
    /// <summary>How it was made, in a sentence; null for what its method says.</summary>
    public string? Note { get; init; }
}

/// <summary>Trains a method and its rivals over seeds, tests them, and reports.</summary>
public static class AdaptationRun
{
    /// <summary>Runs to the report.</summary>
    /// <param name="experiment">The run.</param>
    public static RunReport Execute(AdaptationExperiment experiment)
    {
        Remark(experiment);
        var networks = new AdaptationNetworks(experiment);
        var variants = experiment.Variants;
        var outcomes = new List<AdaptedOutcome>(Rivals(experiment, [.. variants.SkipLast(1)], variant => Outcome(experiment, networks, variant)))
        {
            Outcome(experiment, networks, variants[^1]),
        };
        foreach (var other in outcomes.Where(o => o.Results.Count > 0 && !string.Equals(o.Headline, outcomes[^1].Headline, StringComparison.Ordinal)))
        {
            var mean = PairedStatistics.Mean([.. other.Results.Select(r => r.Metrics[other.Headline])]);
            experiment.Run.Remark(string.Create(
                System.Globalization.CultureInfo.InvariantCulture,
                $"{other.Variant.Name} is measured by {other.Headline}, mean over seeds {mean:0.0000}, and so cannot stand beside {outcomes[^1].Headline}."));
        }

        return AdaptationReportBuilder.Build(experiment, networks, outcomes);
    }

    /// <summary>Trains and tests rivals: one that diverges is out of the running, which is no reason to end the run.</summary>
    /// <param name="experiment">The run.</param>
    /// <param name="rivals">The rivals.</param>
    /// <param name="compute">Trains and tests one.</param>
    internal static IEnumerable<AdaptedOutcome> Rivals(
        AdaptationExperiment experiment, IReadOnlyList<AdaptationVariant> rivals, Func<AdaptationVariant, AdaptedOutcome> compute) => rivals
        .Select(rival => experiment.UnlessDiverged($"rival:{rival.Name}", $"the rival {rival.Name}", () => compute(rival)))
        .OfType<AdaptedOutcome>();

    /// <summary>Trains and tests a variant over the run's seeds, whatever of it is not done yet.</summary>
    /// <param name="experiment">The run.</param>
    /// <param name="networks">Its networks.</param>
    /// <param name="variant">The variant.</param>
    internal static AdaptedOutcome Outcome(AdaptationExperiment experiment, AdaptationNetworks networks, AdaptationVariant variant)
    {
        var plans = experiment.Seeds.Select(seed => AdaptationPlan.Of(variant, seed)).ToList();
        var trained = plans.Select(networks.Train).ToList();
        if (experiment.Lists.AllTest is null || variant.Traits.DescribesOnly)
        {
            return new AdaptedOutcome(variant, string.Empty, trained, []);
        }

        var test = new AdaptationTest(experiment, networks, variant);
        return new AdaptedOutcome(
            variant, test.Headline, trained, [.. plans.Select((plan, i) => experiment.Ledger.Once($"test:{plan.Stage}", () => test.Measure(plan, trained[i])))]);
    }

    /// <summary>Says what a reader of the figures must know.</summary>
    /// <param name="experiment">The run.</param>
    internal static void Remark(AdaptationExperiment experiment)
    {
        var (settings, lists) = (experiment.Settings, experiment.Lists);
        var byTarget = lists.Dev is null || experiment.Variants.Any(v => v.Traits.Clusters);
        if (experiment.Reference && experiment.KeepsBest && lists.AllTest is not null && byTarget)
        {
            experiment.Run.Remark("As in the published programs, the epoch that is kept was chosen by the labels of the test clips: figures flatter. The last epoch's stand beside them.");
        }

        if (lists.Dev is not null && settings.Train.Choose == AdaptedEpoch.Last)
        {
            experiment.Run.Remark("The held-out clips of the source (dev) choose nothing, since train.choose is last.");
        }

        var mode = AdaptationFigures.ModeOf(settings.Method, settings);
        if (lists.AllTest is { } all && all.Clips.Count - lists.Test(mode).Clips.Count is > 0 and var left)
        {
            experiment.Run.Remark($"{left} test clips of novel classes were left out, which {settings.Method} cannot tell.");
        }

        if (lists.Target is { } target && lists.AllTest is { } test && SameClips(target, test))
        {
            experiment.Run.Remark("Some test clips are among the target's clips that were learned from, without their labels.");
        }
    }

    private static bool SameClips(Data.Clips.Lists.ClipList one, Data.Clips.Lists.ClipList other)
    {
        var known = one.Clips.Select(c => (c.Path, c.Offset, c.Row)).ToHashSet();
        return other.Clips.Any(c => known.Contains((c.Path, c.Offset, c.Row)));
    }
}
