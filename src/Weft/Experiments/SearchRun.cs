using Weft.Experiments.Trials;
using Weft.Runs;
using Weft.Search;
using Weft.Search.Strategies;
using Weft.Studies;
using Weft.Torch;
using Weft.Torch.Files;

namespace Weft.Experiments;

/// <summary>What a search found.</summary>
/// <param name="Candidates">Genotypes worth trying, best first, of which the best on dev is the found one; a single one is taken untried.</param>
/// <param name="Seconds">Seconds of searching.</param>
/// <param name="TrainedNetworks">How many networks the search trained.</param>
public sealed record SearchResult(IReadOnlyList<FoundCandidate> Candidates, double Seconds, int TrainedNetworks);

/// <summary>A genotype that a search found.</summary>
/// <param name="Id">What tells it from the others in names of stages.</param>
/// <param name="Name">What a person reads: an epoch or a trial.</param>
/// <param name="Score">Its score in the search, on dev.</param>
/// <param name="Genotype">Canonical JSON.</param>
public sealed record FoundCandidate(string Id, string Name, double Score, string Genotype);

/// <summary>The whole path of <c>weft search</c>: encoders, cache, search, retraining, test, baselines, report.</summary>
public static class SearchRun
{
    /// <summary>The name of the search in the log, the ledger and the checkpoints.</summary>
    internal const string Stage = "search";

    /// <summary>Runs what is not done yet.</summary>
    /// <param name="experiment">The run.</param>
    /// <param name="searchOnly">Stop when the genotype is found.</param>
    /// <returns>The report, or null after <paramref name="searchOnly"/>.</returns>
    public static RunReport? Execute(FusionExperiment experiment, bool searchOnly)
    {
        using var work = FusionWork.Open(experiment);
        var trials = string.Equals(StrategyOf(experiment.Settings), StrategyNames.Bilevel, StringComparison.Ordinal) ? null : Trials(experiment, work);
        var found = trials is null
            ? experiment.Ledger.Once(Stage, () => BilevelRun.Search(experiment, work))
            : TrialResults.Of(experiment, work.Space, trials);
        experiment.Checkpoints(Stage).Clear();
        var genotype = Choose(experiment, work, found);
        AtomicFile.WriteAllText(Path.Combine(experiment.Run.Folder, RunFolder.GenotypeName), genotype.ToJson());
        if (searchOnly)
        {
            return null;
        }

        var comparison = new Comparison(experiment, work, genotype, found).Run();
        var report = trials is null ? null : TrialResults.Report(experiment, work.Space, trials);
        return ReportBuilder.Build(experiment, work, genotype, found, comparison, report);
    }

    /// <summary>The path of <c>weft search --join</c>: works on another run's study until its search is over.</summary>
    /// <param name="experiment">This worker's own run, by the settings of the study.</param>
    /// <param name="study">The study's file.</param>
    /// <returns>How many trials this worker trained.</returns>
    public static int Join(FusionExperiment experiment, string study)
    {
        using var work = FusionWork.Open(experiment);
        var name = Workers.NameOf(experiment.Run.Folder);
        var trials = new TrialRun(experiment, work.Features, work.Space).Search(
            StrategyOf(experiment.Settings), study, Stage, SearchSeed(experiment), name);
        return trials.Count(t => string.Equals(t.Worker, name, StringComparison.Ordinal));
    }

    /// <summary>The strategy that the settings want.</summary>
    public static string StrategyOf(FusionSettings settings) =>
        settings.Strategy.Length > 0 ? settings.Strategy : Methods.FusionMethods.Find(settings.Method).DefaultStrategy;

    private static ulong SearchSeed(FusionExperiment experiment) => Seeds.Derive(experiment.Settings.Seed, Stage);

    private static IReadOnlyList<Trial> Trials(FusionExperiment experiment, FusionWork work) =>
        new TrialRun(experiment, work.Features, work.Space).Search(
            StrategyOf(experiment.Settings),
            Path.Combine(experiment.Run.Folder, TrialStudy.FileName),
            Stage,
            SearchSeed(experiment),
            Workers.NameOf(experiment.Run.Folder));

    /// <summary>The candidate whose network, trained as it will be kept, is the best on dev; a single one is taken untried, as published.</summary>
    private static IGenotype Choose(FusionExperiment experiment, FusionWork work, SearchResult found)
    {
        var genotypes = found.Candidates.Select(c => work.Space.Parse(c.Genotype, "the search's result")).ToList();
        if (genotypes.Count == 1)
        {
            return genotypes[0];
        }

        var networks = new NetworkStage(experiment, work.Features);
        var tried = Enumerable.Range(0, genotypes.Count)
            .Select(i => (Index: i, Trained: networks.TryTrain(work.Plan(
                $"candidate:{found.Candidates[i].Id}", $"trying the genotype of {found.Candidates[i].Name}", genotypes[i], experiment.Settings.Seed))))
            .Where(c => c.Trained is not null)
            .OrderByDescending(c => c.Trained!.DevMetric)
            .ThenBy(c => c.Trained!.DevLoss)
            .ToList();
        return tried.Count > 0
            ? genotypes[tried[0].Index]
            : throw new WeftException(
                $"Every candidate's training diverged: begin another run with a lower retrain.maximumRate, which is {experiment.Settings.Retrain.MaximumRate}.");
    }
}
