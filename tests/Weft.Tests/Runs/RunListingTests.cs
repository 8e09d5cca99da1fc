using Shouldly;
using Weft.Runs;
using Weft.Testing;
using Weft.Tests.Runs.Html;
using Weft.Torch;

namespace Weft.Tests.Runs;

public sealed class RunListingTests
{
    [Fact]
    public void Finds_finished_unfinished_and_damaged_runs_below_a_folder()
    {
        using var folder = new TemporaryFolder();
        SampleRun.Write(folder["group/a"], epochs: 2);
        Directory.CreateDirectory(folder["b"]);
        File.WriteAllText(folder["b/config.yaml"], "kind: train\ntask: mmimdb\nmethod: mfas\nseed: 7\n");
        File.WriteAllText(folder["b/log.jsonl"], """{"event":"start","time":"2026-01-02T03:04:05Z"}""" + "\n{\"ev");
        Directory.CreateDirectory(folder["c"]);
        File.WriteAllText(folder["c/report.json"], "{\"kind\": 3");
        Directory.CreateDirectory(folder["not-a-run"]);

        var rows = RunListing.Find(folder.Path);
        rows.Select(row => Path.GetRelativePath(folder.Path, row.Path)).ShouldBe(["b", "c", Path.Combine("group", "a")]);

        rows[0].State.ShouldBe(RunState.Unfinished);
        (rows[0].Kind, rows[0].Task, rows[0].Method, rows[0].Seed, rows[0].Metric).ShouldBe(("train", "mmimdb", "mfas", 7ul, null));
        rows[0].LastEvent.ShouldBe(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
        rows[0].Problems.ShouldBeEmpty();

        rows[1].State.ShouldBe(RunState.Unfinished);
        rows[1].Problems.ShouldHaveSingleItem().ShouldStartWith("report.json: it cannot be read");

        rows[2].State.ShouldBe(RunState.Finished);
        (rows[2].Task, rows[2].MetricName, rows[2].Metric).ShouldBe(("avmnist", "accuracy", 0.8804));
        rows[2].LastEvent.ShouldNotBeNull();
    }

    [Fact]
    public void The_folder_itself_may_be_a_run_and_must_exist()
    {
        using var folder = new TemporaryFolder();
        SampleRun.Write(folder["run"], epochs: 1);
        RunListing.Find(folder["run"]).ShouldHaveSingleItem().Seed.ShouldBe(42ul);
        Should.Throw<UsageException>(() => RunListing.Find(folder["absent"])).Message.ShouldContain("There is no folder");
    }
}
