using System.Text.Json;
using Shouldly;
using Weft.Data.EmojiItm;
using Weft.Data.Formats;
using Weft.Data.Pictures;
using Weft.Data.Prepared;
using Weft.Data.Regions;
using Weft.Data.Text;
using Weft.Testing;
using Weft.Torch;

namespace Weft.Tests.Data.EmojiItm;

public sealed class EmojiItmPreparerTests : IDisposable
{
    private const int Tiles = 44;
    private const int Side = 48;

    private static readonly PictureEncoderRecipe Small = new()
    {
        Folds = 2,
        Width = 16,
        Cells = 2,
        Channels = [4, 4, 8, 8],
        Epochs = 2,
        BatchSize = 2,
    };

    private readonly TemporaryFolder folder = new();
    private readonly List<Dictionary<string, object>> emoji = [];

    public EmojiItmPreparerTests()
    {
        Add("train", "noto", "twemoji");
        Add("train", "fluent");
        Add("val", "noto", "twemoji");
        Add("test", "twemoji", "openmoji");
        Add("test", "openmoji");
        foreach (var (style, k) in new[] { "noto", "twemoji", "openmoji", "fluent" }.Select((style, k) => (style, k)))
        {
            var pixels = new byte[Tiles * Side * Side * 3];
            for (var p = 0; p < Tiles * Side * Side; p++)
            {
                // The left half of a tile is white, the right half tells tile and style.
                var (tile, left) = (p % (Tiles * Side) / Side, p % Side < Side / 2);
                (pixels[3 * p], pixels[(3 * p) + 1], pixels[(3 * p) + 2]) = left ? (byte.MaxValue, byte.MaxValue, byte.MaxValue) : ((byte)tile, (byte)k, (byte)0);
            }

            PngWriter.Write(folder[$"{style}_48.png"], pixels, Tiles * Side, Side);
        }
    }

    [Fact]
    public void Training_has_all_styles_of_its_concepts_and_the_others_one_style_of_theirs()
    {
        var counts = Prepare().Counts;

        (counts["train pictures"], counts["dev pictures"], counts["test pictures"], counts["test captions"]).ShouldBe((6, 1, 1, 5));
        File.ReadAllLines(folder["out/emoji_precomp/train_ids.txt"]).ShouldBe(["0", "1", "2", "3", "16", "17"]);
        File.ReadAllLines(folder["out/emoji_precomp/dev_ids.txt"]).ShouldBe(["22", "22", "22", "22", "22"]);
        File.ReadAllLines(folder["out/emoji_precomp/test_caps.txt"]).ShouldBe(
            [
                "name 3 three four five six", "three 3 four five six name", "four 3 five six name three", "five 3 six name three four",
                "six 3 name three four five",
            ]);
        var lines = File.ReadAllLines(folder["out/emoji_precomp/train_caps.txt"]);
        lines.Length.ShouldBe(30);
        lines[19].ShouldBe("six 0 name three four five");
        lines[20].ShouldBe("name 1 three four five six");
    }

    [Fact]
    public void Pictures_are_the_tiles_plain_and_mirrored_and_regions_are_theirs()
    {
        Prepare();

        var plain = PngReader.Read(folder["out/images/00000016.png"]);
        var mirrored = PngReader.Read(folder["out/images/00000017.png"]);
        (plain.Width, plain.Height).ShouldBe((Side, Side));
        plain.Pixels[..3].ToArray().ShouldBe(new byte[] { 255, 255, 255 });
        mirrored.Pixels[..3].ToArray().ShouldBe(new byte[] { 1, 3, 0 });
        var regions = RegionFolder.Open(folder["out/features"]);
        regions.Ids.Order().ShouldBe([0, 1, 2, 3, 16, 17, 22, 32]);
        regions.Check(regions.Ids, TestContext.Current.CancellationToken).Problems.ShouldBeEmpty();
        var read = regions.Read(16);
        (read.Count, read.ImageHeight).ShouldBe((5, 48));
        read.Boxes[..4].ShouldBe([0, 0, 48, 48]);
        read.Boxes[4..8].ShouldBe([0, 0, 24, 24]);
        read.Features.ShouldNotBe(regions.Read(17).Features, "mirrored it looks otherwise");
    }

    [Fact]
    public void Nothing_is_mirrored_where_that_is_not_wanted()
    {
        Prepare(mirror: false).Counts["train pictures"].ShouldBe(3);
        Should.Throw<UsageException>(() => Prepare()).Message.ShouldContain("(mirrored no instead of yes)");
    }

    [Fact]
    public void What_was_learned_and_from_what_is_told_and_the_words_are_there()
    {
        var manifest = Prepare();

        manifest.Recipe["learned from"].ShouldStartWith("pictures and texts of train alone");
        manifest.Recipe["networks"].ShouldStartWith("2 folds of concepts, width 16");
        manifest.Folders.Keys.ShouldContain("encoders");
        Directory.GetFileSystemEntries(folder["out/encoders"]).Length.ShouldBe(2, "one network for each part, and no checkpoint");
        var words = WordVectors.Read(folder["out/word_vectors.txt"], new HashSet<string>(StringComparer.Ordinal) { "name", "0" });
        words.TryGet("name", out _).ShouldBeTrue();
        words.TryGet("0", out _).ShouldBeFalse("one concept alone has it");
    }

