using Weft.Data;
using Weft.Data.Loading;
using Weft.Runs;
using Weft.Tasks;
using Weft.Torch;
using Weft.Torch.Files;
using Weft.Training;

namespace Weft.Experiments;

/// <summary>The path of <c>weft train --genotype</c>: a given genotype is trained and tested over seeds, with the same baselines.</summary>
public static class TrainRun
{
    /// <summary>Runs what is not done yet.</summary>
    /// <param name="experiment">The run.</param>
    /// <param name="text">The genotype in any readable form; null takes the run's own, after a resume.</param>
    /// <param name="origin">Where it is from, for messages.</param>
    public static RunReport Execute(FusionExperiment experiment, string? text, string origin)
    {
        using var work = FusionWork.Open(experiment);
        var own = Path.Combine(experiment.Run.Folder, RunFolder.GenotypeName);
        var asked = text is null ? null : work.Space.Parse(text, origin);
        var genotype = File.Exists(own) ? work.Space.Parse(File.ReadAllText(own), own) : asked!;
        if (asked is not null && !string.Equals(asked.Hash, genotype.Hash, StringComparison.Ordinal))
        {
            throw new UsageException($"{own} is another genotype than {origin}: a run goes on with its own; leave --genotype out, or begin another run.");
        }

        AtomicFile.WriteAllText(own, genotype.ToJson());
        return ReportBuilder.Build(experiment, work, genotype, null, new Comparison(experiment, work, genotype).Run());
    }
}

/// <summary>The path of <c>weft train encoder</c>.</summary>
public static class EncoderRun
{
    /// <summary>Trains, tests once, leaves the encoder with the data, reports.</summary>
    public static RunReport Execute(FusionExperiment experiment, string modalityName)
    {
        var modality = experiment.Task.Modalities.FirstOrDefault(m => string.Equals(m.Name, modalityName, StringComparison.Ordinal))
            ?? throw new UsageException(
                $"The task {experiment.Task.Name} has no modality '{modalityName}'; it has {string.Join(", ", experiment.Task.Modalities.Select(m => m.Name))}.");
        var file = EncoderTraining.Run(experiment, modality);
        EncoderStage.Publish(experiment, file);
        using var encoder = file.Load(experiment.Task, experiment.Device);
        var test = experiment.Ledger.Once($"test:encoder:{modality.Name}", () => Test(experiment, modality, encoder));
        return ReportBuilder.BuildEncoder(
            experiment, modality.Name, file.DevMetric, test.Metric, encoder.ParameterCount(), experiment.Ledger.Find<TrainedEncoder>($"encoder:{modality.Name}")?.Seconds);
    }

    internal static TestedNetwork Test(FusionExperiment experiment, Modality modality, Encoders.Encoder encoder)
    {
        var result = Evaluation.Run(
            experiment.Task,
            encoder,
            batch => encoder.Forward(batch.Inputs[0]).Logits,
            new ModalitySource(experiment.Data, modality, Split.Test),
            experiment.Device,
            modality.InferenceBatch);
        return new TestedNetwork(result.Metric, result.Loss);
    }
}
