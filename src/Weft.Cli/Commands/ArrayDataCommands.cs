using System.CommandLine;
using Weft.Cli.Terminal;
using Weft.Data.Arrays;
using Weft.Data.Prepared;
using Weft.Data.UtdMhad;
using Weft.Data.Vectors;

namespace Weft.Cli.Commands;

/// <summary><c>weft data prepare</c> for the data sets that are prepared as arrays.</summary>
internal static class ArrayDataCommands
{
    /// <summary><c>weft data prepare utd-mhad</c>.</summary>
    internal static Command UtdMhad()
    {
        var command = new Command(UtdMhadPreparer.Task, "UTD-MHAD: 27 actions as skeletons and as a worn sensor felt them; new people are the test.");
        var output = Output(command);
        var source = new Option<string>("--source") { Description = $"{UtdMhadSource.FileName}, or a folder that has it.", Required = true };
        var dev = new Option<int>("--dev-subject")
        {
            Description = "Which of the training subjects 1, 3, 5 and 7 is dev.",
            DefaultValueFactory = _ => UtdMhadPreparer.DefaultDevSubject,
        };
        command.Options.Add(source);
        command.Options.Add(dev);
        command.SetAction((result, cancellation) => Task.FromResult(Run(result, progress => UtdMhadPreparer.Prepare(
            Path.GetFullPath(result.GetValue(source)!), result.GetValue(output)!, result.GetValue(dev), progress, cancellation))));
        return command;
    }

    /// <summary><c>weft data prepare leaves100</c>.</summary>
    internal static Command Leaves100()
    {
        var command = new Command("leaves100", "One-hundred plant species leaves: margin, shape and texture, 64 features each.");
        var output = Output(command);
        var source = new Option<string>("--source") { Description = "leaves100.npz, or a folder that has it.", Required = true };
        command.Options.Add(source);
        command.SetAction((result, cancellation) => Task.FromResult(Run(result, progress => VectorsPreparer.Prepare(
            VectorsPreparer.Leaves100(Path.GetFullPath(result.GetValue(source)!)), result.GetValue(output)!, progress, cancellation))));
        return command;
    }

    /// <summary><c>weft data prepare vectors</c>.</summary>
    internal static Command Vectors()
    {
        var command = new Command("vectors", "Features of your own: an npz archive with an array for each modality and one of labels.");
        var output = Output(command);
        var source = new Option<string>("--source") { Description = "The archive.", Required = true };
        var labels = new Option<string?>("--labels") { Description = "The array of labels; labels or label if not given." };
        var split = new Option<string?>("--split") { Description = "The array of splits (0, 1, 2 or train, dev, test); split if not given, else by the seed." };
        var modalities = new Option<string?>("--modalities") { Description = "The arrays that are modalities, parted by commas; all others if not given." };
        var seed = new Option<ulong>("--seed") { Description = "The seed of a random split.", DefaultValueFactory = _ => 0 };
        foreach (var option in (Option[])[source, labels, split, modalities, seed])
        {
            command.Options.Add(option);
        }

        command.SetAction((result, cancellation) =>
        {
            var recipe = new VectorsRecipe
            {
                Source = Path.GetFullPath(result.GetValue(source)!),
                Labels = result.GetValue(labels),
                Split = result.GetValue(split),
                Modalities = result.GetValue(modalities)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [],
                Seed = result.GetValue(seed),
            };
            return Task.FromResult(Run(result, progress => VectorsPreparer.Prepare(recipe, result.GetValue(output)!, progress, cancellation)));
        });
        return command;
    }

    private static Option<string> Output(Command command)
    {
        var output = new Option<string>("--out") { Description = "The folder to make.", Required = true };
        command.Options.Add(output);
        return output;
    }

    private static int Run(ParseResult invocation, Func<IProgress<PrepareProgress>, PrepareResult<ArrayManifest>> prepare)
    {
        PrepareResult<ArrayManifest> result;
        using (var progress = ProgressConsole.ForProcess(TimeProvider.System))
        {
            result = prepare(new PrepareRelay(progress));
        }

        var (manifest, counts) = (result.Manifest, result.Manifest.Counts);
        var modalities = manifest.Modalities.Select(m => $"{m.Name} [{string.Join(", ", m.Shape)}]");
        invocation.InvocationConfiguration.Output.WriteLine(
            $"{result.Folder}: {counts.Train:N0} / {counts.Dev:N0} / {counts.Test:N0} samples (train / dev / test), "
            + $"{manifest.Classes} {(manifest.MultiLabel ? "labels" : "classes")}, {string.Join(", ", modalities)}"
            + $"{(result.Reused ? "; it was there already, unchanged" : string.Empty)}.");
        return 0;
    }
}
