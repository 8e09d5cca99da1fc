using Weft.BmNas;
using Weft.Data;
using Weft.Data.Features;
using Weft.Data.Loading;
using Weft.Runs;
using Weft.Search;
using Weft.Torch.Files;
using Weft.Training;

namespace Weft.Experiments;

/// <summary>What a search found.</summary>
/// <param name="Candidates">Genotypes worth trying, of which the best on dev is the found one; one, as published, is taken untried.</param>
/// <param name="Seconds">Seconds of searching.</param>
/// <param name="SupernetParameters">Trainable numbers of the supernet.</param>
public sealed record SearchResult(IReadOnlyList<EpochGenotype> Candidates, double Seconds, long SupernetParameters);

/// <summary>The whole path of <c>weft search</c>: encoders, cache, search, retraining, test, baselines, report.</summary>
public static class SearchRun
{
    private const string Stage = "search";

    /// <summary>Runs what is not done yet.</summary>
    /// <param name="experiment">The run.</param>
    /// <param name="searchOnly">Stop when the genotype is found.</param>
    /// <returns>The report, or null after <paramref name="searchOnly"/>.</returns>
    public static RunReport? Execute(Experiment experiment, bool searchOnly)
    {
        var encoders = EncoderStage.Provide(experiment);
        using var features = new FeatureSet(experiment, encoders, PoolingOf(experiment.Settings));
        var space = Space(experiment, features);
        var found = experiment.Ledger.Once(Stage, () => Search(experiment, features, space));
        experiment.Checkpoints(Stage).Clear();
        var genotype = Choose(experiment, features, space, found);
        AtomicFile.WriteAllText(Path.Combine(experiment.Run.Folder, RunFolder.GenotypeName), genotype.ToJson());
        if (searchOnly)
        {
            return null;
        }

        var trained = 1 + (found.Candidates.Count > 1 ? found.Candidates.Count : 0);
        var comparison = new Comparison(experiment, features, space, genotype, trained).Run();
        return ReportBuilder.Build(experiment, space, genotype, found, comparison);
    }

    /// <summary>The space that the settings describe, over the run's taps.</summary>
    public static BmNasSpace Space(Experiment experiment, FeatureSet features) => new(
        features.Taps, experiment.Settings.Shape, experiment.Settings.Operations, features.Pooling, experiment.Task.Classes);

    /// <summary>How the settings want taps pooled.</summary>
    /// <exception cref="Weft.Torch.UsageException">The pooling does not give states of the settings' length.</exception>
    public static TapPooling PoolingOf(RunSettings settings) => new(settings.Pooling, settings.Shape.Length);

    /// <summary>The candidate whose discrete network is the best on dev; a single one is taken untried, as published.</summary>
    private static IGenotype Choose(Experiment experiment, FeatureSet features, IFusionSpace space, SearchResult found)
    {
        var genotypes = found.Candidates.Select(c => space.Parse(c.Genotype, "stages/search.json")).ToList();
        if (genotypes.Count == 1)
        {
            return genotypes[0];
        }

        var networks = new NetworkStage(experiment, features);
        var best = Enumerable.Range(0, genotypes.Count)
            .Select(i => (Index: i, Trained: networks.Train(CandidatePlan(experiment, space, genotypes[i], found.Candidates[i].Epoch))))
            .OrderByDescending(c => c.Trained.DevMetric)
            .ThenBy(c => c.Trained.DevLoss)
            .First();
        return genotypes[best.Index];
    }

    private static NetworkPlan CandidatePlan(Experiment experiment, IFusionSpace space, IGenotype genotype, int epoch)
    {
        var stage = $"candidate:{epoch}";
        return new(
            stage, $"trying the genotype of epoch {epoch}", random => space.Build(genotype, random), null, Seeds.Derive(experiment.Settings.Seed, stage));
    }

    private static SearchResult Search(Experiment experiment, FeatureSet features, IDifferentiableSpace space)
    {
        var settings = experiment.Settings;
        experiment.Run.Progress.Stage(Stage, $"searching {space.Taps.Count} taps, {settings.Shape.Cells} cells, {settings.Operations.Count} operations");
        var seed = Seeds.Derive(settings.Seed, Stage);
        using var random = new NetworkRandom(seed, experiment.Device);
        using var supernet = space.BuildSupernet(random);
        supernet.MoveTo(experiment.Device);
        BatchLoader Loader(Split split) => new(
            split == Split.Train ? features.TrainingSource() : features.Source(split), settings.Search.BatchSize, Seeds.Derive(seed, $"order/{split}"), dropSingle: true);
        using var search = new BilevelSearch(new BilevelSetup
        {
            Task = experiment.Task,
            Supernet = supernet,
            Noise = random.Noise,
            Train = Loader(Split.Train),
            Dev = Loader(Split.Dev),
            DevEvaluation = new BatchLoader(features.Source(Split.Dev), 256, shuffleSeed: null),
            Settings = settings.Search,
            Compatibility = settings.Compatibility,
            Device = experiment.Device,
        });
        var seconds = new TrainingLoop(Stage, experiment.Checkpoints(Stage), experiment.Run).Run(search);
        experiment.Run.Log.Write(new RunEvent { Event = "stage", Stage = Stage, Seconds = seconds, Metric = search.BestScore });
        IReadOnlyList<EpochGenotype> candidates = experiment.Reference || settings.Search.Candidates == 1
            ? [new EpochGenotype(search.BestEpoch, search.BestScore, search.BestGenotype!)]
            : EpochGenotype.Candidates(search.History, settings.Search.Candidates);
        return new SearchResult(candidates, seconds, supernet.Network.ParameterCount());
    }
}
