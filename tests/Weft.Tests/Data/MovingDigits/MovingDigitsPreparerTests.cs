using Shouldly;
using Weft.Data.ClipSets;
using Weft.Data.MovingDigits;
using Weft.Data.Prepared;
using Weft.Testing;
using Weft.Tests.Data.AvMnist;
using Weft.Tests.Data.Backdrops;
using Weft.Torch;
using Weft.Torch.Files;

namespace Weft.Tests.Data.MovingDigits;

public sealed class MovingDigitsPreparerTests : IDisposable
{
    private const int Digits = 400;

    private readonly TemporaryFolder folder = new();

    public MovingDigitsPreparerTests()
    {
        Directory.CreateDirectory(folder["mnist"]);
        foreach (var (part, count) in new[] { ("train", 2 * Digits), ("t10k", 40) })
        {
            // A bar for every digit: its middle columns.
            var images = Enumerable.Range(0, count * 784)
                .Select(p => (byte)(p % 28 is >= 11 and < 17 && p / 28 % 28 is >= 4 and < 24 ? 255 : 0));
            File.WriteAllBytes(folder[$"mnist/{part}-images-idx3-ubyte"], SmallSources.Idx([.. images], count, 28, 28));
            File.WriteAllBytes(
                folder[$"mnist/{part}-labels-idx1-ubyte"],
                SmallSources.Idx([.. Enumerable.Range(0, count).Select(k => (byte)(k % 10))], count));
        }
    }

    [Fact]
    public void Lists_are_arrays_of_clips_with_all_actions_alike()
    {
        var manifest = Prepare("out");

        var counts = manifest.Counts;
        (counts.Count, counts["source_train"], counts["target_train"], counts["target_test"]).ShouldBe((3, 40, 40, 16));
        manifest.Classes.ShouldBe(["left", "right", "up", "down", "clockwise", "anticlockwise", "grow", "shrink"]);
        File.ReadAllLines(folder["out/classes.txt"]).ShouldBe(manifest.Classes);
        manifest.Files.Keys.ShouldBe(["classes.txt", "source_train.npz", "target_test.npz", "target_train.npz"], ignoreOrder: true);
        foreach (var (name, clips) in manifest.Counts)
        {
            var (video, labels) = Read(name);
            video.Type.ShouldBe(ElementType.UInt8);
            video.Shape.ShouldBe([clips, 8, 32, 32, 3]);
            labels.Length.ShouldBe(clips);
            labels.GroupBy(l => l).Select(g => g.Count()).Distinct().ShouldBe([clips / 8]);
        }
    }

    [Fact]
    public void The_source_writes_in_white_and_the_target_in_colours()
    {
        Prepare("out");

        var (source, _) = Read("source_train");
        var (target, _) = Read("target_train");
        for (var clip = 0; clip < 40; clip++)
        {
            // The brightest pixel is ink: no texture reaches it.
            Brightest(source, clip).ShouldBe(((byte)255, (byte)255, (byte)255));
            var (red, green, blue) = Brightest(target, clip);
            (Math.Max(red, Math.Max(green, blue)) - Math.Min(red, Math.Min(green, blue))).ShouldBeGreaterThan(60);
        }
    }

    [Fact]
    public void Textures_agree_with_the_class_as_often_as_asked_in_the_source_and_by_chance_in_the_target()
    {
        Prepare("out", new MovingDigitsRecipe { BackgroundBias = 0.7, Train = 400, Test = 16 });

        Agreement("source_train").ShouldBe(0.7, 0.08);
        Agreement("target_train").ShouldBe(1.0 / 8, 0.08);
    }

    [Fact]
    public void Equal_recipes_make_equal_bytes_and_another_seed_others()
    {
        var first = Prepare("a");

        Prepare("b").ContentHash.ShouldBe(first.ContentHash);
        Prepare("c", Few with { Seed = 2 }).Files["target_test.npz"].ShouldNotBe(first.Files["target_test.npz"]);
        MovingDigitsPreparer.Prepare(folder["mnist"], folder["a"], Few, cancellation: TestContext.Current.CancellationToken)
            .Reused.ShouldBeTrue();
        Should.Throw<UsageException>(() => Prepare("a", Few with { Train = 48 })).Message.ShouldContain("(train clips 40 instead of 48)");
    }

