using Shouldly;
using Weft.Testing;
using Weft.Torch.Files;

namespace Weft.EndToEnd;

/// <summary>Pairs of video domains, prepared by the real program.</summary>
public sealed class ClipPreparationTests
{
    [Fact]
    public async Task Sprites_become_frames_and_lists()
    {
        using var folder = new TemporaryFolder();
        WriteSprites(folder["from"]);
        string[] arguments =
            ["data", "prepare", "sprites", "--from", folder["from"], "--out", folder["out"], "--background-bias", "0.9", "--seed", "3"];

        var made = await WeftProgram.RunAsync(arguments);

        made.ExitCode.ShouldBe(0, made.Error);
        made.Output.ShouldBe($"{folder["out"]}: clips of 2 classes: 6 source_train, 2 target_test, 4 target_train.\n");
        Files.Below(folder["out"]).Length.ShouldBe(5 + (12 * 2), "lists, classes, a manifest, and two frames of each clip");
        File.ReadAllLines(folder["out/source_train.txt"])[5].ShouldBe("source/0005_character02_cast 2 1");
        (await WeftProgram.RunAsync(arguments)).Output.ShouldEndWith("; it was there already, unchanged.\n");
        var other = await WeftProgram.RunAsync([.. arguments[..^4]]);
        other.ExitCode.ShouldBe(2);
        other.Error.ShouldContain("was prepared by another recipe (background bias 0.9 instead of none, seed 3 instead of 1)");
    }

    [Fact]
    public async Task Moving_digits_become_arrays()
    {
        using var sources = new TinySources();
        string[] arguments =
            ["data", "prepare", "moving-digits", "--from", sources["mnist"], "--out", sources["clips"], "--train", "24", "--test", "8"];

        var made = await WeftProgram.RunAsync(arguments);

        made.ExitCode.ShouldBe(0, made.Error);
        made.Output.ShouldBe($"{sources["clips"]}: clips of 8 classes: 24 source_train, 8 target_test, 24 target_train.\n");
        Files.Below(sources["clips"]).ShouldBe(["classes.txt", "manifest.json", "source_train.npz", "target_test.npz", "target_train.npz"]);
        var refused = await WeftProgram.RunAsync([.. arguments, "--background-bias", "1.2"]);
        refused.ExitCode.ShouldBe(2);
        refused.Error.ShouldContain("A background bias of 1.2 is no probability; give one from 0 to 1.");
    }

    [Fact]
    public async Task A_folder_without_sprites_is_told()
    {
        using var folder = new TemporaryFolder();

        var refused = await WeftProgram.RunAsync(["data", "prepare", "sprites", "--from", folder.Path, "--out", folder["out"]]);

        refused.ExitCode.ShouldBe(1);
        refused.Error.ShouldContain("sprites_video.npz: the file does not exist");
        Directory.Exists(folder["out"]).ShouldBeFalse();
    }

    private static void WriteSprites(string folder)
    {
        const int Clips = 6;
        Directory.CreateDirectory(folder);
        var arrays = new Dictionary<string, NdArray>(StringComparer.Ordinal);
        foreach (var domain in new[] { "source", "target" })
        {
            var video = new byte[Clips * 2 * 8 * 8 * 3];
            video.AsSpan(0, 60).Fill(200);
            arrays[$"{domain}_video"] = new NdArray(ElementType.UInt8, video, Clips, 2, 8, 8, 3);
            arrays[$"{domain}_label"] = NdArray.From([0, 1, 0, 1, 0, 1], Clips);
            arrays[$"{domain}_attributes"] = NdArray.From([0, 0, 1, 1, 2, 2], Clips, 1);
        }

        NpzWriter.Write(Path.Combine(folder, "sprites_video.npz"), arrays);
        File.WriteAllText(Path.Combine(folder, "classes.json"), """["walk", "cast"]""");
    }
}
