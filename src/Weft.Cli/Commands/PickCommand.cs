using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Weft.Cli.Terminal;
using Weft.Experiments;
using Weft.Runs;
using Weft.Torch;

namespace Weft.Cli.Commands;

/// <summary><c>weft pick</c>: prints the best genotype of a search by trials that keeps within a budget.</summary>
internal static class PickCommand
{
    // As IGenotype.Hash has them.
    private const int HashDigits = 16;

    /// <summary>The command.</summary>
    internal static Command Create()
    {
        var command = new Command(
            "pick",
            "Print the genotype of a search's best trial within a budget, for a file that `weft train --genotype` takes. "
            + "Of equal scores the smaller network wins, then the lower number.");
        var run = new Option<string>("--run") { Description = "The run folder of a search by trials.", Required = true };
        var parameters = new Option<long?>("--budget-parameters") { Description = "Trainable numbers of the network, at most." };
        var milliseconds = new Option<double?>("--budget-ms") { Description = "Milliseconds of one forward pass, at most." };
        foreach (var option in (Option[])[run, parameters, milliseconds])
        {
            command.Options.Add(option);
        }

        command.SetAction((result, _) => Task.FromResult(Run(
            Path.GetFullPath(result.GetValue(run)!),
            new TrialBudget(result.GetValue(parameters), result.GetValue(milliseconds)),
            result.InvocationConfiguration.Output,
            result.InvocationConfiguration.Error,
            !Console.IsOutputRedirected)));
        return command;
    }

    /// <summary>Picks and prints: the genotype on one writer, facts about it on the other.</summary>
    /// <param name="folder">The run folder.</param>
    /// <param name="budget">What the network may cost.</param>
    /// <param name="output">Where the genotype goes: its canonical bytes and nothing else, unless a person reads them.</param>
    /// <param name="error">Where the facts go.</param>
    /// <param name="isTerminal">Whether a person reads the output, whose prompt must begin on a line of its own.</param>
    internal static int Run(string folder, TrialBudget budget, TextWriter output, TextWriter error, bool isTerminal)
    {
        Check(budget);
        if (!Directory.Exists(folder))
        {
            throw new UsageException($"There is no folder {folder}: name the run folder of a search.");
        }

        var report = ReportBuilder.Read(folder);
        if (report.Search is not { } search)
        {
            throw new UsageException(
                $"{folder} has no trials to pick from: {TextWidth.Clean(report.Method)} does not search by trials. "
                + $"Its one genotype is in {RunFolder.GenotypeName}.");
        }

        var trial = budget.Choose(search.Trials);
        var genotype = Genotype(trial, Path.Combine(folder, RunFolder.ReportName));
        error.WriteLine(TextWidth.Clean(Facts(trial, search)));
        output.Write(genotype);
        if (isTerminal)
        {
            output.WriteLine();
        }

        return 0;
    }

    private static void Check(TrialBudget budget)
    {
        if (budget.Parameters is { } count and < 1)
        {
            throw new UsageException($"--budget-parameters must be at least 1, not {count.ToString(CultureInfo.InvariantCulture)}.");
        }

        if (budget.Milliseconds is { } time && !(time > 0 && double.IsFinite(time)))
        {
            throw new UsageException($"--budget-ms must be a number above 0, not {time.ToString(CultureInfo.InvariantCulture)}.");
        }
    }

    /// <summary>The trial's genotype, when it is what the search trained: others would read it as the search's finding.</summary>
    private static string Genotype(TrialReport trial, string path)
    {
        var name = $"the genotype of trial {trial.Number.ToString(CultureInfo.InvariantCulture)}";
        if (trial.Genotype is not { } text)
        {
            throw new InvalidFileException(path, $"does not hold {name}; give a genotype.json to `weft train --genotype` instead.");
        }

        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..HashDigits];
        return string.Equals(trial.Hash, hash, StringComparison.Ordinal) && IsPlainJson(text)
            ? text
            : throw new InvalidFileException(
                path, $"{name} is not the one that its hash stands for; the file was changed since the search wrote it.");
    }

    // Anyone can write a hash that fits: what is printed must do nothing to a terminal.
    private static bool IsPlainJson(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return !text.Any(char.IsControl);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static string Facts(TrialReport trial, TrialSearchReport search)
    {
        var culture = CultureInfo.InvariantCulture;
        var facts = new List<string>
        {
            string.Create(culture, $"trial {trial.Number} of {search.Trials.Count}: {search.Metric} {trial.Score:0.0000} on dev"),
        };
        if (trial.Parameters is { } parameters)
        {
            facts.Add(string.Create(culture, $"{parameters} parameters"));
        }

        if (trial.LatencyMilliseconds is { } time)
        {
            facts.Add(string.Create(culture, $"{time:0.####} ms"));
        }

        return $"{string.Join(", ", facts)}, genotype {trial.Hash} {trial.Text}";
    }
}
