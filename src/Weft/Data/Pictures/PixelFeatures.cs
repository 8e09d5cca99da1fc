using Weft.Data.Formats;
using Weft.Data.Regions;

namespace Weft.Data.Pictures;

/// <summary>A rectangle of a picture: edges in pixels, so that a whole picture is 0, 0, width, height.</summary>
/// <param name="Left">Where it begins.</param>
/// <param name="Top">Where it begins.</param>
/// <param name="Right">Where it ends; above <paramref name="Left"/>.</param>
/// <param name="Bottom">Where it ends; above <paramref name="Top"/>.</param>
public readonly record struct PictureBox(float Left, float Top, float Right, float Bottom);

/// <summary>
/// Describes boxes of a picture by the colours, hues and edges of their pixels, averaged over grids, and by where they are. Nothing of
/// it is
/// learned: it stands in for a detector's features where pictures are small and simple.
/// </summary>
public static class PixelFeatures
{
    /// <summary>The regions of a picture.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="boxes">The boxes, within the picture.</param>
    /// <param name="recipe">How finely they are described.</param>
    public static RegionFile Of(RgbPicture picture, IReadOnlyList<PictureBox> boxes, PixelFeatureRecipe recipe)
    {
        var channels = new PixelChannels(picture);
        var features = new float[boxes.Count * recipe.Width];
        var places = new float[4 * boxes.Count];
        for (var b = 0; b < boxes.Count; b++)
        {
            var box = boxes[b];
            var rest = features.AsSpan(b * recipe.Width, recipe.Width);
            rest = Average(channels.Colour, RgbPicture.Colours, picture, box, recipe.ColourCells, rest);
            rest = Average(channels.Shade, PixelFeatureRecipe.Hues + PixelFeatureRecipe.Greys, picture, box, recipe.HueCells, rest);
            rest = Average(channels.Edge, PixelFeatureRecipe.Directions, picture, box, recipe.EdgeCells, rest);
            var area = (box.Right - box.Left) * (box.Bottom - box.Top) / (picture.Width * picture.Height);
            float[] shares = [box.Left / picture.Width, box.Top / picture.Height, box.Right / picture.Width, box.Bottom / picture.Height, area];
            for (var i = 0; i < shares.Length; i++)
            {
                rest[i] = (2 * shares[i]) - 1;
            }

            (places[4 * b], places[(4 * b) + 1], places[(4 * b) + 2], places[(4 * b) + 3]) = (box.Left, box.Top, box.Right, box.Bottom);
        }

        return new RegionFile(features, places, boxes.Count, recipe.Width, picture.Height, picture.Width);
    }

    /// <summary>The boxes of grids that cover a picture.</summary>
    /// <param name="width">The picture's width.</param>
    /// <param name="height">Its height.</param>
    /// <param name="grids">
    /// Cells a side of each grid; of a grid that is negative the boxes overlap by half, so that -3 are 3 x 3 boxes of half the picture's
    /// side.
    /// </param>
    public static IReadOnlyList<PictureBox> Grid(int width, int height, params IReadOnlyList<int> grids)
    {
        var boxes = new List<PictureBox>();
        foreach (var grid in grids)
        {
            var cells = Math.Abs(grid);
            var side = grid > 0 ? 1f / cells : 2f / (cells + 1);
            var step = grid > 0 ? side : side / 2;
            for (var k = 0; k < cells * cells; k++)
            {
                var (x, y) = (k % cells * step, k / cells * step);
                boxes.Add(new PictureBox(x * width, y * height, Math.Min((x + side) * width, width), Math.Min((y + side) * height, height)));
            }
        }

        return boxes;
    }

    private static Span<float> Average(
        float[] values, int channels, RgbPicture picture, PictureBox box, int cells, Span<float> destination)
    {
        for (var cell = 0; cell < cells * cells; cell++)
        {
            var (x, y) = (cell % cells, cell / cells);
            var (left, right) = Edges(box.Left, box.Right, cells, x);
            var (top, bottom) = Edges(box.Top, box.Bottom, cells, y);
            var sum = destination.Slice(cell * channels, channels);
            for (var row = (int)top; row < bottom && row < picture.Height; row++)
            {
                var height = Math.Min(bottom, row + 1) - Math.Max(top, row);
                for (var column = (int)left; column < right && column < picture.Width; column++)
                {
                    var weight = height * (Math.Min(right, column + 1) - Math.Max(left, column)) / ((right - left) * (bottom - top));
                    var pixel = values.AsSpan(((row * picture.Width) + column) * channels, channels);
                    for (var c = 0; c < channels; c++)
                    {
                        sum[c] += weight * pixel[c];
                    }
                }
            }
        }

        return destination[(cells * cells * channels)..];
    }

    private static (float From, float To) Edges(float from, float to, int cells, int cell) =>
        (from + ((to - from) * cell / cells), from + ((to - from) * (cell + 1) / cells));
}
