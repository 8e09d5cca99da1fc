using Shouldly;
using Weft.Cli.Terminal;
using Weft.Runs;
using Weft.Tests.Runs.Html;

namespace Weft.Tests.Cli.Terminal;

public sealed class ResultTableTests
{
    [Fact]
    public void A_search_by_trials_says_how_many_there_were_and_which_was_best()
    {
        var best = TrialRanking.Best(SampleTrials.Search.Trials)!;
        Lines(SampleTrials.Report)[^1].ShouldBe($"trials: 193 done, 2 failed; best: trial {best.Number}, accuracy {best.Score:0.0000} on dev");
        Lines(SampleTrials.Report)[^2].ShouldStartWith("genotype 9f2c61d0");
    }

    [Fact]
    public void Failed_trials_alone_have_no_best_and_other_runs_no_line()
    {
        var report = new RunReport { Kind = "search", Task = "t", Method = "m", Search = SampleTrials.Of(SampleTrials.Trial(1, null)) };
        Lines(report).ShouldBe(["trials: 0 done, 1 failed"]);
        Lines(SampleRun.Report).ShouldAllBe(line => !line.StartsWith("trials", StringComparison.Ordinal));
    }

    private static string[] Lines(RunReport report)
    {
        var output = new StringWriter { NewLine = "\n" };
        ResultTable.Write(report, output);
        return output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
