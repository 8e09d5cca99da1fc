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
    private const int EvaluationBatch = 256;

    /// <summary>Searches the supernet of a differentiable space.</summary>
    internal static SearchResult Search(FusionExperiment experiment, FusionWork work)
    {
        var space = (IDifferentiableSpace)work.Space;
        var (settings, features) = (experiment.Settings, work.Features);
        experiment.Run.Progress.Stage(Stage, $"searching {space.Taps.Count} taps, {settings.Shape.Cells} cells, {settings.Operations.Count} operations");
        var seed = Seeds.Derive(settings.Seed, Stage);
        using var random = new NetworkRandom(seed, experiment.Device);
        var inputs = experiment.EncoderMode == EncoderMode.Cached ? null : new LiveInputs(experiment, features, experiment.Task.Modalities, learn: false);
        var fusion = space.BuildSupernet(random);
        using var supernet = inputs is null ? fusion : new LiveSupernet(fusion, inputs.Join(fusion.Network, random));
        supernet.MoveTo(experiment.Device);
        BatchLoader Loader(Split split) => new(
            Source(split, trains: true), settings.Search.BatchSize, Seeds.Derive(seed, $"order/{split}"), dropSingle: true);
        IBatchSource Source(Split split, bool trains) =>
            inputs is not null ? inputs.Source(split, trains && split == Split.Train ? Seeds.Derive(seed, "variation") : null)
            : trains && split == Split.Train ? features.TrainingSource()
            : features.Source(split);
        using var search = new BilevelSearch(new BilevelSetup
        {
            Task = experiment.Task,
            Supernet = supernet,
            Learns = Learned(experiment, inputs is not null),
            Noise = random.Noise,
            Train = Loader(Split.Train),
            Dev = Loader(Split.Dev),
            DevEvaluation = new BatchLoader(Source(Split.Dev, trains: false), inputs?.EvaluationBatch ?? EvaluationBatch, shuffleSeed: null),
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

    /// <summary>Which weights the search learns: the supernet's, without the encoders', and under reference rules without what is not learned there.</summary>
    private static Func<string, bool> Learned(FusionExperiment experiment, bool live)
    {
        var prefix = live ? LiveNetwork.FusionPrefix + "." : string.Empty;
        return name => name.StartsWith(prefix, StringComparison.Ordinal)
            && (!experiment.Reference || experiment.Method.ReferenceLearns(experiment.Task.Name, name[prefix.Length..]));
    }
}
