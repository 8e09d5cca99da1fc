namespace Weft.Data.MovingDigits;

/// <summary>Where a digit is in a frame.</summary>
/// <param name="X">The column of its centre.</param>
/// <param name="Y">The row of its centre.</param>
/// <param name="Size">The side of its square in pixels.</param>
internal readonly record struct DigitPlace(double X, double Y, double Size);

/// <summary>How a digit moves over a clip: the action. No frame alone tells it, but for chance.</summary>
internal sealed class Motion
{
    private const double Margin = 0.45;
    private const double LeastSize = 8;

    private readonly int kind;
    private readonly int canvas;
    private readonly double size;
    private readonly double side;
    private readonly double travel;
    private readonly double begin;
    private readonly double turn;
    private readonly double radius;
    private readonly (double X, double Y) centre;

    private Motion(int kind, int canvas, ref ItemRandom random)
    {
        (this.kind, this.canvas) = (kind, canvas);
        size = canvas * (0.44 + (0.12 * random.NextDouble()));
        side = (canvas / 2.0) + (canvas * 0.3 * (random.NextDouble() - 0.5));
        travel = 0.6 + (0.4 * random.NextDouble());
        begin = (1 - travel) * random.NextDouble();
        turn = 2 * Math.PI * random.NextDouble();
        radius = canvas * (0.14 + (0.08 * random.NextDouble()));
        centre = (
            (canvas / 2.0) + (canvas * 0.12 * (random.NextDouble() - 0.5)),
            (canvas / 2.0) + (canvas * 0.12 * (random.NextDouble() - 0.5)));
    }

    /// <summary>The actions' names in the order of their labels.</summary>
    public static IReadOnlyList<string> Names { get; } = ["left", "right", "up", "down", "clockwise", "anticlockwise", "grow", "shrink"];

    /// <summary>Draws a path.</summary>
    /// <param name="kind">An index into <see cref="Names"/>.</param>
    /// <param name="canvas">The frame's side in pixels.</param>
    /// <param name="random">Advanced.</param>
    public static Motion Draw(int kind, int canvas, ref ItemRandom random) => new(kind, canvas, ref random);

    /// <summary>Where the digit is.</summary>
    /// <param name="frame">0-based.</param>
    /// <param name="frames">Frames of the clip; at least 2.</param>
    public DigitPlace At(int frame, int frames)
    {
        var time = frame / (frames - 1.0);
        var (first, span) = (size * Margin, canvas - (2 * size * Margin));
        var forth = first + (span * (begin + (travel * time)));
        var back = canvas - forth;
        var angle = turn + (2 * Math.PI * frame / frames * (kind == 5 ? -1 : 1));
        return kind switch
        {
            0 => new DigitPlace(back, side, size),
            1 => new DigitPlace(forth, side, size),
            2 => new DigitPlace(side, back, size),
            3 => new DigitPlace(side, forth, size),
            4 or 5 => new DigitPlace(centre.X + (radius * Math.Cos(angle)), centre.Y + (radius * Math.Sin(angle)), size),
            6 => new DigitPlace(centre.X, centre.Y, Grown(time)),
            _ => new DigitPlace(centre.X, centre.Y, Grown(1 - time)),
        };
    }

    private double Grown(double share) => LeastSize + ((size - LeastSize + (canvas * 0.2)) * share);
}
