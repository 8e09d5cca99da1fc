using System.CommandLine;
using Weft.Experiments;

namespace Weft.Cli.Commands;

/// <summary><c>weft search</c>: finds a fusion network, retrains it, measures it beside its rivals, reports.</summary>
internal static class SearchCommand
{
    /// <summary>The command with one subcommand for each method.</summary>
    internal static Command Create() => new("search", "Find a network, retrain it, measure it beside simple rivals, and report.")
    {
        BmNas(),
    };

    private static Command BmNas()
    {
        var command = new Command("bmnas", "BM-NAS: a two-level differentiable search of which features meet and by which operation.");
        var options = new RunOptions(command, "search", "search.epochs");
        var searchOnly = new Option<bool>("--search-only") { Description = "Stop when the genotype is found: no retraining, no report." };
        command.Options.Add(searchOnly);
        command.SetAction((result, cancellation) => Task.FromResult(RunSession.Execute(
            options.Folder(result),
            options.Settings(result, "bmnas"),
            options.Resume(result),
            result.InvocationConfiguration.Output,
            default,
            experiment => SearchRun.Execute(experiment, result.GetValue(searchOnly)),
            cancellation)));
        return command;
    }
}
