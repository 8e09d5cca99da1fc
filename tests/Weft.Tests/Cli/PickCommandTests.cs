using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Shouldly;
using Weft.Cli;
using Weft.Cli.Commands;
using Weft.Runs;
using Weft.Testing;
using Weft.Tests.Runs.Html;
using Weft.Torch;

namespace Weft.Tests.Cli;

public sealed class PickCommandTests
{
    [Fact]
    public void The_genotype_alone_is_printed_and_facts_go_beside_it()
    {
        var best = TrialRanking.Best(SampleTrials.Search.Trials)!;
        var (output, error) = Pick(SampleTrials.Report);
        output.ShouldBe(best.Genotype);
        Hash(output).ShouldBe(best.Hash);
        error.ShouldStartWith($"trial {best.Number} of 195: accuracy 0.");
        error.ShouldContain($"{best.Parameters} parameters");
        error.TrimEnd().ShouldEndWith($"genotype {best.Hash} {best.Text}");
    }

    [Fact]
    public void A_person_gets_a_line_of_its_own() =>
        Pick(SampleTrials.Report, isTerminal: true).Output.ShouldBe(TrialRanking.Best(SampleTrials.Search.Trials)!.Genotype + "\n");

    [Fact]
    public void A_budget_changes_the_choice()
    {
        var budget = new TrialBudget(50_000, 0.25);
        var (output, _) = Pick(SampleTrials.Report, budget);
        output.ShouldBe(TrialRanking.Ranked(SampleTrials.Search.Trials).First(budget.Allows).Genotype);
        output.ShouldNotBe(Pick(SampleTrials.Report).Output);
        Should.Throw<WeftException>(() => Pick(SampleTrials.Report, new(Parameters: 7))).Message
            .ShouldStartWith("No trial has at most 7 parameters; the smallest, trial ");
    }

    [Fact]
    public void A_run_without_trials_says_where_its_genotype_is() =>
        Should.Throw<UsageException>(() => Pick(SampleRun.Report)).Message
            .ShouldEndWith("has no trials to pick from: bmnas does not search by trials. Its one genotype is in genotype.json.");

    [Theory]
    [InlineData(0L, null, "--budget-parameters must be at least 1, not 0.")]
    [InlineData(-3L, null, "--budget-parameters must be at least 1, not -3.")]
    [InlineData(null, 0.0, "--budget-ms must be a number above 0, not 0.")]
    [InlineData(null, double.NaN, "--budget-ms must be a number above 0, not NaN.")]
    [InlineData(null, double.PositiveInfinity, "--budget-ms must be a number above 0, not Infinity.")]
    public void Budgets_that_mean_nothing_are_refused(long? parameters, double? milliseconds, string sentence) =>
        Should.Throw<UsageException>(() => Pick(SampleTrials.Report, new(parameters, milliseconds))).Message.ShouldBe(sentence);

    [Fact]
    public void Genotypes_that_are_absent_or_changed_are_not_printed()
    {
        Refusal(SampleTrials.Trial(3, 0.5) with { Genotype = null }).ShouldEndWith(
            "report.json: does not hold the genotype of trial 3; give a genotype.json to `weft train --genotype` instead.");
        Refusal(SampleTrials.Trial(3, 0.5) with { Genotype = "4" }).ShouldEndWith(
            "report.json: the genotype of trial 3 is not the one that its hash stands for; the file was changed since the search wrote it.");
        foreach (var hostile in new[] { "\"\u009b31m\"", "{", "\u001b[2J" })
        {
            Refusal(SampleTrials.Trial(3, 0.5) with { Genotype = hostile, Hash = Hash(hostile) })
                .ShouldContain("is not the one that its hash stands for");
        }
    }

    [Fact]
    public void Terminal_commands_in_names_are_not_printed() =>
        Pick(Of(SampleTrials.Trial(1, 0.5) with { Text = "\u001b[2Jx" })).Error.ShouldNotContain("\u001b");

    [Fact]
    public async Task The_command_line_knows_it()
    {
        using var folder = new TemporaryFolder();
        using var interruption = new Interruption();
        var error = new StringWriter { NewLine = "\n" };
        Task<int> Run(params string[] words) => CommandLine.RunAsync(CommandTree.Create(), words, new StringWriter(), error, interruption);
        (await Run("pick", "--run", folder["absent"])).ShouldBe(2);
        (await Run("pick", "--run", folder.Path, "--budget-parameters", "1.5")).ShouldBe(2);
        (await Run("pick", "--run", folder.Path)).ShouldBe(2);
        var lines = error.ToString().Split('\n');
        lines[0].ShouldBe($"weft: There is no folder {folder["absent"]}: name the run folder of a search.");
        lines[1].ShouldBe(
            "weft: Cannot parse argument '1.5' for option '--budget-parameters', expected a whole number; "
            + "'weft pick --help' shows what there is.");
        lines[2].ShouldContain("has no report.json yet");
    }

    private static RunReport Of(params TrialReport[] trials) => SampleTrials.Report with { Search = SampleTrials.Of(trials) };

    private static string Hash(string genotype) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(genotype)))[..16];

    private static string Refusal(TrialReport trial) => Should.Throw<InvalidFileException>(() => Pick(Of(trial))).Message;

    private static (string Output, string Error) Pick(RunReport report, TrialBudget? budget = null, bool isTerminal = false)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["report.json"], JsonSerializer.Serialize(report, RunReport.Json));
        var (output, error) = (new StringWriter { NewLine = "\n" }, new StringWriter { NewLine = "\n" });
        PickCommand.Run(folder.Path, budget ?? new(), output, error, isTerminal).ShouldBe(0);
        return (output.ToString(), error.ToString());
    }
}
