using Weft.Data;
using Weft.Data.Loading;
using Weft.Runs;
using Weft.Search;
using Weft.Training;

namespace Weft.Experiments;

/// <summary>A bilevel search as a part of a run.</summary>
internal static class BilevelRun
{
    private const string Stage = SearchRun.Stage;

    /// <summary>Searches the supernet of a differentiable space.</summary>
    internal static SearchResult Search(Experiment experiment, FusionWork work)
    {
        var space = (IDifferentiableSpace)work.Space;
        var (settings, features) = (experiment.Settings, work.Features);
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
            Restarts = experiment.Restarts,
            Device = experiment.Device,
        });
        var seconds = new TrainingLoop(Stage, experiment.Checkpoints(Stage), experiment.Run).Run(search);
        experiment.Run.Log.Write(new RunEvent { Event = "stage", Stage = Stage, Seconds = seconds, Metric = search.BestScore });
        IReadOnlyList<EpochGenotype> candidates = experiment.Reference || settings.Search.Candidates == 1
            ? [new EpochGenotype(search.BestEpoch, search.BestScore, search.BestGenotype!)]
            : EpochGenotype.Candidates(search.History, settings.Search.Candidates);

        // The supernet counts as one trained network; so does each candidate that is tried.
        return new SearchResult(
            [.. candidates.Select(c => new FoundCandidate($"{c.Epoch}", $"epoch {c.Epoch}", c.Score, c.Genotype))],
            seconds,
            1 + (candidates.Count > 1 ? candidates.Count : 0));
    }
}