    [Fact]
    public void A_preparation_that_was_stopped_while_it_learned_comes_out_the_same()
    {
        var whole = Prepare();
        using var stop = new CancellationTokenSource();
        Should.Throw<OperationCanceledException>(() => EmojiItmPreparer.Prepare(
            Write(), folder["again"], mirror: true, Small, new Watcher(stop), stop.Token));
        Directory.Exists(folder["again"]).ShouldBeFalse();

        var watcher = new Watcher(null);
        var again = EmojiItmPreparer.Prepare(
            Write(), folder["again"], mirror: true, Small, watcher, TestContext.Current.CancellationToken).Manifest;

        watcher.Learned.ShouldBe([2, 3, 4], "the first epoch is not learned again");
        again.Folders["features"].ShouldBe(whole.Folders["features"]);
        again.Folders["encoders"].ShouldBe(whole.Folders["encoders"]);
    }

    [Fact]
    public void Texts_are_joined_without_repetitions_and_one_of_signs_stays()
    {
        EmojiItmPreparer.Joined(["Red heart", "heart: love", "red"]).ShouldBe(["red heart love", "heart love red", "red heart love"]);
        EmojiItmPreparer.Joined(["?!", "!"]).ShouldBe(["?!", "!"]);
    }

    [Theory]
    [InlineData("split", "dev", "'dev' is no split (entry 2)")]
    [InlineData("styles", "apple", "its styles are 'apple' (entry 2)")]
    [InlineData("captions", "one", "there are not 5 texts of one line (entry 2)")]
    [InlineData("index", -1, "index -1 is impossible or a second time there (entry 2)")]
    [InlineData("index", 0, "index 0 is impossible or a second time there (entry 2)")]
    [InlineData("index", 44, "rows of 44 tiles of 48 pixels are needed; get the data set again")]
    public void A_wrong_list_is_told(string field, object value, string problem)
    {
        emoji[2][field] = field is "styles" or "captions" ? new[] { value } : value;
        Should.Throw<InvalidFileException>(() => EmojiItmPreparer.Prepare(Write(), folder["out"])).Message.ShouldContain(problem);
        Directory.Exists(folder["out"]).ShouldBeFalse();
    }

    [Fact]
    public void Absent_files_and_splits_are_told()
    {
        emoji.RemoveAll(e => e["split"] is "val");
        Should.Throw<InvalidFileException>(() => EmojiItmPreparer.Prepare(Write(), folder["out"]))
            .Message.ShouldContain("has no picture for dev; get the data set again");
        File.Delete(folder["noto_48.png"]);
        Should.Throw<InvalidFileException>(() => EmojiItmPreparer.Prepare(Write(), folder["out"])).Message
            .ShouldContain("noto_48.png: is not there; give the folder of emoji");
        File.WriteAllText(folder["emoji.json"], "[");
        File.WriteAllBytes(folder["noto_48.png"], [1]);
        Should.Throw<InvalidFileException>(() => EmojiItmPreparer.Prepare(folder.Path, folder["out"]))
            .Message.ShouldContain("emoji.json: is no list of emoji");
    }

    [Fact]
    public void The_real_emoji_are_split_by_concept()
    {
        if (TestPaths.Data("emoji") is not { } real)
        {
            Assert.Skip("The emoji are absent: skipped");
            return;
        }

        var quick = Small with { Epochs = 1, Channels = [4, 4, 4, 4] };
        var counts = EmojiItmPreparer.Prepare(
            real, folder["real"], mirror: false, quick, cancellation: TestContext.Current.CancellationToken).Manifest.Counts;
        (counts["train pictures"], counts["dev pictures"]).ShouldBe((5_020, 201));
        counts["test pictures"].ShouldBeInRange(380, 391);
    }

    public void Dispose() => folder.Dispose();

    private PictureManifest Prepare(bool mirror = true) => EmojiItmPreparer.Prepare(
        Write(), folder["out"], mirror, Small, cancellation: TestContext.Current.CancellationToken).Manifest;

    private string Write()
    {
        File.WriteAllText(folder["emoji.json"], JsonSerializer.Serialize(emoji));
        return folder.Path;
    }

    private void Add(string split, params string[] styles)
    {
        var k = emoji.Count;
        emoji.Add(new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["index"] = k,
            ["label"] = $"name {k}",
            ["styles"] = styles,
            ["captions"] = new[] { $"name {k}", $"three {k}", $"four {k}", $"five {k}", $"six {k}" },
            ["split"] = split,
        });
    }

    private sealed class Watcher(CancellationTokenSource? stop) : IProgress<PrepareProgress>
    {
        public List<int> Learned { get; } = [];

        public void Report(PrepareProgress value)
        {
            if (string.Equals(value.Stage, "learning", StringComparison.Ordinal))
            {
                Learned.Add(value.Done);
                stop?.Cancel();
            }
        }
    }
}
