using System.Globalization;
using Weft.Encoders;
using Weft.Tasks;
using Weft.Torch;

namespace Weft.Experiments;

/// <summary>Where a run's encoders come from: the run itself, weights that the settings name, the data, or training.</summary>
public static class EncoderStage
{
    private const int PublishedChannels = 3;

    /// <summary>
    /// The run's encoders, one for each modality in the task's order. Ones that an earlier run trained on this data are taken; missing
    /// ones are trained now and left with the data for later runs.
    /// </summary>
    public static IReadOnlyList<EncoderFile> Provide(FusionExperiment experiment) =>
        [.. experiment.Task.Modalities.Select(modality => Provide(experiment, modality))];

    /// <summary>Leaves an encoder with the data, where later runs take it from; one that was there is replaced.</summary>
    public static void Publish(FusionExperiment experiment, EncoderFile encoder)
    {
        var target = LeftFor(experiment, encoder.Modality);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            Torch.Files.AtomicFile.WriteAllBytes(target, File.ReadAllBytes(encoder.Path));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or WeftException)
        {
            experiment.Run.Remark($"The {encoder.Modality} encoder stays in the run folder only: {experiment.Settings.Data} cannot be written to.");
        }
    }

    /// <summary>The run's own encoder of a modality, if it is made; what a kill behind that left of its making is removed.</summary>
    internal static EncoderFile? Kept(FusionExperiment experiment, Modality modality)
    {
        var own = FileIn(experiment.Run.Folder, modality.Name);
        if (!File.Exists(own))
        {
            return null;
        }

        experiment.Checkpoints(EncoderTraining.StageOf(modality)).Clear();
        experiment.Checkpoints(EncoderWeights.HeadStageOf(modality.Name)).Clear();
        File.Delete(EncoderWeights.BodyOf(own));
        return EncoderFile.Open(own);
    }

    /// <summary>Where a folder keeps a modality's encoder.</summary>
    public static string FileIn(string folder, string modality) => Path.Combine(folder, "encoders", modality + ".safetensors");

    /// <summary>Copies another run's encoders, for a worker of its study: trained again they would be others.</summary>
    /// <param name="host">The other run's folder.</param>
    /// <param name="folder">The worker's run folder.</param>
    /// <param name="modalities">Whose encoders.</param>
    /// <exception cref="UsageException">The other run has none.</exception>
    public static void TakeFrom(string host, string folder, IReadOnlyList<string> modalities)
    {
        foreach (var modality in modalities)
        {
            var (source, target) = (FileIn(host, modality), FileIn(folder, modality));
            if (!File.Exists(source))
            {
                throw new UsageException($"{source} is not there: a study is joined where its run folder is, with the run's encoders.");
            }

            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            Torch.Files.AtomicFile.WriteAllBytes(target, File.ReadAllBytes(source));
        }
    }

    private static EncoderFile Provide(FusionExperiment experiment, Modality modality)
    {
        if (experiment.Reference
            && experiment.Method.ReferenceLeavesUntrained(experiment.Task.Name, modality.Name)
            && EncoderWeights.Named(experiment, modality) is null)
        {
            return EncoderTraining.Untrained(experiment, modality);
        }

        var own = FileIn(experiment.Run.Folder, modality.Name);
        var published = LeftFor(experiment, modality.Name);
        if (Kept(experiment, modality) is { } kept)
        {
            if (!File.Exists(published))
            {
                // A kill came between training and publishing.
                Publish(experiment, kept);
            }

            return kept;
        }

        var replaces = true;
        if (File.Exists(published))
        {
            var found = EncoderFile.Open(published);
            replaces = !IsOfThisData(experiment, found);
            if (Fits(experiment, modality, found))
            {
                RemarkOnOtherRecipe(experiment, modality, found);

                // The run keeps a copy: it must stay what it is when somebody trains the encoder anew.
                Directory.CreateDirectory(Path.GetDirectoryName(own)!);
                Torch.Files.AtomicFile.WriteAllBytes(own, File.ReadAllBytes(published));
                experiment.Run.Progress.Line($"encoder:{modality.Name}: taken from {published} (dev {found.DevMetric.ToString("0.000", CultureInfo.InvariantCulture)}).");
                return EncoderFile.Open(own);
            }

            experiment.Run.Remark($"{published} was made of other data or weights; the {modality.Name} encoder is made again.");
        }

        var trained = EncoderTraining.Run(experiment, modality);
        if (replaces)
        {
            Publish(experiment, trained);
        }
        else
        {
            // The one that is there may have taken days.
            experiment.Run.Progress.Line(
                $"encoder:{modality.Name}: stays with this run, since {published} is of other weights; `weft train encoder` would replace that.");
        }

        return trained;
    }

    private static bool IsOfThisData(FusionExperiment experiment, EncoderFile found) =>
        string.Equals(found.DataHash, experiment.Data.ContentHash, StringComparison.Ordinal)
        && string.Equals(found.Task, experiment.Task.Name, StringComparison.Ordinal);

    /// <summary>Where the data keep an encoder for runs by the same rules: those of other rules would make their reports a lie.</summary>
    private static string LeftFor(FusionExperiment experiment, string modality) => experiment.Reference
        ? Path.Combine(experiment.Settings.Data, "encoders", "reference", modality + ".safetensors")
        : FileIn(experiment.Settings.Data, modality);

    /// <summary>An encoder of other data is worthless, and one trained by the other rules would make the report a lie.</summary>
    private static bool Fits(FusionExperiment experiment, Modality modality, EncoderFile found) =>
        EncoderWeights.Agree(experiment, modality, found)
        && IsOfThisData(experiment, found)
        && found.Recipe.StartsWith(EncoderTraining.Rules(experiment), StringComparison.Ordinal);

    private static void RemarkOnOtherRecipe(FusionExperiment experiment, Modality modality, EncoderFile found)
    {
        var asked = EncoderTraining.Recipe(experiment, modality);
        if (found.Recipe != asked && found.Recipe != asked + EncoderWeights.DescribeHead(experiment))
        {
            experiment.Run.Remark(
                $"The {modality.Name} encoder that was left with the data is used; it was trained with {found.Recipe}, not with this run's own encoder settings.");
        }
    }

    /// <summary>
    /// The width that the settings give a modality's encoder; without one the task's own, but the published 3 channels where reference rules
    /// train encoders as published.
    /// </summary>
    /// <exception cref="UsageException">It is no number of channels.</exception>
    internal static int Channels(FusionSettings settings, ITask task, Modality modality)
    {
        if (!settings.Encoder.Channels.TryGetValue(modality.Name, out var text))
        {
            return settings.Compatibility == Compatibility.Reference && task.HasPublishedEncoderTraining ? PublishedChannels : modality.DefaultChannels;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var channels) && channels is > 0 and <= 4096
            ? channels
            : throw new UsageException($"encoder.channels.{modality.Name}: '{text}' is no number of channels from 1 to 4096.");
    }
}
