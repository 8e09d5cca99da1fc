using System.CommandLine;
using Weft.Cli.Terminal;
using Weft.Data.Arrays;
using Weft.Data.Prepared;
using Weft.Data.UtdMhad;

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
