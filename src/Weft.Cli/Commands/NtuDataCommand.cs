using System.CommandLine;
using Weft.Cli.Terminal;
using Weft.Data.Ntu;
using Weft.Data.Prepared;
using Weft.Tasks;

namespace Weft.Cli.Commands;

/// <summary><c>weft data prepare ntu</c>.</summary>
internal static class NtuDataCommand
{
    private const int Shown = 20;

    /// <summary>The command.</summary>
    internal static Command Create()
    {
        var defaults = new NtuRecipe { Videos = string.Empty, Skeletons = string.Empty };
        var command = new Command(NtuTask.TaskName, "NTU RGB+D: 60 actions as video and as skeletons; new people are the test.");
        var output = new Option<string>("--out") { Description = "The folder to make.", Required = true };
        var videos = new Option<string>("--videos")
        {
            Description = "The folder of videos, S001C001P001R001A001_rgb.avi and so on.",
            Required = true,
        };
        var skeletons = new Option<string>("--skeletons")
        {
            Description = "The folder of skeletons, S001C001P001R001A001.skeleton and so on.",
            Required = true,
        };
        var badList = new Option<string?>("--bad-list")
        {
            Description = "A text file of clips to leave out, one name to a line, such as the official list of missing skeletons.",
        };
        var straight = new Option<bool>("--straight")
        {
            Description = "Make no small videos: read the originals, from where they are, whenever clips are read.",
        };
        var size = new Option<int>("--size")
        {
            Description = "Width and height of the frames that networks are given.",
            DefaultValueFactory = _ => defaults.Size,
        };
        var subjects = new Option<NtuTrainSubjects>("--search-subjects")
        {
            Description = "Whose clips train: all who are neither dev nor test, or those of a published search.",
            DefaultValueFactory = _ => defaults.TrainSubjects,
        };
        var rules = new Option<Compatibility>("--compatibility")
        {
            Description = "Whose rules clips are read by.",
            DefaultValueFactory = _ => defaults.Compatibility,
        };
        var jobs = new Option<int>("--jobs")
        {
            Description = "How many clips are worked on at once.",
            DefaultValueFactory = _ => defaults.Jobs,
        };
        foreach (var option in (Option[])[output, videos, skeletons, badList, straight, size, subjects, rules, jobs])
        {
            command.Options.Add(option);
        }

        command.SetAction((result, cancellation) =>
        {
            var recipe = new NtuRecipe
            {
                Videos = Path.GetFullPath(result.GetValue(videos)!),
                Skeletons = Path.GetFullPath(result.GetValue(skeletons)!),
                BadList = result.GetValue(badList) is { } list ? Path.GetFullPath(list) : null,
                Straight = result.GetValue(straight),
                Size = result.GetValue(size),
                TrainSubjects = result.GetValue(subjects),
                Compatibility = result.GetValue(rules),
                Jobs = result.GetValue(jobs),
            };
            return Task.FromResult(Prepare(recipe, result.GetValue(output)!, result.InvocationConfiguration.Output, cancellation));
        });
        return command;
    }

    private static int Prepare(NtuRecipe recipe, string folder, TextWriter output, CancellationToken cancellation)
    {
        PrepareResult<NtuManifest> result;
        using (var progress = ProgressConsole.ForProcess(TimeProvider.System))
        {
            result = NtuPreparer.Prepare(recipe, folder, new PrepareRelay(progress), cancellation: cancellation);
        }

        var (manifest, counts) = (result.Manifest, result.Manifest.Counts);
        output.WriteLine(
            $"{result.Folder}: {counts.Train:N0} / {counts.Dev:N0} / {counts.Test:N0} clips (train / dev / test), "
            + $"{manifest.Size} x {manifest.Size} {(manifest.Videos is null ? "rescaled" : $"read from {manifest.Videos}")}"
            + $"{(manifest.LeftOut > 0 ? $", {manifest.LeftOut:N0} of other subjects left out" : string.Empty)}"
            + $"{(result.Reused ? "; it was there already, unchanged" : string.Empty)}.");
        if (manifest.Bad > 0)
        {
            var list = Path.Combine(result.Folder, NtuManifest.BadFile);
            output.WriteLine($"{manifest.Bad:N0} cannot be used ({list}):");
            foreach (var line in File.ReadLines(list).Skip(1).Take(Shown))
            {
                output.WriteLine($"  {TextWidth.Clean(line)}");
            }

            if (manifest.Bad > Shown)
            {
                output.WriteLine($"  and {manifest.Bad - Shown:N0} more");
            }
        }

        return 0;
    }
}
