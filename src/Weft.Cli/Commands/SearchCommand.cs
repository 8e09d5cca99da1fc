using System.CommandLine;
using Weft.Cdar.Space;
using Weft.Experiments;
using Weft.Experiments.Adaptation;
using Weft.Experiments.VisionLanguage;
using Weft.MmNas;
using Weft.Search.Strategies;

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
        MmNas(),
        Alignment(),
    };

    private static Command Alignment()
    {
        var command = new Command(
            AlignmentGenotype.SpaceName,
            "GLAD's alignments: which features are made alike between two domains of videos, and how strongly, without labels of the target.");
        var options = new RunOptions(command, "search", "trials.epochs");
        var session = new AdaptationSession(command, options, AlignmentGenotype.SpaceName);
        var own = new SearchOptions(command, "evolution or random; evolution by default.");
        command.SetAction((result, cancellation) =>
        {
            if (own.Study(result) is { } study)
            {
                options.RequireNoSettings(result, [.. own.Settings, .. session.All]);
                return Task.FromResult(JoinSession.Execute(
                    study, AlignmentGenotype.SpaceName, options.NamedFolder(result), options.Data(result), options.Threads(result),
                    result.InvocationConfiguration.Output, cancellation));
            }

            var settings = session.Settings(result, own.Assignments(result));
            return Task.FromResult(session.Execute(
                result,
                settings,
                () => AlignmentChecks.Check(settings),
                experiment => AlignmentRun.Search(experiment, own.SearchOnly(result)),
                cancellation));
        });
        return command;
    }

    private static Command MmNas()
    {
        var command = new Command(
            MmNasGenotype.SpaceName,
            "MmNas: blocks of an encoder and a decoder for questions, grounding and matching; searched by gates in a supernet, or by trials.");
        var options = new RunOptions(command, "search", "search.epochs");
        var session = new MmNasSession(command, options);
        var own = new SearchOptions(command, "gates, random, evolution or surrogate; gates by default.");
        command.SetAction((result, cancellation) =>
        {
            var output = result.InvocationConfiguration.Output;
            if (own.Study(result) is { } study)
            {
                options.RequireNoSettings(result, own.Settings);
                session.RequireNone(result);
                return Task.FromResult(JoinSession.Execute(
                    study, MmNasGenotype.SpaceName, options.NamedFolder(result), options.Data(result), options.Threads(result), output, cancellation));
            }

            options.EpochsKey = own.Strategy(result) is null or StrategyNames.OneShot ? "search.epochs" : "trials.epochs";
            var settings = session.Settings(result, own.Assignments(result));
            own.RequireTrials(result, !MmNasChecks.IsOneShot(settings), "gates");
            return Task.FromResult(session.Execute(result, settings, null, experiment => MmNasRun.Search(experiment, own.SearchOnly(result)), cancellation));
        });
        return command;
    }

    private static Command Method(string method, string description, string strategies, string epochsKey)
    {
        var command = new Command(method, description);
        var options = new RunOptions(command, "search", epochsKey);
        var own = new SearchOptions(command, strategies);
        command.SetAction((result, cancellation) =>
        {
            var output = result.InvocationConfiguration.Output;
            if (own.Study(result) is { } study)
            {
                options.RequireNoSettings(result, own.Settings);
                return Task.FromResult(JoinSession.Execute(
                    study, method, options.NamedFolder(result), options.Data(result), options.Threads(result), output, cancellation));
            }

            var settings = FusionSession.Settings(options, result, method, [.. own.Assignments(result)]);
            own.RequireTrials(
                result, !string.Equals(SearchRun.StrategyOf(settings), StrategyNames.Bilevel, StringComparison.Ordinal), StrategyNames.Bilevel);
            return Task.FromResult(FusionSession.Execute(
                options.Folder(result),
                settings,
                options.Resume(result),
                output,
                default,
                experiment => SearchRun.Execute(experiment, own.SearchOnly(result)),
                cancellation));
        });
        return command;
    }
}