    [Fact]
    public void Stopped_on_the_way_it_goes_on_to_the_same_bytes()
    {
        var whole = Prepare("whole");
        using var stop = new CancellationTokenSource();
        Should.Throw<OperationCanceledException>(() => MovingDigitsPreparer.Prepare(
            folder["mnist"], folder["parts"], Few, new Watcher(_ => stop.Cancel()), stop.Token));
        Directory.Exists(folder["parts"]).ShouldBeFalse();
        var done = new List<int>();

        MovingDigitsPreparer.Prepare(
            folder["mnist"], folder["parts"], Few, new Watcher(done.Add), TestContext.Current.CancellationToken)
            .Manifest.ContentHash.ShouldBe(whole.ContentHash);
        done.ShouldBe([2, 3]);
    }

    [Fact]
    public void Bad_input_is_told()
    {
        Should.Throw<InvalidFileException>(() => MovingDigitsPreparer.Prepare(folder["none"], folder["out"])).Message
            .ShouldContain("holds neither train-images-idx3-ubyte nor train-images-idx3-ubyte.gz");
        Should.Throw<InvalidFileException>(() => Prepare("out", Few with { Test = 21 })).Message
            .ShouldContain("has 20 digits for the 21 clips of target_test, each of which shows another one; ask for fewer clips");
        Should.Throw<UsageException>(() => Prepare("out", Few with { Train = 0 })).Message
            .ShouldBe("0 clips to train on and 16 to test on cannot be made, only 1 to 20000.");
        Should.Throw<UsageException>(() => Prepare("out", Few with { BackgroundBias = -1 })).Message
            .ShouldBe("A background bias of -1 is no probability; give one from 0 to 1.");
        Directory.Exists(folder["out"]).ShouldBeFalse();
    }

    public void Dispose() => folder.Dispose();

    private static MovingDigitsRecipe Few => new() { Train = 40, Test = 16 };

    private ClipSetManifest Prepare(string name, MovingDigitsRecipe? recipe = null) => MovingDigitsPreparer.Prepare(
        folder["mnist"], folder[name], recipe ?? Few, cancellation: TestContext.Current.CancellationToken).Manifest;

    private (NdArray Video, long[] Labels) Read(string list)
    {
        using var archive = new NpzReader(folder[$"out/{list}.npz"]);
        return (archive.Read("video"), archive.Read("label").As<long>().ToArray());
    }

    private static (byte Red, byte Green, byte Blue) Brightest(NdArray video, int clip)
    {
        var pixels = video.Bytes.Span.Slice(clip * 8 * 32 * 32 * 3, 8 * 32 * 32 * 3);
        var best = 0;
        for (var p = 0; p < pixels.Length; p += 3)
        {
            best = pixels[p] + pixels[p + 1] + pixels[p + 2] > pixels[best] + pixels[best + 1] + pixels[best + 2] ? p : best;
        }

        return (pixels[best], pixels[best + 1], pixels[best + 2]);
    }

    // The darkest of a pixel's values over time is the ground's where a digit passes, since ink is lighter than any texture; and digits
    // that stay in the middle do not reach the rim.
    private double Agreement(string list)
    {
        var (video, labels) = Read(list);
        var seen = new List<double>();
        for (var clip = 0; clip < labels.Length; clip++)
        {
            var ground = video.Bytes.Span.Slice(clip * 8 * 3072, 3072).ToArray();
            for (var frame = 1; frame < 8; frame++)
            {
                var pixels = video.Bytes.Span.Slice(((clip * 8) + frame) * 3072, 3072);
                for (var k = 0; k < ground.Length; k++)
                {
                    ground[k] = Math.Min(ground[k], pixels[k]);
                }
            }

            byte[] rim = [.. ground.Where((_, k) => k / 96 is < 3 or >= 29 || k / 3 % 32 is < 3 or >= 29)];
            seen.Add(SeenBackdrop.Family(rim) == labels[clip] ? 1 : 0);
        }

        return seen.Average();
    }

    private sealed class Watcher(Action<int> atFile) : IProgress<PrepareProgress>
    {
        public void Report(PrepareProgress value)
        {
            if (string.Equals(value.Stage, "clips", StringComparison.Ordinal))
            {
                atFile(value.Done);
            }
        }
    }
}
