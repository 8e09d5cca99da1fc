using Weft.Encoders;
using Weft.Experiments.Methods;
using Weft.Mfas;
using Weft.Search;
using Weft.Search.Strategies;
using Weft.Settings;
using Weft.Tasks;
using Weft.Torch;

namespace Weft.Experiments;

/// <summary>
/// What can be known to be wrong before anything is written: a run that cannot work leaves no folder behind, and nobody waits for
/// encoders to be trained only to read that an operation's name is mistyped.
/// </summary>
public static class RunChecks
{
    /// <summary>Checks the names in the settings, their sizes against each other, and that the data can be opened.</summary>
    /// <param name="settings">The settings asked for.</param>
    /// <param name="genotype">A genotype to be trained, in any readable form; null for none.</param>
    /// <param name="origin">Where it is from, for messages.</param>
    /// <param name="folder">The folder of a run that goes on: weights of encoders that it has need not be there any more; null for a new run.</param>
    /// <exception cref="WeftException">Something is wrong; the sentence names the setting or the file.</exception>
    public static void Check(FusionSettings settings, string? genotype = null, string origin = "", string? folder = null)
    {
        var task = TaskRegistry.For(settings.Task, settings.Data);
        var method = FusionMethods.Find(settings.Method);
        CheckStrategy(settings, method);
        CheckModalities(settings, task);
        method.Pooling(settings);
        Device.Parse(settings.Device);
        task.Open(settings.Data).Dispose();
        TorchRuntime.Load();
        CheckNetworks(settings, task, method, genotype, origin, folder);
    }

    private static void CheckStrategy(FusionSettings settings, FusionMethod method)
    {
        var strategies = StrategyNames.For(method.IsDifferentiable);
        if (settings.Strategy.Length > 0 && !strategies.Contains(settings.Strategy, StringComparer.Ordinal))
        {
            var why = string.Equals(settings.Strategy, StrategyNames.Bilevel, StringComparison.Ordinal)
                ? $"{method.Name} has no supernet, which bilevel search needs; there are"
                : NearestName.Find(settings.Strategy, strategies) is { } meant
                    ? $"there is no '{settings.Strategy}'; did you mean '{meant}'? There are"
                    : $"there is no '{settings.Strategy}'; there are";
            throw new UsageException($"strategy: {why} {string.Join(", ", strategies)}.");
        }

        if (settings.Trials.ShareWeights && settings.Method is not MfasGenotype.SpaceName)
        {
            throw new UsageException($"trials.shareWeights: only {MfasGenotype.SpaceName} has layers that networks can share.");
        }
    }

    private static void CheckModalities(FusionSettings settings, ITask task)
    {
        var names = task.Modalities.Select(m => m.Name).ToList();
        if (string.Equals(settings.Kind, "encoder", StringComparison.Ordinal) && !names.Contains(settings.Modality ?? "", StringComparer.Ordinal))
        {
            throw new UsageException($"The task {task.Name} has no modality '{settings.Modality}'; it has {string.Join(", ", names)}.");
        }

        foreach (var name in settings.Encoder.Channels.Keys.Where(name => !names.Contains(name, StringComparer.Ordinal)))
        {
            throw new UsageException($"encoder.channels: the task {task.Name} has no modality '{name}'; it has {string.Join(", ", names)}.");
        }

        foreach (var modality in task.Modalities)
        {
            EncoderStage.Channels(settings, task, modality);
        }

        if (settings.Encoder.FineTune && settings.Encoder.Weights.Count == 0)
        {
            throw new UsageException("encoder.fineTune: there are no weights to tune from; name some by encoder.weights, or leave it out.");
        }

        foreach (var name in settings.Encoder.Weights.Keys)
        {
            if (!names.Contains(name, StringComparer.Ordinal))
            {
                throw new UsageException($"encoder.weights: the task {task.Name} has no modality '{name}'; it has {string.Join(", ", names)}.");
            }
        }
    }

    private static void CheckNetworks(FusionSettings settings, ITask task, FusionMethod method, string? genotype, string origin, string? folder)
    {
        var taps = new List<Tap>();
        foreach (var modality in task.Modalities)
        {
            var width = EncoderStage.Channels(settings, task, modality);
            var made = folder is not null && File.Exists(EncoderStage.FileIn(folder, modality.Name));
            if (!made && settings.Encoder.Weights.TryGetValue(modality.Name, out var file))
            {
                using var random = new NetworkRandom(0);
                using var encoder = task.BuildEncoder(modality.Name, width, 0, random);
                EncoderWeights.Load(encoder, file);
            }

            taps.AddRange(EncoderShape.Of(task, modality.Name, width).TapChannels.Select((channels, t) => new Tap(modality.Name, $"{t + 1}", channels)));
        }

        method.Check(settings, taps, task);
        if (genotype is not null)
        {
            method.Space(settings, taps, task).Parse(genotype, origin);
        }
    }
}
