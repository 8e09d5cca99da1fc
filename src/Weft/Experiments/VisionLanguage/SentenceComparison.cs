using System.Collections.Immutable;
using Weft.MmNas;
using Weft.Search;

namespace Weft.Experiments.VisionLanguage;

/// <summary>A method's results over seeds.</summary>
/// <param name="Name"><c>found</c>, <c>single:MODALITY</c>, <c>late-fusion</c>, <c>random-search</c> or a published network's name.</param>
/// <param name="Results">For each seed, the results on the test splits, in their order.</param>
/// <param name="DevMetrics">The dev metric of each seed; empty without dev.</param>
/// <param name="Parameters">Trainable numbers.</param>
/// <param name="Seconds">Seconds for one seed, mean.</param>
/// <param name="Note">How it was made.</param>
public sealed record SentenceOutcome(
    string Name, IReadOnlyList<IReadOnlyList<SplitResult>> Results, double[] DevMetrics, long Parameters, double Seconds, string Note);

/// <summary>The found network and its rivals, on the same data, by the same training, over the same seeds.</summary>
/// <param name="experiment">The run.</param>
/// <param name="space">The space.</param>
/// <param name="genotype">What was found or given.</param>
/// <param name="search">What the search did, since random search is given as much; null for a given genotype.</param>
public sealed class SentenceComparison(MmNasExperiment experiment, MmNasSpace space, MmNasGenotype genotype, SearchResult? search)
{
    private readonly SentenceNetworks networks = new(experiment);
    private readonly ulong[] seeds = [.. Enumerable.Range(0, experiment.Settings.Retrain.Seeds).Select(k => experiment.Settings.Seed + (ulong)k)];

    private MmNasSettings Settings => experiment.Settings;

    /// <summary>The plan of the found network for a seed.</summary>
    /// <param name="genotype">Its blocks.</param>
    /// <param name="seed">The seed.</param>
    public static SentencePlan FoundPlan(MmNasGenotype genotype, ulong seed) =>
        new($"found:{seed}", $"the found network, seed {seed}", genotype, Seeds.Derive(seed, "network"));

    /// <summary>Trains and measures everything that is not done yet.</summary>
    /// <returns>The rivals, and the found network last.</returns>
    public IReadOnlyList<SentenceOutcome> Run()
    {
        var outcomes = new List<SentenceOutcome>();
        if (Settings.Baselines.Enabled ?? search is not null)
        {
            foreach (var (name, hidden) in experiment.Task.Singles)
            {
                outcomes.Add(Outcome(
                    $"single:{name}",
                    $"the {name} alone",
                    _ => genotype,
                    $"the same network, shown no more than the {name}",
                    hidden));
            }

            var late = LateFusion();
            outcomes.Add(Outcome(
                "late-fusion", "late fusion", _ => late, "text and regions meet only behind their own networks, in the sum of the pooled vectors"));
            outcomes.Add(RandomSearch());
        }

        outcomes.Add(Outcome("found", string.Empty, _ => genotype, search is null ? "the given network" : "the searched network, trained from fresh weights"));
        return outcomes;
    }

    /// <summary>The found network's blocks without those in which regions look at the text: self-attention stands in for them.</summary>
    private MmNasGenotype LateFusion()
    {
        var own = Settings.Space.Decoder.FirstOrDefault(o => !Weft.MmNas.Operations.BlockOperations.ReadsOther(o)) ?? "feed_forward";
        return genotype with
        {
            Decoder = [.. genotype.Decoder.Select(block => block.Select(o => Weft.MmNas.Operations.BlockOperations.ReadsOther(o) ? own : o)
                .ToImmutableArray())],
        };
    }

    /// <summary>The best on dev of random networks, for each seed; only the chosen one meets the test splits.</summary>
    private SentenceOutcome RandomSearch()
    {
        var count = Settings.Baselines.RandomNetworks is > 0 and var wanted ? wanted : search?.TrainedNetworks ?? 1;
        if (search is not null && !MmNasChecks.IsOneShot(Settings))
        {
            return RandomTrials(count);
        }

        var chosen = new List<SentencePlan>();
        foreach (var seed in seeds)
        {
            var plans = Enumerable.Range(1, count)
                .Select(j => new SentencePlan(
                    $"random:{seed}:{j}",
                    $"random search, seed {seed}, network {j} of {count}",
                    (MmNasGenotype)space.Sample(Seeds.Derive(seed, $"random/{j}")),
                    Seeds.Derive(seed, $"random/{j}/network")))
                .ToList();

            // If all diverge, training the first one again says so.
            chosen.Add(plans.Where(plan => networks.TryTrain(plan) is not null).MaxBy(plan => networks.Train(plan).DevMetric ?? 0) ?? plans[0]);
        }

        var outcome = Outcome("random-search", chosen, $"the best on dev of {count} random networks for each seed");
        return outcome with { Seconds = outcome.Seconds * count };
    }

    /// <summary>After a search by trials random search has as many, of as few epochs; the best of them is trained in full.</summary>
    private SentenceOutcome RandomTrials(int count)
    {
        var chosen = new List<SentencePlan>();
        var seconds = 0.0;
        foreach (var seed in seeds)
        {
            var tried = Enumerable.Range(1, count).Select(j =>
            {
                var drawn = (MmNasGenotype)space.Sample(Seeds.Derive(seed, $"random/{j}"));
                var stage = $"random-trial:{seed}:{j}";
                var trial = new SentencePlan(stage, $"random trial {j} of {count}, seed {seed}", drawn, Seeds.Derive(seed, $"random/{j}/network"));
                var result = experiment.Ledger.Once(stage, () => networks.Try(trial, Settings.Trials.Epochs));
                experiment.Checkpoints(stage).Clear();
                seconds += result.Seconds / seeds.Length;
                return (Genotype: drawn, result.DevMetric);
            }).MaxBy(t => t.DevMetric ?? 0);
            chosen.Add(new SentencePlan($"random:{seed}:1", $"random search, seed {seed}", tried.Genotype, Seeds.Derive(seed, "random/network")));
        }

        var outcome = Outcome("random-search", chosen, $"the best of {count} random trials for each seed, trained in full");
        return outcome with { Seconds = outcome.Seconds + seconds };
    }

    private SentenceOutcome Outcome(
        string name, string description, Func<ulong, MmNasGenotype> build, string note, Blindfold blind = Blindfold.None) => Outcome(
            name,
            [.. seeds.Select(seed => name is "found"
                ? FoundPlan(build(seed), seed)
                : new SentencePlan($"{name}:{seed}", $"{description}, seed {seed}", build(seed), Seeds.Derive(seed, name), blind))],
            note);

    private SentenceOutcome Outcome(string name, IReadOnlyList<SentencePlan> plans, string note)
    {
        var trained = plans.Select(networks.Train).ToList();
        return new SentenceOutcome(
            name,
            [.. plans.Select((plan, i) => experiment.Task.TestSplits.Select(split => networks.Measure(plan, trained[i], split)).ToList())],
            [.. trained.Where(t => t.DevMetric is not null).Select(t => t.DevMetric!.Value)],
            (long)trained.Average(t => t.Parameters),
            trained.Average(t => t.Seconds),
            note);
    }
}
