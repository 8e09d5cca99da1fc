using Weft.MmNas;
using Weft.Runs;
using Weft.Search;
using Weft.Search.OneShot;
using Weft.Torch;
using Weft.Training;

namespace Weft.Experiments.VisionLanguage;

/// <summary>A one-shot search as a part of a run.</summary>
internal static class OneShotRun
{
    private const string Stage = SearchRun.Stage;

    /// <summary>Searches the supernet of a space.</summary>
    /// <param name="experiment">The run.</param>
    internal static SearchResult Search(MmNasExperiment experiment)
    {
        var (settings, task) = (experiment.Settings, experiment.Task);
        var s = settings.Search;
        experiment.Run.Progress.Stage(
            Stage,
            $"searching {s.Network.EncoderBlocks} + {s.Network.DecoderBlocks} blocks of {settings.Space.Encoder.Count} and {settings.Space.Decoder.Count} operations");
        var seed = Seeds.Derive(settings.Seed, Stage);
        using var random = new NetworkRandom(seed, experiment.Device);
        using var supernet = Build(experiment, random, seed);
        supernet.MoveTo(experiment.Device);
        var (weights, architecture) = task.SearchParts(s.WeightsPart, seed);
        var plan = new WorkPlan
        {
            Train = weights,

            // As published the search is judged by what its architecture learned from; dev is not touched by anything.
            Dev = experiment.Reference && task.Head != MmNasHead.Matching ? architecture : task.Dev ?? architecture,
            BatchSize = s.BatchSize,
            Searches = true,
            Seed = Seeds.Derive(seed, "samples"),
        };
        using var work = task.Work(supernet.Supernet.Network, plan);
        using var heldOut = task.Work(supernet.Supernet.Network, plan with { Train = architecture, Dev = null, Seed = Seeds.Derive(seed, "architecture") });
        using var optimizer = SentenceNetworks.Optimizer(supernet.Network.Parameters());
        using var search = new OneShotSearch(new OneShotSetup
        {
            Supernet = supernet,
            Work = work,
            Architecture = heldOut,
            Weights = optimizer,
            Schedule = new WarmupSchedule(s.Rate, work.Train.Batches, [], warmupEpochs: s.RateWarmupEpochs),
            ArchitectureRate = s.ArchitectureRate,
            Noise = random.Noise,
            Seed = seed,
            Epochs = s.Epochs,
            WarmupEpochs = s.WarmupEpochs,
            Every = s.Every,
            StopAfter = experiment.Reference ? 0 : s.StopAfter,
            Parts = s.Accumulate,
            Clip = s.Clip,
            MovesUndrawn = experiment.Reference,
            Device = experiment.Device,
        });
        var checkpoints = new CheckpointStore(
            Path.Combine(experiment.Run.Folder, "checkpoints", StageLedger.FileName(Stage)), experiment.Run.Remark, settings.Retrain.KeepCheckpoints);
        var seconds = new TrainingLoop(Stage, checkpoints, experiment.Run).Run(search);
        experiment.Run.Log.Write(new RunEvent { Event = "stage", Stage = Stage, Seconds = seconds, Metric = TrainingLoop.Finite(search.Score) });

        // The supernet counts as one trained network.
        return new SearchResult([new FoundCandidate("last", "the last epoch", search.Score, search.Genotype!)], seconds, 1);
    }

    private static MmNasGates Build(MmNasExperiment experiment, NetworkRandom random, ulong seed)
    {
        using var scope = new TensorScope();
        var (settings, task) = (experiment.Settings, experiment.Task);
        var start = settings.Search.AlphaStart ?? (experiment.Reference ? AlphaStart.Prior : AlphaStart.Normal);
        return new MmNasGates(
            new MmNasSupernet(
                task.Fit(settings.Search.Network),
                new MmNasPools(settings.Space.Encoder, settings.Space.Decoder),
                task.Ends,
                start,
                random,
                task.InitialWords(seed)),
            settings.Search.Mode);
    }
}
