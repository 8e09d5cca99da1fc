using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Shouldly;
using Weft.Runs;
using Weft.Runs.Html;

namespace Weft.Tests.Runs.Html;

/// <summary>What the page of a search by trials has beside the others.</summary>
public sealed class TrialPageTests
{
    /// <summary>The page is left beside the tests, so that a person can look at it.</summary>
    [Fact]
    public void A_search_of_195_trials_has_every_part()
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "sample-trials");
        SampleRun.Write(folder, epochs: 3, SampleTrials.Report);
        var html = File.ReadAllText(HtmlReport.Write(folder));
        string[] parts =
        [
            "id=\"progress\"", "Strategy: surrogate", "195 trials in 13 steps", "over trials, %", "over time, %", "id=\"prediction\"",
            "How well scores were foreseen", "Rank correlation within each step", "Kendall", "gradient norm", "id=\"front\"",
            "trainable parameters", "milliseconds for one sample", "size and time", "id=\"trials\"", "The best 20.", "All 195 trials in their order",
            "same as ", "The loss was not finite in epoch 1, step 12", "How the search decided",
        ];
        var at = 0;
        foreach (var part in parts)
        {
            var found = html.IndexOf(part, at, StringComparison.Ordinal);
            found.ShouldBeGreaterThanOrEqualTo(0, $"'{part}' is missing or out of order");
            at = found;
        }

        PageMarkup.ShouldBeOffline(html);
        var tables = Section(html, "trials")!.Descendants("tbody").ToList();
        tables.Select(table => table.Elements("tr").Count()).ShouldBe([20, 195]);
        new FileInfo(Path.Combine(folder, "report.html")).Length.ShouldBeLessThan(700_000);
    }

    [Fact]
    public void A_run_without_trials_has_none_of_it()
    {
        var html = HtmlReport.Render(new RunPage { Report = SampleRun.Report });
        foreach (var id in new[] { "progress", "prediction", "front", "trials" })
        {
            Section(html, id).ShouldBeNull();
        }
    }

    [Fact]
    public void No_trial_at_all_is_said()
    {
        var html = Page(SampleTrials.Of());
        Section(html, "progress")!.Value.ShouldContain("The surrogate search has no trials.");
        Section(html, "trials").ShouldBeNull();
    }

    [Fact]
    public void One_trial_is_enough()
    {
        var html = Page(SampleTrials.Of(SampleTrials.Trial(1, 0.8123, predicted: 0.75, parameters: 1200, milliseconds: 0.25)));
        Section(html, "progress")!.Value.ShouldContain("1 trial in 1 step: 1 trained.");
        Section(html, "prediction")!.Value.ShouldContain("No step has three predicted trials");
        Section(html, "front")!.Value.ShouldContain("1 of 1 trials are on the front of time.");
        Section(html, "trials")!.Descendants("details").ShouldBeEmpty();
    }

    [Fact]
    public void Failed_trials_show_their_problem()
    {
        var html = Page(SampleTrials.Of(
            [.. Enumerable.Range(1, 30).Select(i => SampleTrials.Trial(i, null) with { Problem = $"Worker {i} ran out of memory." })]));
        Section(html, "progress")!.Value.ShouldContain("No trial gave a score.");
        Section(html, "trials")!.Descendants("summary").Single().Value.ShouldBe("All 30 trials in their order, 30 of them without a score");
        Section(html, "trials")!.Value.ShouldContain("Worker 30 ran out of memory.");
        Section(html, "front").ShouldBeNull();
        Section(html, "prediction").ShouldBeNull();
    }

    [Fact]
    public void The_table_has_the_best_first_then_those_without_a_score_and_names_the_shared()
    {
        var html = Page(SampleTrials.Of(
            SampleTrials.Trial(1, 0.5), SampleTrials.Trial(2, null), SampleTrials.Trial(3, 0.7), SampleTrials.Trial(4, 0.5) with { SameAs = 1 }));
        var rows = Section(html, "trials")!.Descendants("tbody").Single().Elements("tr").ToList();
        rows.Select(row => row.Element("th")!.Value).ShouldBe(["3", "1", "4", "2"]);
        rows[2].Value.ShouldContain("same as 1");
        rows[3].Attribute("class")!.Value.ShouldBe("failed");
        rows[0].Elements("td").ElementAt(1).Attribute("data-key")!.Value.ShouldBe("0.7");
    }

    [Fact]
    public void The_line_of_the_best_goes_by_what_came_first()
    {
        (double, TrialReport)[] trials =
        [
            (3, SampleTrials.Trial(1, 0.6)), (1, SampleTrials.Trial(2, 0.5)), (2, SampleTrials.Trial(3, 0.5)), (4, SampleTrials.Trial(4, 0.4)),
        ];
        SearchProgressSection.BestSoFar(trials).ShouldBe([(1, 50), (3, 60)]);
        SearchProgressSection.BestSoFar([]).ShouldBeEmpty();
    }

    [Fact]
    public void The_front_says_what_comes_within_a_point_of_the_best()
    {
        var html = Page(SampleTrials.Of(
            SampleTrials.Trial(1, 0.800, parameters: 1000),
            SampleTrials.Trial(2, 0.805, parameters: 4000),
            SampleTrials.Trial(3, 0.6, parameters: 4000),
            SampleTrials.Trial(4, 0.6, parameters: 400)));
        var front = Section(html, "front")!;
        front.Value.ShouldContain("3 of 4 trials are on the front of size. The best, trial 2, has 80.50 % with 4\u202F000 parameters. "
            + "Trial 1 is within one point of it with 1\u202F000 parameters, 25 % of that.");
        front.Descendants("tbody").Single().Elements("tr").Select(row => row.Element("th")!.Value).ShouldBe(["2", "1", "4"]);
    }

    /// <summary>Numbers from a file may be anything that JSON or its named literals can say.</summary>
    [Fact]
    public void Odd_numbers_break_nothing()
    {
        double[] odd = [double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.MaxValue, -1e300, 1e17, 0, -0.0, double.Epsilon];
        TrialReport[] trials =
        [
            .. odd.Select((value, i) => SampleTrials.Trial(1, value, predicted: value, parameters: long.MaxValue - i, milliseconds: value) with
            {
                Number = i % 2 == 0 ? long.MaxValue - i : -i,
                Step = i % 3 == 0 ? int.MinValue : int.MaxValue - i,
                FinishedAfterSeconds = value,
                Seconds = value,
                SameAs = i == 4 ? long.MinValue : null,
                Proxies = new Dictionary<string, double> { ["p"] = value },
            }),
            SampleTrials.Trial(0, 0.5, 0, 0.5, 0, 0), SampleTrials.Trial(1, 0.6, 1, 0.4, -5, -1),
        ];
        RankCorrelationReport correlation = new("x", "y", int.MinValue, double.NaN, double.MaxValue, double.NegativeInfinity);
        var html = Page(SampleTrials.Of(trials) with { Correlations = [correlation] });
        Section(html, "trials").ShouldNotBeNull();
        html.ShouldNotContain("NaN");
        html.ShouldNotContain("Infinity");
        html.Split('"').ShouldAllBe(piece => piece.Length < 60_000);
        Regex.IsMatch(html, "[0-9]{60}").ShouldBeFalse();
    }

    [Fact]
    public void Everything_from_files_is_escaped()
    {
        const string evil = "\"'></title></svg><script>alert(1)</script><img src=x onerror=alert(1)>&\u0000";
        TrialReport Evil(long number, double? score) => SampleTrials.Trial(number, score, predicted: 0.4 + (number / 100.0)) with
        {
            Parameters = number,
            LatencyMilliseconds = number,
            Hash = evil,
            Text = evil + new string('x', 100_000),
            Genotype = evil,
            State = score is null ? evil : "done",
            Problem = evil + new string('y', 100_000),
            Worker = evil,
            Proxies = new Dictionary<string, double> { [evil] = number },
        };
        TrialReport[] trials = [.. Enumerable.Range(1, 5).Select(i => Evil(i, i / 10.0)), Evil(6, null)];
        var search = SampleTrials.Of(trials) with { Strategy = evil, Metric = evil };
        var html = Page(search with { Correlations = [.. search.Correlations, new(evil, evil, 3, 0.5, 0.5)] });
        html.ShouldNotContain("<img");
        Regex.Count(html, "<script").ShouldBe(1);
        PageMarkup.ShouldBeWellFormed(html);
        html.Length.ShouldBeLessThan(120_000);
    }

    [Fact]
    public void Trials_come_back_from_report_json_as_they_were()
    {
        var json = JsonSerializer.Serialize(SampleTrials.Report, RunReport.Json);
        var search = JsonSerializer.Deserialize<RunReport>(json, StrictJson.Options)!.Search!;
        search.Trials.Select(trial => trial.Genotype).ShouldBe(SampleTrials.Search.Trials.Select(trial => trial.Genotype));
        search.Trials.Select(trial => trial.Score).ShouldBe(SampleTrials.Search.Trials.Select(trial => trial.Score));
        search.Correlations.ShouldBe(SampleTrials.Search.Correlations);
        search.Correlations.ShouldContain(line => line.Spearman == null, "one that is not defined is what may be left out");
    }

    private static string Page(TrialSearchReport search) =>
        HtmlReport.Render(new RunPage { Report = new RunReport { Kind = "search", Task = "t", Method = "mfas", Search = search } });

    private static XElement? Section(string html, string id)
    {
        PageMarkup.ShouldBeWellFormed(html);
        return PageMarkup.Body(html).Descendants("section").SingleOrDefault(section => section.Attribute("id")?.Value == id);
    }
}
