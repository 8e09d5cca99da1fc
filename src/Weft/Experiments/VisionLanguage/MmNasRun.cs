using Weft.Experiments.Trials;
using Weft.MmNas;
using Weft.Runs;
using Weft.Torch;
using Weft.Torch.Files;

namespace Weft.Experiments.VisionLanguage;

/// <summary>The paths of <c>weft search mmnas</c>, <c>weft train</c> and <c>weft test</c> for tasks of sentences and regions.</summary>
public static class MmNasRun
{
    /// <summary>Searches, trains what was found, measures it beside its rivals, reports.</summary>
    /// <param name="experiment">The run.</param>
    /// <param name="searchOnly">Stop when the genotype is found.</param>
    /// <returns>The report, or null after <paramref name="searchOnly"/>.</returns>
    public static RunReport? Search(MmNasExperiment experiment, bool searchOnly)
    {
        Remark(experiment);
        var space = MmNasChecks.Space(experiment.Settings);
        var sentences = new SentenceTrials(experiment, space);
        var trials = MmNasChecks.IsOneShot(experiment.Settings)
            ? null
            : sentences.Search(Path.Combine(experiment.Run.Folder, TrialStudy.FileName), Workers.NameOf(experiment.Run.Folder));
        var found = trials is null
            ? experiment.Ledger.Once(SearchRun.Stage, () => OneShotRun.Search(experiment))
            : sentences.Result(trials);
        experiment.Checkpoints(SearchRun.Stage).Clear();
        var genotype = Choose(experiment, space, found);
        AtomicFile.WriteAllText(Path.Combine(experiment.Run.Folder, RunFolder.GenotypeName), genotype.ToJson());
        if (searchOnly)
        {
            return null;
        }

        var outcomes = new SentenceComparison(experiment, space, genotype, found).Run();
        return MmNasReport.Build(experiment, genotype, found, outcomes, trials is null ? null : sentences.Report(trials));
    }

    /// <summary>Works on another run's study until its search is over.</summary>
    /// <param name="experiment">This worker's own run, by the settings of the study.</param>
    /// <param name="study">The study's file.</param>
    /// <returns>How many trials this worker trained.</returns>
    public static int Join(MmNasExperiment experiment, string study)
    {
        var name = Workers.NameOf(experiment.Run.Folder);
        return new SentenceTrials(experiment, MmNasChecks.Space(experiment.Settings)).Search(study, name)
            .Count(t => string.Equals(t.Worker, name, StringComparison.Ordinal));
    }

    /// <summary>Trains a given genotype and measures it, beside its rivals where settings want them.</summary>
    /// <param name="experiment">The run.</param>
    /// <param name="asked">The genotype; null takes the run's own, after a resume.</param>
    /// <param name="origin">Where it is from, for messages.</param>
    public static RunReport Train(MmNasExperiment experiment, MmNasGenotype? asked, string origin)
    {
        var own = Path.Combine(experiment.Run.Folder, RunFolder.GenotypeName);
        var genotype = File.Exists(own) ? MmNasGenotypeReader.Read(File.ReadAllText(own), own) : asked!;
        if (asked is not null && !asked.Equals(genotype))
        {
            throw new UsageException($"{own} is another genotype than {origin}: a run goes on with its own; leave --genotype out, or begin another run.");
        }

        AtomicFile.WriteAllText(own, genotype.ToJson());
        Remark(experiment);
        var outcomes = new SentenceComparison(experiment, MmNasChecks.Space(experiment.Settings), genotype, null).Run();
        return MmNasReport.Build(experiment, genotype, null, outcomes, null);
    }

    /// <summary>Measures a run's found networks on a split, and writes their result files.</summary>
    /// <param name="experiment">The run.</param>
    /// <param name="split">The split; null for the task's test splits.</param>
    /// <returns>Each network's stage, its result and its result file.</returns>
    /// <exception cref="UsageException">The run has no trained network yet.</exception>
    public static IReadOnlyList<(string Stage, SplitResult Result, string File)> Test(MmNasExperiment experiment, string? split)
    {
        var path = Path.Combine(experiment.Run.Folder, RunFolder.GenotypeName);
        var networks = new SentenceNetworks(experiment);
        var results = new List<(string, SplitResult, string)>();
        IReadOnlyList<string> splits = split is null ? experiment.Task.TestSplits : [split];
        experiment.Task.Check(splits.Select(experiment.Task.Part));
        for (var k = 0; File.Exists(path) && k < experiment.Settings.Retrain.Seeds; k++)
        {
            var plan = SentenceComparison.FoundPlan(MmNasGenotypeReader.Read(File.ReadAllText(path), path), experiment.Settings.Seed + (ulong)k);
            if (experiment.Ledger.Find<TrainedSentenceNetwork>(plan.Stage) is { } trained)
            {
                results.AddRange(splits.Select(s => (plan.Stage, networks.MeasureNow(plan, trained, s), networks.ResultPath(plan, s))));
            }
        }

        return results.Count > 0
            ? results
            : throw new UsageException(
                $"{experiment.Run.Folder} has no trained network yet: go on with --resume, or train what it found with `weft train --from {experiment.Run.Folder}`.");
    }

    private static void Remark(MmNasExperiment experiment)
    {
        foreach (var sentence in experiment.Task.Remarks)
        {
            experiment.Run.Remark(sentence);
        }

        var chooses = experiment.Settings.Baselines.RandomNetworks > 1 || experiment.Settings.Retrain.Choose == EpochChoice.Best
            || (!MmNasChecks.IsOneShot(experiment.Settings) && experiment.Settings.Trials.Candidates > 1);
        if (experiment.Task.Dev is { } dev && !experiment.DevIsFree && chooses)
        {
            experiment.Run.Remark($"Epochs, candidates or random networks were chosen on {dev.Name}, which is what figures are of: they flatter.");
        }
    }

    /// <summary>The candidate whose network, trained as it will be kept, is the best on dev; a single one is taken untried, as published.</summary>
    private static MmNasGenotype Choose(MmNasExperiment experiment, MmNasSpace space, SearchResult found)
    {
        var genotypes = found.Candidates.Select(c => (MmNasGenotype)space.Parse(c.Genotype, "the search's result")).ToList();
        if (genotypes.Count == 1)
        {
            return genotypes[0];
        }

        var networks = new SentenceNetworks(experiment);
        var tried = Enumerable.Range(0, genotypes.Count)
            .Select(i => (Index: i, Trained: networks.TryTrain(new SentencePlan(
                $"candidate:{found.Candidates[i].Id}", $"the genotype of {found.Candidates[i].Name}", genotypes[i], experiment.Settings.Seed))))
            .Where(c => c.Trained is not null)
            .OrderByDescending(c => c.Trained!.DevMetric ?? 0)
            .ToList();
        return tried.Count > 0
            ? genotypes[tried[0].Index]
            : throw new WeftException($"Every candidate's training diverged: begin another run with a lower retrain.rate, which is {experiment.Settings.Retrain.Rate}.");
    }
}
