using System.CommandLine;
using System.Globalization;
using Weft.Experiments;
using Weft.Search.Strategies;
using Weft.Torch;

namespace Weft.Cli.Commands;

/// <summary><c>weft search</c>: finds a fusion network, retrains it, measures it beside its rivals, reports.</summary>
internal static class SearchCommand
{
    /// <summary>The command with one subcommand for each method.</summary>
    internal static Command Create() => new("search", "Find a network, retrain it, measure it beside simple rivals, and report.")
    {
        Method(
            "bmnas",
            "BM-NAS: which features meet and by which operation; searched on two levels by gradients, or by trials.",
            "bilevel, surrogate, random or evolution; bilevel by default.",
            "search.epochs"),
        Method(
            "mfas",
            "MFAS: a stack of fusion layers, searched level by level with a surrogate that predicts scores.",
            "surrogate, random or evolution; surrogate by default.",
            "trials.epochs"),
    };

    private static Command Method(string method, string description, string strategies, string epochsKey)
    {
        var command = new Command(method, description);
        var options = new RunOptions(command, "search", epochsKey);
        var strategy = new Option<string?>("--strategy") { Description = $"How it is searched: {strategies}" };
        var trials = new Option<int?>("--trials") { Description = "The most trials, for every strategy but bilevel." };
        var searchOnly = new Option<bool>("--search-only") { Description = "Stop when the genotype is found: no retraining, no report." };
        var join = new Option<string?>("--join") { Description = "Help with the trials of another run's study (its folder or study.db) until its search is over." };
        foreach (var option in (Option[])[strategy, trials, searchOnly, join])
        {
            command.Options.Add(option);
        }

        command.SetAction((result, cancellation) =>
        {
            var output = result.InvocationConfiguration.Output;
            if (result.GetValue(join) is { } study)
            {
                options.RequireNoSettings(result, strategy, trials, searchOnly);
                return Task.FromResult(JoinSession.Execute(
                    study, method, options.NamedFolder(result), options.Data(result), options.Threads(result), output, cancellation));
            }

            return Task.FromResult(FusionSession.Execute(
                options.Folder(result),
                Settings(options, result, method, result.GetValue(strategy), result.GetValue(trials)),
                options.Resume(result),
                output,
                default,
                experiment => SearchRun.Execute(experiment, result.GetValue(searchOnly)),
                cancellation));
        });
        return command;
    }

    /// <summary>The settings; a number of trials that nothing would heed is refused rather than left aside in silence.</summary>
    private static FusionSettings Settings(RunOptions options, ParseResult result, string method, string? strategy, int? trials)
    {
        if (trials is < 1)
        {
            throw new UsageException($"--trials is {trials.Value.ToString(CultureInfo.InvariantCulture)}, but must be at least 1.");
        }

        var settings = FusionSession.Settings(options, result, method, [.. Assignments(strategy, trials)]);
        return trials is null || !string.Equals(SearchRun.StrategyOf(settings), StrategyNames.Bilevel, StringComparison.Ordinal)
            ? settings
            : throw new UsageException(
                "--trials is for searches by trials, and bilevel search has none: leave it out, or add --strategy surrogate, random or evolution.");
    }

    private static IEnumerable<string> Assignments(string? strategy, int? trials)
    {
        if (strategy is not null)
        {
            yield return $"strategy={strategy}";
        }

        if (trials is { } count)
        {
            yield return $"trials.count={count.ToString(CultureInfo.InvariantCulture)}";
        }
    }
}
