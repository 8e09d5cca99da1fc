using System.Globalization;
using Weft.Data.Prepared;
using Weft.Data.Regions;
using Weft.Torch;

namespace Weft.Data.Pictures;

/// <summary>How finely a box of a picture is described: each part averages its values over a grid of so many cells a side.</summary>
/// <param name="ColourCells">Red, green and blue: 3 numbers a cell.</param>
/// <param name="HueCells">Shares of 12 hues and of 4 brightnesses without hue: 16 numbers a cell.</param>
/// <param name="EdgeCells">Strength of edges in 8 directions: 8 numbers a cell.</param>
public sealed record PixelFeatureRecipe(int ColourCells, int HueCells, int EdgeCells) : IRegionDescriber
{
    /// <summary>Hues, evenly spread over the circle.</summary>
    public const int Hues = 12;

    /// <summary>Brightnesses of what has no hue.</summary>
    public const int Greys = 4;

    /// <summary>Directions of edges, evenly spread over half a turn.</summary>
    public const int Directions = 8;

    /// <summary>Where the box is: its edges and its area as shares of the picture.</summary>
    public const int Places = 5;

    private const int MostCells = 32;

    /// <summary>How many numbers describe a box.</summary>
    public int Width =>
        (3 * ColourCells * ColourCells) + ((Hues + Greys) * HueCells * HueCells) + (Directions * EdgeCells * EdgeCells) + Places;

    /// <summary>Makes sure that pictures can be described so.</summary>
    /// <exception cref="UsageException">A number of cells is not between 0 and 32, or there are no colour cells.</exception>
    internal void Check()
    {
        if (ColourCells is < 1 or > MostCells || HueCells is < 0 or > MostCells || EdgeCells is < 0 or > MostCells)
        {
            throw new UsageException($"Boxes cannot be described by {this} cells a side, only by 1 to {MostCells} of colours and 0 to {MostCells} of the others.");
        }
    }

    /// <inheritdoc/>
    public void Ready(string folder, IProgress<PrepareProgress>? progress, CancellationToken cancellation) => Check();

    /// <inheritdoc/>
    public RegionFile Describe(int index, PictureItem item) => PixelFeatures.Of(item.Picture, item.Boxes, this);

    /// <summary>The three numbers, such as <c>6, 2, 3</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{ColourCells}, {HueCells}, {EdgeCells}");
}
