namespace Weft.Data.Backdrops;

/// <summary>Clouds: random values of a coarse grid, straight between its points.</summary>
internal sealed class NoiseGrid
{
    private const double Pitch = 5;

    private readonly double[] values;
    private readonly int columns;

    /// <summary>Draws the grid's values.</summary>
    /// <param name="height">Rows that it must reach over.</param>
    /// <param name="width">Columns that it must reach over.</param>
    /// <param name="random">Advanced.</param>
    public NoiseGrid(int height, int width, ref ItemRandom random)
    {
        columns = (int)(width / Pitch) + 2;
        values = new double[((int)(height / Pitch) + 2) * columns];
        for (var k = 0; k < values.Length; k++)
        {
            values[k] = random.NextDouble();
        }
    }

    /// <summary>The value at a pixel, from 0 to 1.</summary>
    public double At(int y, int x)
    {
        var (row, column) = ((int)(y / Pitch), (int)(x / Pitch));
        var (below, beside) = ((y / Pitch) - row, (x / Pitch) - column);
        var first = (row * columns) + column;
        var upper = (values[first] * (1 - beside)) + (values[first + 1] * beside);
        var lower = (values[first + columns] * (1 - beside)) + (values[first + columns + 1] * beside);
        return (upper * (1 - below)) + (lower * below);
    }
}
