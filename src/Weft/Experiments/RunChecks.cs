using Weft.BmNas;
using Weft.BmNas.Operations;
using Weft.Data.Features;
using Weft.Search;
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
    /// <exception cref="WeftException">Something is wrong; the sentence names the setting or the file.</exception>
    public static void Check(RunSettings settings, string? genotype = null, string origin = "")
    {
        var task = TaskRegistry.For(settings.Task, settings.Data);
        CheckMethod(settings);
        CheckModalities(settings, task);
        CheckOperations(settings);
        var pooling = SearchRun.PoolingOf(settings);
        Device.Parse(settings.Device);
        task.Open(settings.Data).Dispose();
        TorchRuntime.Load();
        CheckNetworks(settings, task, pooling, genotype, origin);
    }

    private static void CheckMethod(RunSettings settings)
    {
        if (!string.Equals(settings.Method, BmNasGenotype.SpaceName, StringComparison.Ordinal))
        {
            throw new UsageException($"method: there is no '{settings.Method}'; there is {BmNasGenotype.SpaceName}.");
        }
    }

    private static void CheckModalities(RunSettings settings, ITask task)
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
            EncoderStage.Channels(settings, modality);
        }
    }

    private static void CheckOperations(RunSettings settings)
    {
        if (settings.Operations.Count == 0)
        {
            throw new UsageException($"operations: the list is empty; there are {string.Join(", ", FusionOperations.All)}.");
        }

        foreach (var name in settings.Operations.Where(o => !FusionOperations.All.Contains(o, StringComparer.Ordinal)))
        {
            var near = NearestName.Find(name, FusionOperations.All) is { } meant ? $"did you mean '{meant}'? There" : "there";
            throw new UsageException($"operations: there is no '{name}'; {near} are {string.Join(", ", FusionOperations.All)}.");
        }
    }

    private static void CheckNetworks(RunSettings settings, ITask task, TapPooling pooling, string? genotype, string origin)
    {
        var taps = new List<Tap>();
        foreach (var modality in task.Modalities)
        {
            using var random = new NetworkRandom(0);
            using var encoder = task.BuildEncoder(modality.Name, EncoderStage.Channels(settings, modality), 0, random);
            taps.AddRange(encoder.TapChannels.Select((channels, t) => new Tap(modality.Name, $"{t + 1}", channels)));
        }

        if (settings.Shape.Cells > (taps.Count + 1) / 2)
        {
            throw new UsageException(
                $"shape.cells is {settings.Shape.Cells}, but {taps.Count} taps allow at most {(taps.Count + 1) / 2} cells: each needs a tap of its own.");
        }

        if (genotype is not null)
        {
            new BmNasSpace(taps, settings.Shape, settings.Operations, pooling, task.Classes).Parse(genotype, origin);
        }
    }
}
