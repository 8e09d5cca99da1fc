using System.CommandLine;
using System.Globalization;
using Weft.Cli.Terminal;
using Weft.Data.Clips.Backgrounds;
using Weft.Data.Clips.Lists;
using Weft.Torch;

namespace Weft.Cli.Commands;

/// <summary><c>weft data medians</c>: backgrounds of clips.</summary>
internal static class MediansCommand
{
    private const string All = "all";

    // Of a long list, the first few tell what is wrong.
    private const int BadShown = 10;

    /// <summary>The command.</summary>
    internal static Command Create()
    {
        var defaults = new BackgroundRecipe();
        var lists = new ClipListSettings();
        var command = new Command("medians", "Make the backgrounds of clips: medians over time. Those that are there already are kept.");
        var from = new Option<string?>("--from") { Description = "A folder of videos, or of folders of frames." };
        var list = new Option<string?>("--list") { Description = "Or lists of clips or .npz archives of them, separated by commas." };
        var data = new Option<string?>("--data") { Description = "The folder that the lists' paths begin in; by default that of each list." };
        var template = new Option<string>("--template") { Description = "How the lists' frames are named.", DefaultValueFactory = _ => lists.Template };
        var start = new Option<int>("--start-index") { Description = "The number of the first.", DefaultValueFactory = _ => lists.StartIndex };
        var suffix = new Option<string>("--suffix") { Description = "The ending of the lists' videos.", DefaultValueFactory = _ => lists.Suffix };
        var output = new Option<string>("--out") { Description = "The folder to make them in.", Required = true };
        var frames = new Option<string>("--frames")
        {
            Description = "How many frames of a clip are taken at most, evenly spread, or all.",
            DefaultValueFactory = _ => defaults.Frames!.Value.ToString(CultureInfo.InvariantCulture),
        };
        var format = new Option<BackgroundFormat>("--format") { Description = "How they are stored; png loses nothing.", DefaultValueFactory = _ => defaults.Format };
        var threads = new Option<int>("--threads") { Description = "Clips worked on at once; 0 takes all cores.", DefaultValueFactory = _ => defaults.Threads };
        var rules = new Option<Compatibility>("--compatibility") { Description = "Whose names." };
        foreach (var option in (Option[])[from, list, data, template, start, suffix, output, frames, format, threads, rules])
        {
            command.Options.Add(option);
        }

        command.SetAction((result, cancellation) =>
        {
            var recipe = new BackgroundRecipe
            {
                Frames = Frames(result.GetValue(frames)!),
                Format = result.GetValue(format),
                Threads = result.GetValue(threads),
                Reference = result.GetValue(rules) == Compatibility.Reference,
            };
            var target = Path.GetFullPath(result.GetValue(output)!);
            BackgroundCounts counts;
            using (var progress = ProgressConsole.ForProcess(TimeProvider.System))
            {
                var relay = new PrepareRelay(progress);
                counts = (result.GetValue(from), result.GetValue(list)) switch
                {
                    ({ } folder, null) => BackgroundExtraction.OfFolder(folder, target, recipe, relay, cancellation),
                    (null, { } paths) => BackgroundExtraction.OfList(
                        ClipList.Read(new ClipListSettings
                        {
                            List = paths,
                            Folder = result.GetValue(data) ?? string.Empty,
                            Template = result.GetValue(template)!,
                            StartIndex = result.GetValue(start),
                            Suffix = result.GetValue(suffix)!,
                        }),
                        target,
                        recipe,
                        relay,
                        cancellation),
                    _ => throw new UsageException("Say which clips: either --from with a folder, or --list with lists of clips."),
                };
            }

            return Task.FromResult(Describe(counts, target, result.InvocationConfiguration.Output));
        });
        return command;
    }

    private static int? Frames(string text) => text is All ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0 ? count
        : throw new UsageException($"--frames is '{text}'; give a whole number of at least 1, or {All}.");

    private static int Describe(BackgroundCounts counts, string folder, TextWriter output)
    {
        output.WriteLine($"{folder}: {counts.Made:N0} backgrounds made, {counts.Kept:N0} were there already.");
        if (counts.Bad.Count > 0)
        {
            output.WriteLine($"{counts.Bad.Count:N0} clips cannot be used:");
            foreach (var bad in counts.Bad.Take(BadShown))
            {
                output.WriteLine($"  {bad.Name}: {bad.Problem}");
            }

            if (counts.Bad.Count > BadShown)
            {
                output.WriteLine($"  and {counts.Bad.Count - BadShown:N0} more");
            }
        }

        return counts.Made + counts.Kept > 0 ? 0 : throw new WeftException("No clip has a background: none of them can be read.");
    }
}
