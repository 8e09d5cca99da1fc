using System.CommandLine;
using Weft.Cli.Terminal;
using Weft.Data.EasyVqa;
using Weft.Data.EmojiItm;
using Weft.Data.Pictures;
using Weft.Data.Prepared;
using Weft.Data.ShapesGrounding;

namespace Weft.Cli.Commands;

/// <summary><c>weft data prepare</c> for the small data sets of pictures and words.</summary>
internal static class PictureDataCommands
{
    /// <summary><c>weft data prepare easy-vqa</c>.</summary>
    internal static Command EasyVqa()
    {
        var command = new Command(EasyVqaPreparer.Task, "easy-VQA: questions about pictures of one coloured shape, in the layout of VQA v2.");
        var (source, output) = (From(command, "The folder of easy-VQA's archives and lists."), Output(command));
        command.SetAction((result, cancellation) => Task.FromResult(Run(result, progress => EasyVqaPreparer.Prepare(
            Path.GetFullPath(result.GetValue(source)!), result.GetValue(output)!, progress, cancellation))));
        return command;
    }

    /// <summary><c>weft data prepare emoji-itm</c>.</summary>
    internal static Command EmojiItm()
    {
        var command = new Command(
            EmojiItmPreparer.Task, "Emoji in four styles and their texts, in the layout of precomputed captions; dev and test are unseen concepts.");
        var (source, output) = (From(command, "The folder with emoji.json and the sheets."), Output(command));
        var mirror = new Option<bool>("--mirror")
        {
            Description = "Whether training has each drawing mirrored, too.",
            DefaultValueFactory = _ => false,
        };
        command.Options.Add(mirror);
        command.SetAction((result, cancellation) => Task.FromResult(Run(result, progress => EmojiItmPreparer.Prepare(
            Path.GetFullPath(result.GetValue(source)!), result.GetValue(output)!, result.GetValue(mirror), null, progress, cancellation))));
        return command;
    }

    /// <summary><c>weft data prepare shapes-grounding</c>.</summary>
    internal static Command ShapesGrounding()
    {
        var defaults = new ShapesRecipe();
        var command = new Command(
            ShapesGroundingPreparer.Task, "Generated scenes of coloured shapes with sentences that mean one of them, in the layout of RefCOCO.");
        var output = Output(command);
        var train = new Option<int>("--train") { Description = "Scenes to train on.", DefaultValueFactory = _ => defaults.Train };
        var other = new Option<int>("--other") { Description = "Scenes each of val, testA and testB.", DefaultValueFactory = _ => defaults.Other };
        var seed = new Option<long>("--seed") { Description = "The seed of all draws.", DefaultValueFactory = _ => defaults.Seed };
        foreach (var option in (Option[])[train, other, seed])
        {
            command.Options.Add(option);
        }

        command.SetAction((result, cancellation) =>
        {
            var recipe = new ShapesRecipe { Train = result.GetValue(train), Other = result.GetValue(other), Seed = result.GetValue(seed) };
            return Task.FromResult(Run(result, progress => ShapesGroundingPreparer.Prepare(
                result.GetValue(output)!, recipe, progress, cancellation)));
        });
        return command;
    }

    /// <summary>Adds the option that names the sources.</summary>
    internal static Option<string> From(Command command, string description)
    {
        var source = new Option<string>("--from") { Description = description, Required = true };
        command.Options.Add(source);
        return source;
    }

    /// <summary>Adds the option that names the folder to make.</summary>
    internal static Option<string> Output(Command command)
    {
        var output = new Option<string>("--out") { Description = "The folder to make.", Required = true };
        command.Options.Add(output);
        return output;
    }

    private static int Run(ParseResult invocation, Func<IProgress<PrepareProgress>, PrepareResult<PictureManifest>> prepare)
    {
        PrepareResult<PictureManifest> result;
        using (var progress = ProgressConsole.ForProcess(TimeProvider.System))
        {
            result = prepare(new PrepareRelay(progress));
        }

        var counts = result.Manifest.Counts.OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => $"{c.Value:N0} {c.Key}");
        invocation.InvocationConfiguration.Output.WriteLine(
            $"{result.Folder}: {string.Join(", ", counts)}{(result.Reused ? "; it was there already, unchanged" : string.Empty)}.");
        return 0;
    }
}
