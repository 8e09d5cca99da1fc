namespace Weft.Data.Backdrops;

/// <summary>Colours by hue, saturation and value (Smith 1978).</summary>
internal static class HueColour
{
    private const double Sides = 6;

    /// <summary>Red, green and blue from 0 to 255.</summary>
    /// <param name="hue">In turns; whole turns do not matter.</param>
    /// <param name="saturation">0 for grey to 1.</param>
    /// <param name="value">0 for black to 1.</param>
    public static double[] Of(double hue, double saturation, double value) =>
        [Channel(5, hue, saturation, value), Channel(3, hue, saturation, value), Channel(1, hue, saturation, value)];

    private static double Channel(double side, double hue, double saturation, double value)
    {
        var at = (side + (Sides * (hue - Math.Floor(hue)))) % Sides;
        return byte.MaxValue * value * (1 - (saturation * Math.Clamp(Math.Min(at, 4 - at), 0, 1)));
    }
}
