using System.CommandLine;
using System.Text.RegularExpressions;
using Weft.Settings;

namespace Weft.Cli;

/// <summary>Sentences for a command line that does not parse.</summary>
internal static partial class UsageErrors
{
    /// <summary>What is wrong and where to read on.</summary>
    internal static IEnumerable<string> Describe(ParseResult result)
    {
        var command = result.CommandResult.Command;
        var help = $"'{Path(command)} --help' shows what there is";
        if (command.Action is null && result.UnmatchedTokens.Count == 0)
        {
            yield return $"'{Path(command)}' needs a command; {help}.";
            yield break;
        }

        var unmatched = result.UnmatchedTokens.ToHashSet(StringComparer.Ordinal);
        foreach (var token in unmatched)
        {
            var near = NearestName.Find(token, command.Subcommands.Select(one => one.Name).Concat(Options(command)));
            yield return near is null ? $"'{Path(command)}' does not know '{token}'; {help}." : $"'{Path(command)}' does not know '{token}'; did you mean '{near}'?";
        }

        // An unknown word also makes a missing command; saying so twice helps nobody.
        foreach (var error in unmatched.Count == 0 ? result.Errors : [])
        {
            yield return $"{ParserType().Replace(error.Message, Kind).TrimEnd('.')}; {help}.";
        }
    }

    // The parser names .NET types, which mean nothing to most people.
    private static string Kind(Match match) => match.Groups["type"].Value switch
    {
        "Int32" or "Int64" => ", expected a whole number",
        "UInt32" or "UInt64" => ", expected a whole number of at least 0",
        "Single" or "Double" => ", expected a number",
        "Boolean" => ", expected true or false",
        _ => ", which is of the wrong kind",
    };

    [GeneratedRegex(@" as expected type '(System\.Nullable`1\[)?[\w.]*?(?<type>\w+)\]?'\.?", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex ParserType();

    private static IEnumerable<string> Options(Command command) =>
        command.Parents.OfType<Command>().SelectMany(parent => parent.Options.Where(option => option.Recursive))
            .Concat(command.Options)
            .SelectMany(option => option.Aliases.Append(option.Name));

    private static string Path(Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? $"{Path(parent)} {command.Name}" : "weft";
}
