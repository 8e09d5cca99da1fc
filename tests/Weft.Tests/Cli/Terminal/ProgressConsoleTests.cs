using Shouldly;
using Weft.Cli.Terminal;
using Weft.Runs;
using Weft.Testing;

namespace Weft.Tests.Cli.Terminal;

public sealed class ProgressConsoleTests
{
    private const string Clear = "\r\u001b[K";

    private readonly ManualTime time = new();
    private readonly StringWriter text = new() { NewLine = "\n" };

    [Fact]
    public void A_terminal_shows_one_line_that_is_updated_in_place()
    {
        using (var console = new ProgressConsole(text, isTerminal: true, time, () => 120))
        {
            console.Stage("search", "30 epochs");
            time.Advance(1);
            console.Report(Update(epoch: 1, done: 100));
            time.Advance(1);
            console.Report(Update(epoch: 1, done: 200));
        }

        text.ToString().ShouldBe(
            "search: 30 epochs\n"
            + Clear + "search  epoch 1/3  train  100/1000 samples  loss 0.5000  accuracy 0.8000  best 0.9000"
            + Clear + "search  epoch 1/3  train  200/1000 samples  100/s  loss 0.5000  accuracy 0.8000  best 0.9000  0:28 left\n");
    }

    [Fact]
    public void A_terminal_is_not_redrawn_for_every_step_but_ends_with_the_last()
    {
        using (var console = new ProgressConsole(text, isTerminal: true, time, () => 120))
        {
            time.Advance(1);
            for (var step = 1; step <= 1000; step++)
            {
                time.Advance(0.001);
                console.Report(Update(epoch: 1, done: step));
            }
        }

        text.ToString().Split(Clear).Length.ShouldBeInRange(10, 14);
        text.ToString().ShouldContain(Clear + "search  epoch 1/3  train  1000/1000 samples");
        text.ToString().ShouldEndWith("\n");
    }

    [Fact]
    public void A_line_in_between_stands_alone_and_the_progress_goes_on_below()
    {
        using (var console = new ProgressConsole(text, isTerminal: true, time, () => 40))
        {
            time.Advance(1);
            console.Report(Update(epoch: 1, done: 1));
            console.Line("a checkpoint was damaged");
        }

        var progress = Clear + "search  epoch 1/3  accuracy 0.8000";
        text.ToString().ShouldBe($"{progress}{Clear}a checkpoint was damaged\n{progress}\n");
    }

    [Theory]
    [InlineData(200)]
    [InlineData(60)]
    [InlineData(30)]
    public void No_line_is_wider_than_the_terminal(int columns)
    {
        using var console = new ProgressConsole(text, isTerminal: true, time, () => columns);
        for (var step = 0; step < 5; step++)
        {
            time.Advance(1);
            console.Report(Update(epoch: 1, done: step * 100) with { Stage = "baseline:late-fusion:漢字" });
        }

        text.ToString().Split(Clear).ShouldAllBe(line => TextWidth.Of(line) < columns);
    }

    [Fact]
    public void Elsewhere_lines_come_now_and_then_and_at_the_end_of_each_phase()
    {
        using (var console = new ProgressConsole(text, isTerminal: false, time))
        {
            console.Stage("search", "30 epochs");
            for (var step = 1; step <= 25; step++)
            {
                time.Advance(1);
                console.Report(Update(epoch: 1, done: step * 40));
                console.Report(Update(epoch: 1, done: step * 40));
            }
        }

        var lines = text.ToString().TrimEnd('\n').Split('\n');
        lines.Length.ShouldBe(4);
        lines[1].ShouldContain("400/1000 samples");
        lines[2].ShouldContain("800/1000 samples");
        lines[3].ShouldContain("1000/1000 samples  40/s");
        text.ToString().ShouldNotContain("\u001b");
    }

    [Fact]
    public void Stages_are_bold_only_with_color()
    {
        using (var console = new ProgressConsole(text, isTerminal: true, time, color: true))
        {
            console.Stage("search", "x");
        }

        using (var console = new ProgressConsole(text, isTerminal: false, time, color: true))
        {
            console.Stage("search", "y");
        }

        text.ToString().ShouldBe("\u001b[1msearch\u001b[0m: x\nsearch: y\n");
    }

    [Fact]
    public void Terminal_commands_in_names_do_not_reach_the_terminal()
    {
        using (var console = new ProgressConsole(text, isTerminal: true, time, () => 200))
        {
            console.Stage("a\u001b[2J", "b\u001b[2J");
            console.Line("c\u001b[2Jd\ne");
            time.Advance(1);
            console.Report(Update(epoch: 1, done: 1) with { MetricName = "x\u001b[2J" });
        }

        text.ToString().Replace(Clear, "", StringComparison.Ordinal).ShouldNotContain("\u001b");
    }

    [Fact]
    public void Many_threads_may_report()
    {
        using (var console = new ProgressConsole(text, isTerminal: false, time))
        {
            Parallel.For(0, 200, i => console.Line($"line {i} of the log"));
        }

        var lines = text.ToString().TrimEnd('\n').Split('\n');
        lines.Order(StringComparer.Ordinal).ShouldBe(Enumerable.Range(0, 200).Select(i => $"line {i} of the log").Order(StringComparer.Ordinal));
    }

    private static ProgressUpdate Update(int epoch, long done) => new("search", epoch, 3, "train", done, 1000, "samples", 0.5, 0.8, "accuracy", 0.9);
}
