using System.Text.Json;
using CsvHelper;
using Shouldly;
using Weft.Cli;
using Weft.Studies;
using Weft.Testing;
using Weft.Tests.Studies;

namespace Weft.Tests.Cli;

public sealed class StudyCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly ManualTime time = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Show_tells_the_state_and_the_best_trials()
    {
        Fill();
        foreach (var location in new[] { folder.Path, folder["study.db"] })
        {
            var (code, output, error) = await RunAsync("study", "show", location);
            (code, error).ShouldBe((0, ""));
            output.ShouldBe($"""
                study    {location}
                task     avmnist
                search   surrogate in mfas, seed 18446744073709551614
                data     d41d
                trials   5: 1 waiting, 1 running, 2 done, 1 failed
                workers  0 at work now

                The best 2 trials:
                number  step   score  predicted  seconds  worker  genotype
                ------  ----  ------  ---------  -------  ------  --------
                     1     1  0.7500     0.5000     12.3  a       hash-0
                     5     2  0.7500     0.5000      0.0  -       hash-0

                """, StringCompareShould.IgnoreLineEndings);
        }
    }

    [Fact]
    public async Task Show_of_a_new_study_has_no_table()
    {
        SqliteStudyStorage.Create(folder["study.db"], SampleStudy.Description, time).Dispose();
        var (code, output, _) = await RunAsync("study", "show", folder.Path);
        code.ShouldBe(0);
        output.ShouldContain("trials   0: 0 waiting, 0 running, 0 done, 0 failed");
        output.ShouldNotContain("best");
    }

    [Fact]
    public async Task Text_from_the_study_cannot_steer_the_terminal()
    {
        using (var study = SqliteStudyStorage.Create(folder["study.db"], SampleStudy.Description with { Task = "a\u001b[2J" }, time))
        {
            study.AddStep(0, SampleStudy.Proposals(1));
            study.Claim("w\u001b[2J", 1, TimeSpan.FromSeconds(1));
            study.Complete("w\u001b[2J", new Dictionary<long, TrialResult> { [1] = SampleStudy.Result(0.5) });
        }

        (await RunAsync("study", "show", folder.Path)).Output.ShouldNotContain('\u001b');
    }

    [Fact]
    public async Task The_table_for_other_programs_has_every_field()
    {
        Fill();
        var file = folder["trials.csv"];
        (await RunAsync("study", "export", folder.Path, "--out", file)).ShouldBe((0, $"5 trials: {file}\n", ""));
        var text = await File.ReadAllTextAsync(file);
        // A line for the titles and one for each trial; the one line feed within a field is alone.
        text.Split("\r\n").Length.ShouldBe(7);
        text.Count(c => c == '\n').ShouldBe(7);
        (await RunAsync("study", "export", folder.Path)).Output.ShouldBe(text);

        var rows = Parse(text);
        rows.Count.ShouldBe(5);
        rows[0].ShouldBe(new Dictionary<string, string>
        {
            ["number"] = "1",
            ["step"] = "1",
            ["position"] = "1",
            ["state"] = "done",
            ["hash"] = "hash-0",
            ["genotype"] = "{\"rows\":[[0,1]]}",
            ["seed"] = "18446744073709551615",
            ["predicted"] = "0.5",
            ["proxies"] = "",
            ["same_as"] = "",
            ["worker"] = "a",
            ["attempts"] = "1",
            ["lease_ends"] = "",
            ["started"] = "1970-01-01T00:00:00.000Z",
            ["finished"] = "1970-01-01T00:00:02.500Z",
            ["score"] = "0.75",
            ["epoch_scores"] = "[0.25,0.75]",
            ["seconds"] = "12.25",
            ["problem"] = "",
            ["parameters"] = "1234",
            ["latency_ms"] = "0.85",
        }, ignoreOrder: true);
        (rows[1]["state"], rows[1]["problem"], rows[1]["epoch_scores"]).ShouldBe(("failed", "It said: \"no\",\nand broke.", "[null]"));
        rows[2]["lease_ends"].ShouldBe("1970-01-01T00:01:00.000Z");
        (rows[4]["same_as"], rows[4]["score"], rows[4]["seconds"]).ShouldBe(("1", "0.75", "0"));
    }

    [Fact]
    public async Task The_JSON_for_other_programs_has_the_same_fields()
    {
        Fill();
        var file = folder["trials.json"];
        (await RunAsync("study", "export", folder.Path, "--out", file)).Code.ShouldBe(0);
        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(file));
        json.RootElement.GetProperty("study").GetProperty("strategy").GetString().ShouldBe("surrogate");
        var trials = json.RootElement.GetProperty("trials").EnumerateArray().ToArray();
        trials.Length.ShouldBe(5);
        trials[0].GetProperty("seed").GetUInt64().ShouldBe(ulong.MaxValue);
        trials[0].GetProperty("score").GetDouble().ShouldBe(0.75);
        trials[0].GetProperty("genotype").GetString().ShouldBe("{\"rows\":[[0,1]]}");
        trials[1].GetProperty("epoch_scores")[0].ValueKind.ShouldBe(JsonValueKind.Null);
        trials[1].GetProperty("proxies").GetProperty("synflow").GetDouble().ShouldBe(0.5);
        trials[3].GetProperty("worker").ValueKind.ShouldBe(JsonValueKind.Null);
        (await RunAsync("study", "export", folder.Path, "--format", "json")).Output.ShouldBe(await File.ReadAllTextAsync(file));
    }

    [Fact]
    public async Task The_study_is_not_written_over()
    {
        Fill();
        var (code, _, error) = await RunAsync("study", "export", folder.Path, "--out", folder["study.db"]);
        code.ShouldBe(2);
        error.ShouldContain("is the study itself");
        (await RunAsync("study", "show", folder.Path)).Code.ShouldBe(0);
    }

    [Fact]
    public async Task A_damaged_or_absent_study_is_one_sentence()
    {
        await File.WriteAllTextAsync(folder["study.db"], "no database at all");
        (await RunAsync("study", "show", folder.Path)).ShouldBe(
            (1, "", $"weft: {folder["study.db"]}: this is not a SQLite file, so no study; give the study.db of a run\n"));
        (await RunAsync("study", "export", folder["absent.db"])).ShouldBe(
            (2, "", $"weft: {folder["absent.db"]} is not there, so no study can be opened: check the path.\n"));
        var (code, _, error) = await RunAsync("study", "export", folder.Path, "--format", "xml");
        code.ShouldBe(2);
        error.ShouldContain("xml");
    }

    private static List<Dictionary<string, string>> Parse(string text)
    {
        using var csv = CsvReader.Create(new StringReader(text), new CsvReaderOptions { Separator = ',' });
        var rows = new List<Dictionary<string, string>>();
        while (csv.Read())
        {
            rows.Add(csv.Headers.ToArray().Index().ToDictionary(column => column.Item, column => csv[column.Index].ToString()));
        }

        return rows;
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] args)
    {
        using var interruption = new Interruption();
        var output = new StringWriter { NewLine = "\n" };
        var error = new StringWriter { NewLine = "\n" };
        var code = await CommandLine.RunAsync(CommandTree.Create(), args, output, error, interruption);
        return (code, output.ToString(), error.ToString());
    }

    // Done, failed, running (its lease ended long ago), waiting, and one that shares the first one's score.
    private void Fill()
    {
        using var study = SqliteStudyStorage.Create(folder["study.db"], SampleStudy.Description, time);
        study.AddStep(0, SampleStudy.Proposals(4));
        study.Claim("a", 3, TimeSpan.FromSeconds(60));
        time.Advance(2.5);
        study.Complete("a", new Dictionary<long, TrialResult>
        {
            [1] = SampleStudy.Result(0.75),
            [2] = new(null, [double.NaN], 3, "It said: \"no\",\nand broke."),
        });
        study.AddStep(1, [SampleStudy.Proposal(0, sameAs: 1)]);
    }
}
