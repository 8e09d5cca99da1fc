using System.CommandLine;
using Weft.Cli.Terminal;
using Weft.Data.AvMnist;
using Weft.Data.Prepared;

namespace Weft.Cli.Commands;

/// <summary><c>weft data prepare</c>: makes a task's data from its sources.</summary>
internal static class DataCommand
{
    /// <summary>The command with one subcommand for each data set.</summary>
    internal static Command Create() => new("data", "Prepare data.")
    {
        new Command("prepare", "Make a task's data from its sources.")
        {
            AvMnist(),
            PictureDataCommands.EasyVqa(),
            EgoGestureCommand.Create(),
            PictureDataCommands.EmojiItm(),
            ArrayDataCommands.Leaves100(),
            MmImdbCommands.Prepare(),
            ClipDataCommands.MovingDigits(),
            NtuDataCommand.Create(),
            PictureDataCommands.ShapesGrounding(),
            ClipDataCommands.Sprites(),
            ArrayDataCommands.UtdMhad(),
            ArrayDataCommands.Vectors(),
        },
        MediansCommand.Create(),
        MmImdbCommands.Poster(),
    };

    private static Command AvMnist()
    {
        var defaults = new AvMnistRecipe { Mnist = string.Empty, Speech = string.Empty, Noise = string.Empty };
        var command = new Command("avmnist", "AV-MNIST: pictures of digits short of energy, paired with spoken digits in noise.");
        var output = new Option<string>("--out") { Description = "The folder to make.", Required = true };
        var mnist = new Option<string>("--mnist") { Description = "The folder of MNIST's four IDX files, gzipped or not.", Required = true };
        var speech = new Option<string>("--speech")
        {
            Description = "Spoken digits, named DIGIT_SPEAKER_TAKE.wav: a folder, a zip, or espeak to have them made.",
            DefaultValueFactory = _ => AvMnistRecipe.EspeakWord,
        };
        var noise = new Option<string>("--noise")
        {
            Description = "Noise clips: a folder or zip of wav files, synthetic to have it made, or none.",
            DefaultValueFactory = _ => "synthetic",
        };
        var snr = new Option<double>("--snr-db") { Description = "Speech over noise in decibels.", DefaultValueFactory = _ => defaults.SnrDb };
        var energy = new Option<double>("--energy") { Description = "Share of the images' energy that is kept.", DefaultValueFactory = _ => defaults.Energy };
        var train = new Option<int>("--train") { Description = "Training pairs.", DefaultValueFactory = _ => defaults.Train };
        var dev = new Option<int>("--dev") { Description = "Dev pairs.", DefaultValueFactory = _ => defaults.Dev };
        var test = new Option<int>("--test") { Description = "Test pairs.", DefaultValueFactory = _ => defaults.Test };
        var seed = new Option<long>("--seed") { Description = "The seed of all draws.", DefaultValueFactory = _ => defaults.Seed };
        var rules = new Option<Compatibility>("--compatibility") { Description = "Whose rules.", DefaultValueFactory = _ => defaults.Compatibility };
        foreach (var option in (Option[])[output, mnist, speech, noise, snr, energy, train, dev, test, seed, rules])
        {
            command.Options.Add(option);
        }

        command.SetAction((result, cancellation) =>
        {
            var recipe = new AvMnistRecipe
            {
                Mnist = Absolute(result.GetValue(mnist)!),
                Speech = result.GetValue(speech) is AvMnistRecipe.EspeakWord ? AvMnistRecipe.EspeakWord : Absolute(result.GetValue(speech)!),
                Noise = result.GetValue(noise) is ("none" or "synthetic") and var word ? word : Absolute(result.GetValue(noise)!),
                SnrDb = result.GetValue(snr),
                Energy = result.GetValue(energy),
                Train = result.GetValue(train),
                Dev = result.GetValue(dev),
                Test = result.GetValue(test),
                Seed = result.GetValue(seed),
                Compatibility = result.GetValue(rules),
            };
            return Task.FromResult(Prepare(recipe, result.GetValue(output)!, result.InvocationConfiguration.Output, cancellation));
        });
        return command;
    }

    private static int Prepare(AvMnistRecipe recipe, string folder, TextWriter output, CancellationToken cancellation)
    {
        PrepareResult<AvMnistManifest> result;
        using (var progress = ProgressConsole.ForProcess(TimeProvider.System))
        {
            result = AvMnistPreparer.Prepare(recipe, folder, progress: new PrepareRelay(progress), cancellation: cancellation);
        }

        var counts = result.Manifest.Counts;
        output.WriteLine(
            $"{result.Folder}: {counts.Train:N0} / {counts.Dev:N0} / {counts.Test:N0} pairs (train / dev / test), "
            + $"{result.Manifest.Pca.Components} components hold {result.Manifest.Pca.Energy:P1} of the images' energy, "
            + $"speech at {recipe.SnrDb} dB{(result.Reused ? "; it was there already, unchanged" : string.Empty)}.");
        return 0;
    }

    private static string Absolute(string path) => Path.GetFullPath(path);
}
