using Shouldly;
using Weft.Runs;
using Weft.Testing;

namespace Weft.Tests.Runs;

public sealed class RunLogTests
{
    private const string Line = """{"event":"epoch","time":"2026-03-14T09:26:53Z","epoch":1,"loss":"NaN"}""";

    [Fact]
    public void A_torn_last_line_is_skipped_and_damage_is_counted()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["log.jsonl"], $"{Line}\nrubbish\n\n{{\"epoch\":2}}\n{Line}\n{{\"event\":\"epo");
        var log = RunLog.Read(folder["log.jsonl"]);
        log.Events.Count.ShouldBe(2);
        (log.Torn, log.Damaged).ShouldBe((true, 2));
        log.Events[0].Loss.ShouldBe(double.NaN);
        log.LastEvent.ShouldBe(new DateTimeOffset(2026, 3, 14, 9, 26, 53, TimeSpan.Zero));
    }

    [Fact]
    public void The_end_of_a_long_log_is_read_alone()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllLines(folder["log.jsonl"], Enumerable.Repeat(Line, 10_000).Append("""{"event":"end","time":"2026-03-14T10:00:00Z"}"""));
        var log = RunLog.ReadEnd(folder["log.jsonl"]);
        log.Events[^1].Event.ShouldBe("end");
        log.Events.Count.ShouldBeInRange(100, 9_000);
        log.Damaged.ShouldBe(0);
    }

    [Fact]
    public void An_empty_log_has_no_times()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["log.jsonl"], "");
        var log = RunLog.Read(folder["log.jsonl"]);
        (log.Started, log.LastEvent, log.Torn).ShouldBe((null, null, false));
    }
}
