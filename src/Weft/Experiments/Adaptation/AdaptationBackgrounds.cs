using System.Text;
using Weft.Data.Clips.Backgrounds;
using Weft.Data.Clips.Lists;
using Weft.Data.Prepared;
using Weft.Runs;
using Weft.Torch;
using Weft.Torch.Files;

namespace Weft.Experiments.Adaptation;

/// <summary>The backgrounds of a run: pictures that the settings name, or medians over time of the run's own clips.</summary>
internal static class AdaptationBackgrounds
{
    private const string Stage = "medians";

    /// <summary>Opens the pictures, made now if none are named and they are not there yet.</summary>
    /// <param name="experiment">The run.</param>
    /// <param name="both">Whether medians of the target's clips are among them.</param>
    /// <exception cref="WeftException">There are none.</exception>
    public static BackgroundPool Open(AdaptationExperiment experiment, bool both)
    {
        var transforms = experiment.Settings.Clips.Transforms;
        if (transforms.Blend!.Source is { Length: > 0 } named)
        {
            return BackgroundPool.Open(string.Join(',', named.Split(',').Select(p => Path.GetFullPath(p.Trim(), experiment.Settings.Data))), transforms.Size);
        }

        var lists = both && experiment.Lists.Target is { } target ? [experiment.Lists.Source, target] : new[] { experiment.Lists.Source };
        return BackgroundPool.Open(string.Join(',', lists.Select(list => Made(experiment, list))), transforms.Size);
    }

    private static string Made(AdaptationExperiment experiment, ClipList list)
    {
        var run = experiment.Run;
        var home = CacheFolder.Beside(experiment.Settings.Data) ?? Path.Combine(run.Folder, "cache");

        // Pictures of both forms in one folder would be drawn as if they were different backgrounds.
        var format = experiment.Reference ? BackgroundFormat.Jpg : BackgroundFormat.Png;
        var folder = Path.Combine(home, Stage, $"{list.ContentHash[..16]}-{Places(experiment, list)}-{format.ToString().ToLowerInvariant()}");
        run.Progress.Stage(Stage, $"backgrounds of {list.Clips.Count} clips, as medians over time");
        var told = new Relay(update => run.Progress.Report(new ProgressUpdate(Stage, 1, 1, Stage, update.Done, update.Total, "clips", null, null, null, null)));

        // Without losses: the pictures are small beside the clips, and JPEG's blocks are no background.
        var recipe = new BackgroundRecipe { Format = format, Threads = TorchRuntime.Threads };
        var counts = BackgroundExtraction.OfList(list, folder, recipe, told, run.Cancellation);
        return counts.Bad.Count < list.Clips.Count
            ? folder
            : throw new WeftException($"No background can be made: none of the {list.Clips.Count} clips can be read, first {counts.Bad[0].Name}.");
    }

    /// <summary>Where the clips lie, since lists of two folders may read alike.</summary>
    private static string Places(AdaptationExperiment experiment, ClipList list) => Checksum.OfBytes(Encoding.UTF8.GetBytes(string.Join(
        '\n', list.Clips.Select(clip => Path.GetRelativePath(experiment.Settings.Data, clip.Path)))))[..8];

    private sealed class Relay(Action<PrepareProgress> report) : IProgress<PrepareProgress>
    {
        public void Report(PrepareProgress value) => report(value);
    }
}
