using System.Text.Json.Nodes;
using Shouldly;
using Weft.Testing;
using Weft.Torch.Files;

namespace Weft.EndToEnd;

/// <summary>EgoGesture by the real program: prepared, killed on the way, and with clips that cannot be used.</summary>
public sealed class EgoGestureTests : IDisposable
{
    private const int Frames = 40;
    private readonly TemporaryFolder folder = new();
    private readonly JsonObject database = [];

    [Fact]
    public async Task Killed_while_it_packs_it_goes_on_to_the_same_bytes()
    {
        Write(clips: 150);
        var whole = await WeftProgram.RunAsync(Arguments("whole"));
        whole.ExitCode.ShouldBe(0, whole.Error);
        whole.Output.ShouldBe(
            $"{folder["whole"]}: 150 / 150 / 150 clips (train / dev / test), 2 gestures, not the published 14,416 / 4,768 / 4,977.\n");
        whole.Error.ShouldContain("450 clips with 28,800 frames in colour and depth: about ");

        var record = Path.Combine(folder["out.unfinished"], "progress.json");
        var done = 0;
        for (var kill = 0; kill < 3; kill++)
        {
            using var process = WeftProcess.Start(Arguments("out"));
            (await process.UntilAsync(() => Next(record) > done)).ShouldBeTrue($"it was not met at work: {process.Error}");
            if (kill == 0)
            {
                process.Signal("INT");
                var stopped = await process.EndAsync();
                stopped.ExitCode.ShouldBe(130, stopped.Error);
                stopped.Error.ShouldEndWith("weft: interrupted; give the same command again\n");
            }
            else
            {
                process.Kill();
                (await process.EndAsync()).ExitCode.ShouldNotBe(0);
            }

            done = Next(record);
            done.ShouldBeInRange(1, 449);
            Directory.Exists(folder["out"]).ShouldBeFalse();
        }

        var end = await WeftProgram.RunAsync(Arguments("out"));
        end.ExitCode.ShouldBe(0, end.Error);
        end.Error.ShouldContain($"; going on at clip {done + 1:N0}");
        Digests("out").ShouldBe(Digests("whole"));
        (await WeftProgram.RunAsync(Arguments("out"))).Output.ShouldEndWith("; it was there already, unchanged.\n");
    }

    [Fact]
    public async Task What_cannot_be_used_is_listed_and_the_rest_prepared()
    {
        Write(clips: 2);
        database["../../Color/rgb1"] = database["Subject01/Scene1/Color/rgb1_0"]!.DeepClone();
        WriteAnnotations();
        File.Delete(Path.Combine(folder["frames"], "Subject02/Scene1/Depth/depth1/000002.jpg"));
        var result = await WeftProgram.RunAsync(Arguments("out"));
        result.ExitCode.ShouldBe(0, result.Error);
        result.Output.ShouldBe(
            $"{folder["out"]}: 2 / 1 / 2 clips (train / dev / test), 2 gestures, not the published 14,416 / 4,768 / 4,977.\n"
            + $"2 clips cannot be used; all are listed under 'bad' in {folder["out"]}/manifest.json:\n"
            + "  Subject02/Scene1/Color/rgb1_1: Subject02/Scene1/Depth/depth1/000002.jpg: is not there\n"
            + "  ../../Color/rgb1: is no place of frames, which would be such as Subject01/Scene1/Color/rgb1\n");

        var wrong = await WeftProgram.RunAsync([.. Arguments("out").Select(a => a is "16" ? "24" : a)]);
        wrong.ExitCode.ShouldBe(2);
        wrong.Error.ShouldContain("was prepared by another recipe (size 16 instead of 24)");
    }

    [Fact]
    public async Task It_is_searched_and_the_found_network_tested()
    {
        Write(clips: 4);
        (await WeftProgram.RunAsync(Arguments("out"))).ExitCode.ShouldBe(0);
        string[] sizes =
        [
            "encoder.epochs=1", "encoder.channels.rgb=2", "encoder.channels.depth=2", "search.epochs=1", "search.candidates=1", "retrain.epochs=1",
            "retrain.seeds=1", "shape.channels=4", "augmentedViews=2", "baselines.enabled=false",
        ];
        var settings = sizes.SelectMany(s => (string[])["--set", s]);
        var run = await WeftProgram.RunAsync(
            ["search", "bmnas", "--task", "egogesture", "--data", folder["out"], "--run", folder["run"], "--threads", "1", .. settings]);
        run.ExitCode.ShouldBe(0, run.Error);
        var test = await WeftProgram.RunAsync(["test", "--run", folder["run"]]);
        test.ExitCode.ShouldBe(0, test.Error);
        test.Output.ShouldContain("mean test accuracy: ");
    }

    public void Dispose() => folder.Dispose();

    private static int Next(string record)
    {
        try
        {
            return JsonNode.Parse(File.ReadAllText(record))!["next"]!.GetValue<int>();
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return 0;
        }
    }

    private string[] Arguments(string target) =>
    [
        "data", "prepare", "egogesture", "--frames", folder["frames"], "--annotations", folder["annotations.json"], "--out", folder[target],
        "--length", "4", "--size", "16", "--record-seconds", target is "out" ? "0.02" : "5",
    ];

    private SortedDictionary<string, string> Digests(string target) => new(
        Files.Below(folder[target]).ToDictionary(f => f, f => Checksum.OfFile(Path.Combine(folder[target], f)), StringComparer.Ordinal),
        StringComparer.Ordinal);

    private void Write(int clips)
    {
        using var pictures = new NpzReader(TestPaths.Golden("images", "images.npz"));
        byte[][] jpegs = [.. new[] { "420", "444", "grey" }.Select(flavour => pictures.Read($"jpeg/{flavour}/bytes").As<byte>().ToArray())];
        foreach (var (subject, subset) in new[] { ("Subject01", "training"), ("Subject02", "validation"), ("Subject03", "testing") })
        {
            foreach (var place in new[] { "Color/rgb1", "Depth/depth1" })
            {
                Directory.CreateDirectory(Path.Combine(folder["frames"], subject, "Scene1", place));
                for (var frame = 1; frame <= Frames; frame++)
                {
                    File.WriteAllBytes(Path.Combine(folder["frames"], subject, "Scene1", place, $"{frame:000000}.jpg"), jpegs[frame % 3]);
                }
            }

            for (var clip = 0; clip < clips; clip++)
            {
                database[$"{subject}/Scene1/Color/rgb1_{clip}"] = new JsonObject
                {
                    ["subset"] = subset,
                    ["annotations"] = new JsonObject
                    {
                        ["label"] = clip % 2 == 0 ? "Wave" : "Knock",
                        ["start_frame"] = clips > 2 ? $"{1 + (clip % 8)}" : $"{3 - clip}",
                        ["end_frame"] = clips > 2 ? $"{32 + (clip % 8)}" : $"{Frames - clip}",
                    },
                };
            }
        }

        WriteAnnotations();
    }

    private void WriteAnnotations() => File.WriteAllText(
        folder["annotations.json"], new JsonObject { ["labels"] = new JsonArray("Wave", "Knock"), ["database"] = database.DeepClone() }.ToJsonString());
}
