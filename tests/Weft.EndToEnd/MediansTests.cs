using Shouldly;
using Weft.Data.Formats;
using Weft.Testing;
using Weft.Torch.Files;

namespace Weft.EndToEnd;

/// <summary>Backgrounds of clips by the real program: made, killed on the way, and with clips that cannot be read.</summary>
public sealed class MediansTests : IDisposable
{
    private const int Clips = 60;
    private readonly TemporaryFolder folder = new();

    [Fact]
    public async Task Killed_on_the_way_it_goes_on_to_the_same_bytes_and_then_has_nothing_to_do()
    {
        Write(Clips, frames: 12, side: 96);
        var whole = await WeftProgram.RunAsync(Arguments("whole"));
        whole.ExitCode.ShouldBe(0, whole.Error);
        whole.Output.ShouldBe($"{folder["whole"]}: {Clips} backgrounds made, 0 were there already.\n");

        using (var process = WeftProcess.Start(Arguments("out")))
        {
            (await process.UntilAsync(() => Made() >= 3)).ShouldBeTrue($"it was not met at work: {process.Error}");
            process.Kill();
            (await process.EndAsync()).ExitCode.ShouldNotBe(0);
        }

        var made = Made();
        made.ShouldBeInRange(3, Clips - 1);
        var end = await WeftProgram.RunAsync(Arguments("out"));
        end.ExitCode.ShouldBe(0, end.Error);
        end.Output.ShouldBe($"{folder["out"]}: {Clips - made} backgrounds made, {made} were there already.\n");
        Digests("out").ShouldBe(Digests("whole"));
        (await WeftProgram.RunAsync(Arguments("out"))).Output.ShouldBe($"{folder["out"]}: 0 backgrounds made, {Clips} were there already.\n");
    }

    [Fact]
    public async Task Lists_are_taken_and_clips_that_cannot_be_read_named()
    {
        Write(2, frames: 3, side: 16);
        File.WriteAllText(folder["list.txt"], "clip00 3 0\nclip01 3 1\nclip02 3 1\n");
        var run = await WeftProgram.RunAsync(
        [
            "data", "medians", "--list", folder["list.txt"], "--data", folder["clips"], "--template", "{:03}.png", "--out", folder["out"],
            "--format", "png", "--frames", "all", "--threads", "1",
        ]);
        run.ExitCode.ShouldBe(0, run.Error);
        run.Output.ShouldStartWith($"{folder["out"]}: 2 backgrounds made, 0 were there already.\n1 clips cannot be used:\n  clip02: ");
        File.Exists(folder["out/clip01.png"]).ShouldBeTrue();
    }

    [Fact]
    public async Task What_makes_no_sense_is_refused()
    {
        var neither = await WeftProgram.RunAsync(["data", "medians", "--out", folder["out"]]);
        neither.ExitCode.ShouldBe(2);
        neither.Error.ShouldContain("Say which clips: either --from with a folder, or --list with lists of clips.");
        var frames = await WeftProgram.RunAsync(["data", "medians", "--from", folder.Path, "--out", folder["out"], "--frames", "0"]);
        frames.ExitCode.ShouldBe(2);
        frames.Error.ShouldContain("--frames is '0'; give a whole number of at least 1, or all.");
        var empty = await WeftProgram.RunAsync(["data", "medians", "--from", folder.Path, "--out", folder["out"]]);
        empty.ExitCode.ShouldBe(1);
        empty.Error.ShouldContain("has no folder of frames (.jpg, .png) and no video");
    }

    public void Dispose() => folder.Dispose();

    private string[] Arguments(string target) => ["data", "medians", "--from", folder["clips"], "--out", folder[target], "--threads", "1"];

    private int Made() => Files.Below(folder["out"]).Count(file => file.EndsWith(".jpg", StringComparison.Ordinal));

    private SortedDictionary<string, string> Digests(string target) => new(
        Files.Below(folder[target]).Where(file => file.EndsWith(".jpg", StringComparison.Ordinal))
            .ToDictionary(file => file, file => Checksum.OfFile(Path.Combine(folder[target], file)), StringComparer.Ordinal),
        StringComparer.Ordinal);

    private void Write(int clips, int frames, int side)
    {
        var random = new Random(3);
        var pixels = new byte[side * side * 3];
        for (var clip = 0; clip < clips; clip++)
        {
            Directory.CreateDirectory(folder[$"clips/clip{clip:00}"]);
            for (var frame = 1; frame <= frames; frame++)
            {
                random.NextBytes(pixels);
                PngWriter.Write(folder[$"clips/clip{clip:00}/{frame:000}.png"], pixels, side, side);
            }
        }
    }
}
