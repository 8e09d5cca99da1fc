using System.CommandLine;
using Weft.Cli.Terminal;
using Weft.Data.EgoGesture;
using Weft.Data.Prepared;

namespace Weft.Cli.Commands;

/// <summary><c>weft data prepare egogesture</c>.</summary>
internal static class EgoGestureCommand
{
    /// <summary>The command.</summary>
    internal static Command Create()
    {
        var defaults = new EgoGestureRecipe();
        var command = new Command(
            EgoGestureManifest.TaskName, "EgoGesture: 83 gestures seen from the head of the one who makes them, in colour and depth.");
        var output = new Option<string>("--out") { Description = "The folder to make.", Required = true };
        var frames = new Option<string>("--frames")
        {
            Description = "The folder of frames, which has Subject01 and the others.",
            Required = true,
        };
        var annotations = new Option<string>("--annotations")
        {
            Description = "The annotation file, egogestureall_but_None.json.",
            Required = true,
        };
        var size = new Option<int>("--size")
        {
            Description = "The side of a frame as networks take it.",
            DefaultValueFactory = _ => defaults.Size,
        };
        var length = new Option<int>("--length")
        {
            Description = "How many frames networks take.",
            DefaultValueFactory = _ => defaults.Length,
        };
        var seconds = new Option<double>("--record-seconds")
        {
            Description = "How often the position is recorded, to go on from after a kill.",
            DefaultValueFactory = _ => 5,
        };
        foreach (var option in (Option[])[output, frames, annotations, size, length, seconds])
        {
            command.Options.Add(option);
        }

        command.SetAction((result, cancellation) =>
        {
            PrepareResult<EgoGestureManifest> prepared;
            using (var progress = ProgressConsole.ForProcess(TimeProvider.System))
            {
                prepared = EgoGesturePreparer.Prepare(
                    Path.GetFullPath(result.GetValue(frames)!),
                    Path.GetFullPath(result.GetValue(annotations)!),
                    result.GetValue(output)!,
                    new EgoGestureRecipe(result.GetValue(size), result.GetValue(length)),
                    new PrepareRelay(progress),
                    result.GetValue(seconds),
                    cancellation: cancellation);
            }

            Describe(prepared, result.InvocationConfiguration.Output);
            return Task.FromResult(0);
        });
        return command;
    }

    private static void Describe(PrepareResult<EgoGestureManifest> result, TextWriter output)
    {
        const int Shown = 3;
        var (manifest, counts) = (result.Manifest, result.Manifest.Counts);
        var published = EgoGestureManifest.PublishedCounts;
        output.WriteLine(
            $"{result.Folder}: {counts.Train:N0} / {counts.Dev:N0} / {counts.Test:N0} clips (train / dev / test), "
            + $"{manifest.Classes.Count} gestures, "
            + (manifest.Published ? "as published" : $"not the published {published.Train:N0} / {published.Dev:N0} / {published.Test:N0}")
            + $"{(result.Reused ? "; it was there already, unchanged" : string.Empty)}.");
        if (manifest.Bad.Count > 0)
        {
            var list = Path.Combine(result.Folder, "manifest.json");
            output.WriteLine($"{manifest.Bad.Count:N0} clips cannot be used; all are listed under 'bad' in {list}:");
            foreach (var item in manifest.Bad.Take(Shown))
            {
                output.WriteLine($"  {item.Name}: {item.Problem}");
            }

            if (manifest.Bad.Count > Shown)
            {
                output.WriteLine("  ...");
            }
        }
    }
}
