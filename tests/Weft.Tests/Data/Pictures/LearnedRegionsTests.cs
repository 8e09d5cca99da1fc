using Shouldly;
using Weft.Data.Formats;
using Weft.Data.Pictures;
using Weft.Testing;
using Weft.Torch;

namespace Weft.Tests.Data.Pictures;

public sealed class LearnedRegionsTests : IDisposable
{
    private const int Side = 16;

    private static readonly string[] Colours = ["red", "green", "blue"];
    private static readonly PictureEncoderRecipe Recipe = new()
    {
        Folds = 2,
        Width = 8,
        Cells = 2,
        Channels = [8, 8, 8, 8],
        Epochs = 30,
        BatchSize = 8,
        Rate = 1e-2,
    };

    private readonly TemporaryFolder folder = new();

    /// <summary>Twelve concepts of a colour each; their texts say the colour and a word of a pair of concepts.</summary>
    private static IReadOnlyList<IReadOnlyList<string>> Concepts =>
        [.. Enumerable.Range(0, 12).Select(c => (string[])[Colours[c % 3], Colours[c % 3], $"pair{c / 6}"])];

    [Fact]
    public void Unseen_pictures_come_close_to_the_words_of_what_they_show()
    {
        var space = WordSpace.Of(Concepts, Recipe.Width);
        using var regions = Ready(space, "one");

        for (var colour = 0; colour < 3; colour++)
        {
            var seen = Whole(regions, space, 12 + colour);
            var likes = Colours.Select(word => Dot(seen, space.PointOf([word]))).ToList();
            likes.IndexOf(likes.Max()).ShouldBe(colour);
        }
    }

    [Fact]
    public void The_same_seed_learns_the_same_and_another_does_not()
    {
        var space = WordSpace.Of(Concepts, Recipe.Width);
        using var first = Ready(space, "one");
        using var second = Ready(space, "two");
        using var other = Ready(space, "three", Recipe with { Seed = 2 });

        File.ReadAllBytes(folder["one/encoders/fold-1.safetensors"]).ShouldBe(File.ReadAllBytes(folder["two/encoders/fold-1.safetensors"]));
        Whole(first, space, 0).ShouldBe(Whole(second, space, 0));
        Whole(first, space, 0).ShouldNotBe(Whole(other, space, 0));
    }

    [Fact]
    public void The_whole_has_a_mean_square_of_one()
    {
        var space = WordSpace.Of(Concepts, Recipe.Width);
        using var regions = Ready(space, "one");

        Whole(regions, space, 12).Average(v => v * v).ShouldBe(1, 1e-3);
        regions.BoxesOf(Picture(0)).Count.ShouldBe(5);
    }

    [Fact]
    public void Impossible_settings_are_told()
    {
        var space = WordSpace.Of(Concepts, Recipe.Width);
        Should.Throw<UsageException>(() => Ready(space, "one", Recipe with { Folds = 1 })).Message
            .ShouldBe("Networks that describe pictures need at least 2 folds, 1 number, 1 to 16 cells, 4 counts of channels, 1 epoch, batches of 2.");
        Should.Throw<WeftException>(() => WordSpace.Of([["a"], ["b"]], 4)).Message
            .ShouldBe("No two concepts of training share a word: nothing can be learned of words.");
    }

    public void Dispose() => folder.Dispose();

    private static double Dot(float[] a, float[] b) => a.Zip(b, (x, y) => (double)x * y).Sum();

    private static float[] Whole(LearnedRegions regions, WordSpace space, int index)
    {
        var picture = Picture(index);
        return regions.Describe(index, new PictureItem("i", "r", picture, regions.BoxesOf(picture))).Features[..space.Width];
    }

    /// <summary>A square of the concept's colour, its size by its number.</summary>
    private static RgbPicture Picture(int index)
    {
        var pixels = new byte[3 * Side * Side];
        pixels.AsSpan().Fill(byte.MaxValue);
        for (var p = 0; p < Side * Side; p++)
        {
            if (p % Side >= 3 + (index % 4) && p / Side >= 3)
            {
                pixels.AsSpan(3 * p, 3).Clear();
                pixels[(3 * p) + (index % 3)] = 220;
            }
        }

        return new RgbPicture(pixels, Side, Side);
    }

    private LearnedRegions Ready(WordSpace space, string name, PictureEncoderRecipe? recipe = null)
    {
        Directory.CreateDirectory(folder[$"{name}/encoders"]);
        var items = Enumerable.Range(0, 15).Select(k => k < 12 ? new LearnedItem(k, () => Picture(k)) : new LearnedItem(null, null)).ToList();
        var regions = new LearnedRegions(recipe ?? Recipe, space, Concepts, items);
        regions.Ready(folder[name], null, TestContext.Current.CancellationToken);
        return regions;
    }
}
