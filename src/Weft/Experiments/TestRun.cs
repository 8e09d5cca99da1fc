using Weft.Encoders;
using Weft.Torch;
using Weft.Training;

namespace Weft.Experiments;

/// <summary>What testing a run's networks gave.</summary>
/// <param name="MetricName">The task's headline metric.</param>
/// <param name="Networks">Each network by its stage.</param>
public sealed record TestResults(string MetricName, IReadOnlyList<(string Name, TestedNetwork Tested)> Networks);

/// <summary>The path of <c>weft test</c>: the saved weights of a run, its encoders, and the test split of its data.</summary>
public static class TestRun
{
    /// <summary>Measures what the run trained.</summary>
    /// <exception cref="WeftException">The run has no trained network yet.</exception>
    public static TestResults Execute(FusionExperiment experiment) => new(
        experiment.Task.MetricName(), string.Equals(experiment.Settings.Kind, "encoder", StringComparison.Ordinal) ? [Encoder(experiment)] : Networks(experiment));

    private static (string, TestedNetwork) Encoder(FusionExperiment experiment)
    {
        var modality = experiment.Task.Modalities.First(m => string.Equals(m.Name, experiment.Settings.Modality, StringComparison.Ordinal));
        var path = EncoderStage.FileIn(experiment.Run.Folder, modality.Name);
        Require(experiment, File.Exists(path));
        using var encoder = EncoderFile.Open(path).Load(experiment.Task, experiment.Device);
        return ($"encoder:{modality.Name}", EncoderRun.Test(experiment, modality, encoder));
    }

    private static List<(string, TestedNetwork)> Networks(FusionExperiment experiment)
    {
        var genotypePath = Path.Combine(experiment.Run.Folder, RunFolder.GenotypeName);
        Require(experiment, File.Exists(genotypePath));
        List<EncoderFile> encoders = [.. experiment.Task.Modalities.Select(m => EncoderFile.Open(EncoderStage.FileIn(experiment.Run.Folder, m.Name)))];
        using var work = FusionWork.Over(experiment, encoders);
        var genotype = work.Space.Parse(File.ReadAllText(genotypePath), genotypePath);
        var networks = new NetworkStage(experiment, work.Features);
        var results = new List<(string, TestedNetwork)>();
        for (var k = 0; k < experiment.Settings.Retrain.Seeds; k++)
        {
            var plan = work.FoundPlan(genotype, experiment.Settings.Seed + (ulong)k);
            if (experiment.Ledger.Find<TrainedNetwork>(plan.Stage) is { } trained)
            {
                results.Add((plan.Stage, networks.TestNow(plan, trained)));
            }
        }

        Require(experiment, results.Count > 0);
        return results;
    }

    private static void Require(FusionExperiment experiment, bool trained)
    {
        if (!trained)
        {
            throw new UsageException(
                $"{experiment.Run.Folder} has no trained network yet: go on with --resume, or train what it found with `weft train --from {experiment.Run.Folder}`.");
        }
    }
}
