using System.CommandLine;
using System.Globalization;
using Weft.Torch;

namespace Weft.Cli.Commands;

/// <summary>The options that every search has.</summary>
internal sealed class SearchOptions
{
    private readonly Option<string?> strategy;
    private readonly Option<int?> trials = new("--trials") { Description = "The most trials, for searches by trials." };
    private readonly Option<bool> searchOnly = new("--search-only") { Description = "Stop when the genotype is found: no retraining, no report." };
    private readonly Option<string?> join = new("--join")
    {
        Description = "Help with the trials of another run's study (its folder or study.db) until its search is over.",
    };

    /// <summary>Adds the options to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="strategies">What there is, for people.</param>
    internal SearchOptions(Command command, string strategies)
    {
        strategy = new("--strategy") { Description = $"How it is searched: {strategies}" };
        foreach (var option in (Option[])[.. Settings, join])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Those that a worker of another run's study would not heed.</summary>
    internal Option[] Settings => [strategy, trials, searchOnly];

    /// <summary>The study to help with, or null.</summary>
    internal string? Study(ParseResult result) => result.GetValue(join);

    /// <summary>The strategy that was named, or null.</summary>
    internal string? Strategy(ParseResult result) => result.GetValue(strategy);

    /// <summary>Whether to stop when the genotype is found.</summary>
    internal bool SearchOnly(ParseResult result) => result.GetValue(searchOnly);

    /// <summary>What the options set.</summary>
    /// <exception cref="UsageException">There is no such number of trials.</exception>
    internal IEnumerable<string> Assignments(ParseResult result)
    {
        if (result.GetValue(strategy) is { } name)
        {
            yield return $"strategy={name}";
        }

        if (result.GetValue(trials) is { } count)
        {
            yield return count >= 1
                ? $"trials.count={count.ToString(CultureInfo.InvariantCulture)}"
                : throw new UsageException($"--trials is {count.ToString(CultureInfo.InvariantCulture)}, but must be at least 1.");
        }
    }

    /// <summary>Refuses a number of trials that nothing would heed, rather than leaving it aside in silence.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="byTrials">Whether the search goes by trials.</param>
    /// <param name="strategy">The strategy that does not.</param>
    /// <exception cref="UsageException">A number was given for a search without trials.</exception>
    internal void RequireTrials(ParseResult result, bool byTrials, string strategy)
    {
        if (result.GetValue(trials) is not null && !byTrials)
        {
            throw new UsageException(
                $"--trials is for searches by trials, and {strategy} search has none: leave it out, or add --strategy surrogate, random or evolution.");
        }
    }
}
