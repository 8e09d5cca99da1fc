using System.Globalization;
using Shouldly;
using Weft.Data.ClipSets;
using Weft.Data.Formats;
using Weft.Data.Prepared;
using Weft.Data.Sprites;
using Weft.Testing;
using Weft.Tests.Data.Backdrops;
using Weft.Torch;
using Weft.Torch.Files;

namespace Weft.Tests.Data.Sprites;

public sealed class SpritesPreparerTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly SmallSprites small = new(2, 7);

    [Fact]
    public void The_source_is_whole_and_no_character_of_the_target_is_in_both_lists()
    {
        var manifest = Prepare("out");

        var counts = manifest.Counts;
        (counts.Count, counts["source_train"], counts["target_train"], counts["target_test"]).ShouldBe((3, 12, 30, 12));
        manifest.Classes.ShouldBe(small.Classes);
        File.ReadAllLines(folder["out/classes.txt"]).ShouldBe(small.Classes);
        File.ReadAllLines(folder["out/source_train.txt"])[..2].ShouldBe(
            ["source/0000_character00_walk_left 3 0", "source/0001_character00_walk_right 3 1"]);
        var (train, test) = (Characters("target_train"), Characters("target_test"));
        train.Intersect(test, StringComparer.Ordinal).ShouldBeEmpty();
        (train.Count, test.Count).ShouldBe((5, 2));
        string[] lists = ["source_train", "target_train", "target_test"];
        foreach (var line in lists.SelectMany(l => File.ReadAllLines(folder[$"out/{l}.txt"])))
        {
            var parts = line.Split(' ');
            Directory.GetFiles(folder[$"out/{parts[0]}"]).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)
                .ShouldBe(["img_00001.png", "img_00002.png", "img_00003.png"]);
            parts[0].ShouldEndWith($"_{small.Classes[int.Parse(parts[2], CultureInfo.InvariantCulture)]}");
        }
    }

    [Fact]
    public void Without_a_bias_frames_are_as_published()
    {
        Prepare("out");

        for (var frame = 0; frame < SmallSprites.Frames; frame++)
        {
            var size = SmallSprites.Height * SmallSprites.Width * 3;
            PngReader.Read(folder[$"out/source/0007_character01_walk_right/img_{frame + 1:D5}.png"]).Pixels.ToArray()
                .ShouldBe(small.Arrays["source_video"].Bytes.Slice(((7 * SmallSprites.Frames) + frame) * size, size).ToArray());
        }
    }

    [Fact]
    public void Backgrounds_stand_still_behind_sprites_that_stay_as_they_were()
    {
        Prepare("out", new SpritesRecipe { BackgroundBias = 0.5 });

        var plain = small.Arrays["target_video"].Bytes.Span;
        var grounds = new Dictionary<(int, int), string>();
        for (var frame = 0; frame < SmallSprites.Frames; frame++)
        {
            var pixels = PngReader.Read(folder[$"out/target/0003_character00_slash/img_{frame + 1:D5}.png"]).Pixels;
            for (var p = 0; p < SmallSprites.Height * SmallSprites.Width; p++)
            {
                var (y, x) = (p / SmallSprites.Width, p % SmallSprites.Width);
                var pixel = Convert.ToHexString(pixels.Slice(3 * p, 3));
                if (SmallSprites.IsSprite(frame, y, x))
                {
                    var first = ((3 * SmallSprites.Frames) + frame) * SmallSprites.Height * SmallSprites.Width;
                    pixel.ShouldBe(Convert.ToHexString(plain.Slice(3 * (first + p), 3)));
                }
                else
                {
                    pixel.ShouldNotBe("000000");
                    grounds.TryAdd((y, x), pixel);
                    pixel.ShouldBe(grounds[(y, x)], "the ground does not move");
                }
            }
        }
    }

    [Fact]
    public void Backgrounds_agree_with_the_class_as_often_as_asked_in_the_source_and_by_chance_in_the_target()
    {
        var many = new SmallSprites(50, 50);
        SpritesPreparer.Prepare(
            many.Write(folder["from"]),
            folder["out"],
            new SpritesRecipe { BackgroundBias = 0.8 },
            cancellation: TestContext.Current.CancellationToken);

        Agreement("source_train").ShouldBe(0.8, 0.07, "300 clips");
        Agreement("target_train", "target_test").ShouldBe(1.0 / 6, 0.07);
    }

    [Fact]
    public void Equal_recipes_make_equal_bytes_and_another_seed_others()
    {
        var recipe = new SpritesRecipe { BackgroundBias = 0.9, Seed = 4 };
        var first = Prepare("a", recipe);

        Prepare("b", recipe).ContentHash.ShouldBe(first.ContentHash);
        var other = Prepare("c", recipe with { Seed = 5 });
        other.ContentHash.ShouldNotBe(first.ContentHash);
        other.Folders["source"].ShouldNotBe(first.Folders["source"]);
        SpritesPreparer.Prepare(folder["from"], folder["a"], recipe, cancellation: TestContext.Current.CancellationToken)
            .Reused.ShouldBeTrue();
        Should.Throw<UsageException>(() => Prepare("a", new SpritesRecipe())).Message
            .ShouldContain("(background bias 0.9 instead of none, seed 4 instead of 1)");
        ClipSetManifest.Read(folder["a"], SpritesPreparer.Task).ContentHash.ShouldBe(first.ContentHash);
    }

    [Fact]
    public void Stopped_on_the_way_it_goes_on_to_the_same_bytes()
    {
        var recipe = new SpritesRecipe { BackgroundBias = 0.9 };
        var whole = Prepare("whole", recipe);
        using var stop = new CancellationTokenSource();
        Should.Throw<OperationCanceledException>(() => SpritesPreparer.Prepare(
            folder["from"], folder["parts"], recipe, new Watcher(done => { if (done == 20) { stop.Cancel(); } }), stop.Token));
        Directory.Exists(folder["parts"]).ShouldBeFalse();

        var clips = new List<int>();
        var end = SpritesPreparer.Prepare(
            folder["from"], folder["parts"], recipe, new Watcher(clips.Add), TestContext.Current.CancellationToken);

        clips[0].ShouldBe(21, "what was done is not done again");
        end.Manifest.ContentHash.ShouldBe(whole.ContentHash);
        Directory.Exists(folder["parts.unfinished"]).ShouldBeFalse();
    }

    [Fact]
    public void A_frame_that_was_changed_later_is_told()
    {
        Prepare("out");
        File.Delete(folder["out/target/0003_character00_slash/img_00002.png"]);

        Should.Throw<InvalidFileException>(() => Prepare("out")).Message
            .ShouldContain("target: is not as it was prepared; delete the whole prepared folder and prepare it again");
    }

    [Fact]
    public void Absent_and_wrong_arrays_are_told()
    {
        small.Arrays["target_label"] = NdArray.From([0, 1, 6], 3);
        Refused("has target_label as Int32 [3], but int32 [42] is needed");
        small.Arrays["target_label"] = NdArray.From(Enumerable.Repeat(6, 42).ToArray(), 42);
        Refused("has the label 6 at index 0 of target_label, but there are 6 classes");
        small.Arrays["target_attributes"] = NdArray.From(new int[84], 42, 2);
        small.Arrays["target_label"] = NdArray.From(new int[42], 42);
        Refused("has 1 characters in the target, but they are split 2:1, so 3 are needed");
        small.Arrays["source_video"] = NdArray.From(new float[12], 12);
        Refused("has source_video as Float32 [12], but uint8 [clips, frames, height, width, 3] is needed");
        small.Arrays.Remove("source_video");
        Refused("sprites_video.npz: has no array source_video; get the data set again");
    }

    [Theory]
    [InlineData("[\"a\", \"b/c\"]", "is no list of classes' names made of letters, digits, _ and -; get the data set again")]
    [InlineData("[]", "is no list of classes' names made of letters, digits, _ and -; get the data set again")]
    [InlineData("[\"a\", null]", "is no list of classes' names made of letters, digits, _ and -; get the data set again")]
    [InlineData("{\"a\": 1}", "is no list of names; get the data set again")]
    public void Wrong_names_are_told(string text, string problem)
    {
        small.Write(folder["from"]);
        File.WriteAllText(folder["from/classes.json"], text);

        Should.Throw<InvalidFileException>(() => SpritesPreparer.Prepare(folder["from"], folder["out"])).Message.ShouldContain(problem);
    }

    [Fact]
    public void Absent_files_and_impossible_biases_are_told()
    {
        Should.Throw<InvalidFileException>(() => SpritesPreparer.Prepare(folder.Path, folder["out"])).Message
            .ShouldContain("sprites_video.npz: the file does not exist; check the path");
        Should.Throw<UsageException>(() => Prepare("out", new SpritesRecipe { BackgroundBias = 2 })).Message
            .ShouldBe("A background bias of 2 is no probability; give one from 0 to 1.");
        Directory.Exists(folder["out"]).ShouldBeFalse();
    }

    [Fact]
    public void The_real_sprites_are_split_by_character()
    {
        if (TestPaths.Data("sprites_video") is not { } real)
        {
            Assert.Skip("The sprites are absent: skipped");
            return;
        }

        var counts = SpritesPreparer.Prepare(real, folder["out"], cancellation: TestContext.Current.CancellationToken).Manifest.Counts;
        (counts["source_train"], counts["target_train"], counts["target_test"]).ShouldBe((432, 288, 144));
        Characters("target_test").Count.ShouldBe(16);
    }

    public void Dispose() => folder.Dispose();

    private ClipSetManifest Prepare(string name, SpritesRecipe? recipe = null) => SpritesPreparer.Prepare(
        small.Write(folder["from"]), folder[name], recipe, cancellation: TestContext.Current.CancellationToken).Manifest;

    private void Refused(string problem)
    {
        Should.Throw<InvalidFileException>(() => Prepare("out")).Message.ShouldContain(problem);
        Directory.Exists(folder["out"]).ShouldBeFalse();
    }

    private HashSet<string> Characters(string list) =>
        [.. File.ReadAllLines(folder[$"out/{list}.txt"])
            .Select(l => l.Split('_').First(p => p.StartsWith("character", StringComparison.Ordinal)))];

    private double Agreement(params string[] lists)
    {
        var agree = lists.SelectMany(l => File.ReadAllLines(folder[$"out/{l}.txt"])).Select(line =>
        {
            // The three uppermost rows show no sprite.
            var parts = line.Split(' ');
            var ground = PngReader.Read(folder[$"out/{parts[0]}/img_00001.png"]).Pixels[..(3 * SmallSprites.Width * 3)];
            return SeenBackdrop.Family(ground) == int.Parse(parts[2], CultureInfo.InvariantCulture) ? 1.0 : 0;
        });
        return agree.Average();
    }

    private sealed class Watcher(Action<int> atClip) : IProgress<PrepareProgress>
    {
        public void Report(PrepareProgress value)
        {
            if (string.Equals(value.Stage, "clips", StringComparison.Ordinal))
            {
                atClip(value.Done);
            }
        }
    }
}
