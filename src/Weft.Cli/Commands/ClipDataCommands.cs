using System.CommandLine;
using Weft.Cli.Terminal;
using Weft.Data.ClipSets;
using Weft.Data.MovingDigits;
using Weft.Data.Prepared;
using Weft.Data.Sprites;

namespace Weft.Cli.Commands;

/// <summary><c>weft data prepare</c> for pairs of video domains.</summary>
internal static class ClipDataCommands
{
    /// <summary><c>weft data prepare sprites</c>.</summary>
    internal static Command Sprites()
    {
        var command = new Command(
            SpritesPreparer.Task, "Game characters in nine actions, two domains that share no part, as raw frames with lists.");
        var (source, output) = (PictureDataCommands.From(command, "The folder with sprites_video.npz and classes.json."), PictureDataCommands.Output(command));
        var bias = new Option<double?>("--background-bias")
        {
            Description = "Puts textures behind the sprites, which agree with the class with this probability in the source "
                + "and tell nothing in the target.",
        };
        var seed = Seed(new SpritesRecipe().Seed);
        command.Options.Add(bias);
        command.Options.Add(seed);
        command.SetAction((result, cancellation) =>
        {
            var recipe = new SpritesRecipe { BackgroundBias = result.GetValue(bias), Seed = result.GetValue(seed) };
            return Task.FromResult(Run(result, progress => SpritesPreparer.Prepare(
                Path.GetFullPath(result.GetValue(source)!), result.GetValue(output)!, recipe, progress, cancellation)));
        });
        return command;
    }

    /// <summary><c>weft data prepare moving-digits</c>.</summary>
    internal static Command MovingDigits()
    {
        var defaults = new MovingDigitsRecipe();
        var command = new Command(
            MovingDigitsPreparer.Task, "MNIST's digits that move in eight ways over misleading textures, two domains, as arrays of clips.");
        var (source, output) = (PictureDataCommands.From(command, "The folder of MNIST's four IDX files, gzipped or not."), PictureDataCommands.Output(command));
        var bias = new Option<double>("--background-bias")
        {
            Description = "The probability with which a texture agrees with the class in the source; in the target it never means it.",
            DefaultValueFactory = _ => defaults.BackgroundBias,
        };
        var train = new Option<int>("--train")
        {
            Description = "Clips to train on in each domain.",
            DefaultValueFactory = _ => defaults.Train,
        };
        var test = new Option<int>("--test") { Description = "Clips of the target to test on.", DefaultValueFactory = _ => defaults.Test };
        var seed = Seed(defaults.Seed);
        foreach (var option in (Option[])[bias, train, test, seed])
        {
            command.Options.Add(option);
        }

        command.SetAction((result, cancellation) =>
        {
            var recipe = new MovingDigitsRecipe
            {
                BackgroundBias = result.GetValue(bias),
                Train = result.GetValue(train),
                Test = result.GetValue(test),
                Seed = result.GetValue(seed),
            };
            return Task.FromResult(Run(result, progress => MovingDigitsPreparer.Prepare(
                Path.GetFullPath(result.GetValue(source)!), result.GetValue(output)!, recipe, progress, cancellation)));
        });
        return command;
    }

    private static Option<long> Seed(long value) =>
        new("--seed") { Description = "The seed of all draws.", DefaultValueFactory = _ => value };

    private static int Run(ParseResult invocation, Func<IProgress<PrepareProgress>, PrepareResult<ClipSetManifest>> prepare)
    {
        PrepareResult<ClipSetManifest> result;
        using (var progress = ProgressConsole.ForProcess(TimeProvider.System))
        {
            result = prepare(new PrepareRelay(progress));
        }

        var counts = result.Manifest.Counts.OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => $"{c.Value:N0} {c.Key}");
        invocation.InvocationConfiguration.Output.WriteLine(
            $"{result.Folder}: clips of {result.Manifest.Classes.Count} classes: {string.Join(", ", counts)}"
            + $"{(result.Reused ? "; it was there already, unchanged" : string.Empty)}.");
        return 0;
    }
}
