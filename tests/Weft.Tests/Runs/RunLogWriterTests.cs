using System.Text;
using Shouldly;
using Weft.Runs;
using Weft.Testing;

namespace Weft.Tests.Runs;

public sealed class RunLogWriterTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly ManualTime time = new();

    private string File => folder["log.jsonl"];

    [Fact]
    public void Events_are_appended_stamped_and_read_back()
    {
        time.Advance(90);
        Append("start");
        time.Advance(10);
        using (var log = new RunLogWriter(File, time))
        {
            log.Write(new RunEvent { Event = "epoch", Loss = double.NaN, Metric = 0.5, Message = "ä \"quoted\"\nline" });
        }

        var read = RunLog.Read(File);
        read.Events.Select(e => e.Event).ShouldBe(["start", "epoch"]);
        read.Events[1].ShouldSatisfyAllConditions(
            e => e.Loss.ShouldBe(double.NaN), e => e.Message.ShouldBe("ä \"quoted\"\nline"), e => e.Time.ShouldBe(DateTimeOffset.UnixEpoch.AddSeconds(100)));
        System.IO.File.ReadAllLines(File).Length.ShouldBe(2);
    }

    [Fact]
    public void A_tail_torn_at_any_byte_is_cut_off_before_anything_is_appended()
    {
        Append("first", "second", "third");
        var whole = System.IO.File.ReadAllBytes(File);
        for (var length = 0; length <= whole.Length; length++)
        {
            System.IO.File.WriteAllBytes(File, whole[..length]);
            Append("appended");
            var read = RunLog.Read(File);
            (read.Torn, read.Damaged).ShouldBe((false, 0), $"torn at {length}");
            read.Events[^1].Event.ShouldBe("appended");
            read.Events.Count.ShouldBe(1 + whole[..length].Count(b => b == '\n'));
        }
    }

    [Theory]
    [InlineData((1 << 16) - 1)]
    [InlineData(1 << 16)]
    [InlineData(200_000)]
    public void A_long_torn_tail_is_cut_off_too(int length)
    {
        Append("first");
        System.IO.File.AppendAllText(File, new string('x', length));
        Append("second");
        RunLog.Read(File).Events.Select(e => e.Event).ShouldBe(["first", "second"]);
        System.IO.File.WriteAllText(File, new string('x', length), Encoding.ASCII);
        Append("only");
        RunLog.Read(File).Events.Select(e => e.Event).ShouldBe(["only"]);
    }

    [Fact]
    public void Readers_may_look_while_it_is_written()
    {
        using var log = new RunLogWriter(File, time);
        log.Write(new RunEvent { Event = "start" });
        RunLog.Read(File).Events.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Threads_do_not_mix_their_lines()
    {
        using (var log = new RunLogWriter(File, time))
        {
            await Task.WhenAll(Enumerable.Range(0, 4).Select(t => Task.Run(() =>
            {
                for (var i = 0; i < 100; i++)
                {
                    log.Write(new RunEvent { Event = "step", Message = new string((char)('a' + t), 500) });
                }
            })));
        }

        var read = RunLog.Read(File);
        (read.Events.Count, read.Damaged, read.Torn).ShouldBe((400, 0, false));
    }

    public void Dispose() => folder.Dispose();

    private void Append(params string[] events)
    {
        using var log = new RunLogWriter(File, time);
        foreach (var name in events)
        {
            log.Write(new RunEvent { Event = name });
        }
    }
}
