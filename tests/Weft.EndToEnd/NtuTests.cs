using Shouldly;
using Weft.Testing;

namespace Weft.EndToEnd;

/// <summary>NTU RGB+D from files in the official format, prepared by the real program.</summary>
public sealed class NtuTests
{
    private const int Clips = 19;

    [Fact]
    public async Task Killed_on_the_way_it_goes_on_to_the_same_bytes()
    {
        using var folder = new TemporaryFolder();
        var whole = await WeftProgram.RunAsync(Arguments(folder["whole"]));
        whole.ExitCode.ShouldBe(0, whole.Error);
        whole.Output.ShouldContain("whole: 8 / 4 / 7 clips (train / dev / test), 32 x 32 rescaled.");
        whole.Output.ShouldContain("2 cannot be used (");
        whole.Output.ShouldContain("  S001C001P003R001A060,\"it has a video, but no skeleton\"\n  S001C001P009R001A001,\"S001C001P009R001A001.skeleton ends behind line 2,");
        whole.Error.ShouldContain("21 clips will take about ");
        foreach (var made in new[] { 3, 8 })
        {
            using var process = WeftProcess.Start(Arguments(folder["parts"]));
            (await process.UntilAsync(() => Files.Below(folder["parts.unfinished/videos"]).Count(f => f.EndsWith(".mp4", StringComparison.Ordinal)) >= made))
                .ShouldBeTrue(process.Error);
            process.Kill();
            (await process.EndAsync()).ExitCode.ShouldNotBe(0, "the kill came too late");
            Directory.Exists(folder["parts"]).ShouldBeFalse();
        }

        var end = await WeftProgram.RunAsync(Arguments(folder["parts"]));
        end.ExitCode.ShouldBe(0, end.Error);
        Files.Below(folder["parts"]).ShouldBe(Files.Below(folder["whole"]));
        Files.Below(folder["parts"]).Length.ShouldBe(Clips + 5);
        foreach (var file in Files.Below(folder["whole"]))
        {
            File.ReadAllBytes(Path.Combine(folder["parts"], file)).ShouldBe(File.ReadAllBytes(Path.Combine(folder["whole"], file)), file);
        }

        Directory.Exists(folder["parts.unfinished"]).ShouldBeFalse();
    }

    [Fact]
    public async Task Asked_to_stop_it_says_so_and_keeps_what_it_has()
    {
        using var folder = new TemporaryFolder();
        using var process = WeftProcess.Start(Arguments(folder["data"]));
        (await process.UntilAsync(() => Files.Below(folder["data.unfinished/videos"]).Count(f => f.EndsWith(".mp4", StringComparison.Ordinal)) >= 4))
            .ShouldBeTrue(process.Error);
        process.Signal("TERM");
        (await process.EndAsync()).ExitCode.ShouldBe(143);
        var end = await WeftProgram.RunAsync(Arguments(folder["data"]));
        end.ExitCode.ShouldBe(0, end.Error);
        end.Error.ShouldContain("Going on behind ");
        Files.Below(folder["data"]).ShouldNotContain(f => f.Contains(".tmp"));
    }

    [Fact]
    public async Task Without_ffmpeg_it_says_what_to_install()
    {
        using var folder = new TemporaryFolder();
        var result = await WeftProgram.RunAsync(Arguments(folder["data"]), ("PATH", folder.Path));
        BadInputTests.Told(result, 1, "ffmpeg is not there to read videos: install it (apt install ffmpeg).");
        Directory.Exists(folder["data"]).ShouldBeFalse();
    }

    private static string[] Arguments(string output)
    {
        var source = Path.Combine(TestPaths.Shared, "fixtures", "ntu");
        Assert.SkipUnless(Directory.Exists(source), "fixtures/ntu beside the repository is absent: skipped");
        return
        [
            "data", "prepare", "ntu", "--videos", Path.Combine(source, "nturgb+d_rgb"), "--skeletons", Path.Combine(source, "nturgb+d_skeletons"),
            "--out", output, "--size", "32",
        ];
    }
}
