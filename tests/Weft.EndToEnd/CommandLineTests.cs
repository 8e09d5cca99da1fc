using System.Diagnostics;
using System.Globalization;
using Shouldly;
using Weft.Testing;

namespace Weft.EndToEnd;

public sealed class CommandLineTests
{
    /// <summary>Half a second is what people feel as at once; a busy test machine gets some more.</summary>
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(1.5);

    [Fact]
    public async Task Help_answers_at_once_and_needs_no_native_part()
    {
        using var folder = new TemporaryFolder();
        var trace = folder["libraries"];

        // The dynamic linker itself writes down every library that the process loads.
        var result = await WeftProgram.RunAsync(
            ["--help"], ("WEFT_NATIVE", folder["none.so"]), ("LD_DEBUG", "files"), ("LD_DEBUG_OUTPUT", trace));

        result.ExitCode.ShouldBe(0);
        result.Output.ShouldContain("weft [command] [options]");
        result.Output.ShouldContain("doctor");
        var traces = Directory.GetFiles(folder.Path);
        traces.ShouldNotBeEmpty();
        traces.Select(File.ReadAllText).ShouldAllBe(text => !text.Contains("libtorch") && !text.Contains("weft_native"));

        var fastest = TimeSpan.MaxValue;
        for (var i = 0; i < 3; i++)
        {
            var elapsed = (await WeftProgram.RunAsync(["--help"])).Elapsed;
            fastest = elapsed < fastest ? elapsed : fastest;
        }

        fastest.ShouldBeLessThan(AtOnce);
    }

    [Fact]
    public async Task The_version_is_told()
    {
        var result = await WeftProgram.RunAsync(["--version"]);
        result.ExitCode.ShouldBe(0);
        result.Output.ShouldStartWith("0.");
    }

    [Theory]
    [InlineData("", "weft: 'weft' needs a command;")]
    [InlineData("docter", "weft: 'weft' does not know 'docter'; did you mean 'doctor'?")]
    [InlineData("doctor --nonsense", "weft: 'weft doctor' does not know '--nonsense';")]
    public async Task Wrong_usage_gives_two_and_a_sentence(string arguments, string sentence)
    {
        var result = await WeftProgram.RunAsync(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        result.ExitCode.ShouldBe(2);
        result.Output.ShouldBeEmpty();
        result.Error.ShouldStartWith(sentence);
    }

    [Theory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    public async Task A_signal_ends_it_with_a_sentence_and_the_code_that_shells_expect(string signal, int code)
    {
        // The first line comes before seconds of measuring, so the signal finds the command at work.
        var result = await WeftProgram.RunAsync(
            ["doctor"], process => Process.Start("kill", ["-" + signal, process.ToString(CultureInfo.InvariantCulture)]));

        result.ExitCode.ShouldBe(code);
        result.Error.ShouldBe("weft: interrupted; run again with --resume\n");
    }
}
