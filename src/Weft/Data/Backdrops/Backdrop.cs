namespace Weft.Data.Backdrops;

/// <summary>
/// Static textures of our own for the ground behind what moves: families that are told apart at a glance by pattern and hue, each with
/// endlessly many members, so that a family stands for a kind of place and not for one picture.
/// </summary>
internal static class Backdrop
{
    /// <summary>Kinds of textures.</summary>
    public const int Families = 12;

    private const double LeastPeriod = 4;
    private const double PeriodSpread = 4;
    private const double HueSpread = 0.08;

    /// <summary>Paints a member of a family.</summary>
    /// <param name="family">From 0 to <see cref="Families"/> - 1.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Pixels of a row.</param>
    /// <param name="random">Draws which member; advanced.</param>
    /// <returns>Red, green and blue, [height, width, 3].</returns>
    public static byte[] Paint(int family, int height, int width, ref ItemRandom random)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(family);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(family, Families);

        // Dark enough that a figure stands out, and the two colours far enough apart that the pattern does too.
        var hue = ((double)family / Families) + ((random.NextDouble() - 0.5) * HueSpread);
        var light = HueColour.Of(hue, 0.5 + (0.4 * random.NextDouble()), 0.45 + (0.3 * random.NextDouble()));
        var dark = HueColour.Of(
            hue + 0.25 + (0.2 * random.NextDouble()), 0.4 + (0.5 * random.NextDouble()), 0.1 + (0.2 * random.NextDouble()));
        var period = LeastPeriod + (PeriodSpread * random.NextDouble());
        var (right, down) = (random.NextDouble(), random.NextDouble());
        var noise = new NoiseGrid(height, width, ref random);
        var turn = 2 * Math.PI * random.NextDouble();
        var pixels = new byte[height * width * 3];
        for (var p = 0; p < height * width; p++)
        {
            var (y, x) = (p / width, p % width);
            var (u, v) = ((x / period) + right, (y / period) + down);
            var share = family switch
            {
                0 => Stripe(v),
                1 => Stripe(u),
                2 => Stripe((u + v) / 1.4),
                3 => Stripe((u - v) / 1.4),
                4 => Math.Abs(Stripe(u) - Stripe(v)),
                5 => FromCentre(u, v) < 0.1 ? 1 : 0,
                6 => Stripe(Math.Sqrt(Squared(x - (right * width)) + Squared(y - (down * height))) / period),
                7 => 0.5 + (0.5 * Math.Sin(2 * Math.PI * (v + (0.4 * Math.Sin(Math.PI * u))))),
                8 => random.NextDouble(),
                9 => noise.At(y, x),
                10 => Slope(turn, ((double)x / width) - 0.5, ((double)y / height) - 0.5),
                _ => Fraction(u) < 0.25 || Fraction(v) < 0.25 ? 1 : 0,
            };
            for (var c = 0; c < 3; c++)
            {
                pixels[(3 * p) + c] = (byte)((light[c] * share) + (dark[c] * (1 - share)) + 0.5);
            }
        }

        return pixels;
    }

    private static double Stripe(double place) => Fraction(place) < 0.5 ? 1 : 0;

    private static double Fraction(double place) => place - Math.Floor(place);

    private static double FromCentre(double u, double v) => Squared(Fraction(u) - 0.5) + Squared(Fraction(v) - 0.5);

    private static double Slope(double turn, double x, double y) => 0.5 + (((Math.Cos(turn) * x) + (Math.Sin(turn) * y)) * Math.Sqrt(0.5));

    private static double Squared(double value) => value * value;
}
