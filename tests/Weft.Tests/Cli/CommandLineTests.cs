using System.CommandLine;
using Shouldly;
using Weft.Cli;
using Weft.Torch;

namespace Weft.Tests.Cli;

public sealed class CommandLineTests
{
    [Fact]
    public async Task A_command_gives_its_own_exit_code()
    {
        (await RunAsync(() => 0)).ShouldBe((0, ""));
        (await RunAsync(() => 7)).ShouldBe((7, ""));
    }

    [Fact]
    public async Task What_a_person_can_mend_is_one_sentence()
    {
        (await RunAsync(() => throw new UsageException("no such key."))).ShouldBe((2, "weft: no such key.\n"));
        (await RunAsync(() => throw new InvalidFileException("x.npz", "it is cut short."))).ShouldBe((1, "weft: x.npz: it is cut short.\n"));
        (await RunAsync(() => throw new AggregateException(new WeftException("one.")))).ShouldBe((1, "weft: one.\n"));
        (await RunAsync(() => throw new IOException("No space left on device"))).ShouldBe(
            (1, "weft: No space left on device; check the path, its rights and the free space.\n"));
    }

    [Fact]
    public async Task A_fault_of_ours_says_so_without_a_stack_trace()
    {
        var (code, error) = await RunAsync(() => throw new InvalidOperationException("odd"));
        code.ShouldBe(1);
        error.ShouldBe("weft: this is a fault of Weft itself (InvalidOperationException: odd); run again with WEFT_DEBUG=1 and report what it prints.\n");
    }

    [Theory]
    [InlineData("", "weft: 'weft' needs a command; 'weft --help' shows what there is.\n")]
    [InlineData("tset", "weft: 'weft' does not know 'tset'; did you mean 'test'?\n")]
    [InlineData("test --sedd 1", "weft: 'weft test' does not know '--sedd'; did you mean '--seed'?\n")]
    [InlineData("test --seed x", "weft: Cannot parse argument 'x' for option '--seed', expected a whole number; 'weft test --help' shows what there is.\n")]
    public async Task Wrong_usage_is_told_and_gives_two(string args, string sentence)
    {
        var (code, error) = await RunAsync(() => 0, args);
        code.ShouldBe(2);
        error.Split('\n')[0].ShouldBe(sentence.TrimEnd('\n'));
    }

    private static async Task<(int Code, string Error)> RunAsync(Func<int> action, string args = "test")
    {
        using var interruption = new Interruption();
        var command = new Command("test") { new Option<int>("--seed") };
        command.SetAction(_ => action());
        var output = new StringWriter();
        var error = new StringWriter { NewLine = "\n" };
        var words = args.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var code = await CommandLine.RunAsync(new RootCommand { command }, words, output, error, interruption);
        return (code, error.ToString());
    }
}
