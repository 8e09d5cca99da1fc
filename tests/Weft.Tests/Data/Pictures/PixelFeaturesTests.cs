using Shouldly;
using Weft.Data.Formats;
using Weft.Data.Pictures;
using Weft.Torch;

namespace Weft.Tests.Data.Pictures;

public sealed class PixelFeaturesTests
{
    private static readonly PixelFeatureRecipe Recipe = new(2, 1, 1);

    [Fact]
    public void A_plain_box_has_its_colour_its_hue_no_edges_and_its_place()
    {
        var picture = Picture(8, 4, (x, _) => x < 4 ? (byte[])[255, 0, 0] : [255, 255, 255]);
        var regions = PixelFeatures.Of(picture, [new PictureBox(0, 0, 2, 4), new PictureBox(6, 1, 8, 3)], Recipe);

        (regions.Count, regions.Width, regions.ImageWidth, regions.ImageHeight).ShouldBe((2, Recipe.Width, 8, 4));
        regions.Boxes.ShouldBe([0, 0, 2, 4, 6, 1, 8, 3]);
        var (red, white) = (regions.Features[..Recipe.Width], regions.Features[Recipe.Width..]);
        red[..12].ShouldBe([1, -1, -1, 1, -1, -1, 1, -1, -1, 1, -1, -1]);
        red[12..28].ShouldBe([2, .. new float[15]], "the first hue is red; what is all hue has no brightness of grey");
        white[12..28].ShouldBe([.. new float[15], 2], "white has no hue");
        red[28..36].ShouldAllBe(v => v == 0);
        red[36..].ShouldBe([-1, -1, -0.5f, 1, -0.5f]);
    }

    [Fact]
    public void An_edge_has_a_direction_whichever_side_is_light()
    {
        foreach (var light in new[] { true, false })
        {
            var upright = Picture(8, 8, (x, _) => x < 4 == light ? (byte[])[255, 255, 255] : [0, 0, 0]);
            Edges(upright).ShouldBe([1, 0, 0, 0, 0, 0, 0, 0], $"light on the left: {light}");
            var lying = Picture(8, 8, (_, y) => y < 4 == light ? (byte[])[255, 255, 255] : [0, 0, 0]);
            Edges(lying).ShouldBe([0, 0, 0, 0, 1, 0, 0, 0], $"light above: {light}");
        }
    }

    [Fact]
    public void A_pixel_that_is_cut_counts_by_its_part()
    {
        var picture = Picture(4, 4, (x, _) => x == 0 ? (byte[])[255, 255, 255] : [0, 0, 0]);
        var regions = PixelFeatures.Of(picture, [new PictureBox(0.5f, 0, 2.5f, 4)], new PixelFeatureRecipe(1, 0, 0));
        regions.Features[0].ShouldBe(2 * 0.25f - 1, 1e-6f, "half a white column of two");
    }

    [Fact]
    public void A_grid_covers_the_picture_and_a_negative_one_overlaps_by_half()
    {
        PixelFeatures.Grid(8, 4, 2).ShouldBe(
            [new PictureBox(0, 0, 4, 2), new PictureBox(4, 0, 8, 2), new PictureBox(0, 2, 4, 4), new PictureBox(4, 2, 8, 4)]);
        var both = PixelFeatures.Grid(48, 48, 1, -3);
        both.Count.ShouldBe(10);
        both[0].ShouldBe(new PictureBox(0, 0, 48, 48));
        both[5].ShouldBe(new PictureBox(12, 12, 36, 36));
        both[9].ShouldBe(new PictureBox(24, 24, 48, 48));
    }

    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(1, -1, 1)]
    [InlineData(1, 1, 33)]
    public void Impossible_numbers_of_cells_are_refused(int colour, int hue, int edge) =>
        Should.Throw<UsageException>(new PixelFeatureRecipe(colour, hue, edge).Check).Message
            .ShouldBe($"Boxes cannot be described by {colour}, {hue}, {edge} cells a side, only by 1 to 32 of colours and 0 to 32 of the others.");

    private static float[] Edges(RgbPicture picture)
    {
        var regions = PixelFeatures.Of(picture, [new PictureBox(0, 0, 8, 8)], new PixelFeatureRecipe(1, 0, 1));

        // Two of eight columns have half a step of brightness, times 8; in a lying picture the outer rows have none, either.
        return [.. regions.Features[3..11].Select(v => MathF.Round(v, 4))];
    }

    private static RgbPicture Picture(int width, int height, Func<int, int, byte[]> colour) =>
        new([.. Enumerable.Range(0, width * height).SelectMany(p => colour(p % width, p / width))], width, height);
}
