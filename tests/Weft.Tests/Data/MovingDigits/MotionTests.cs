using Shouldly;
using Weft.Data;
using Weft.Data.MovingDigits;

namespace Weft.Tests.Data.MovingDigits;

public sealed class MotionTests
{
    private const int Canvas = 32;
    private const int Frames = 8;

    [Fact]
    public void Each_action_moves_as_it_is_called()
    {
        for (var k = 0; k < 50; k++)
        {
            DigitPlace[][] paths = [.. Enumerable.Range(0, Motion.Names.Count).Select(kind => Path(kind, k))];
            Steps(paths[0]).ShouldAllBe(s => s.X < -0.5 && s.Y == 0);
            Steps(paths[1]).ShouldAllBe(s => s.X > 0.5 && s.Y == 0);
            Steps(paths[2]).ShouldAllBe(s => s.X == 0 && s.Y < -0.5);
            Steps(paths[3]).ShouldAllBe(s => s.X == 0 && s.Y > 0.5);
            Turns(paths[4]).ShouldAllBe(t => t > 0, "with rows downwards, a turn to larger angles is clockwise");
            Turns(paths[5]).ShouldAllBe(t => t < 0);
            paths[6].Zip(paths[6].Skip(1)).ShouldAllBe(p => p.Second.Size > p.First.Size + 0.5 && p.Second.X == p.First.X);
            paths[7].Zip(paths[7].Skip(1)).ShouldAllBe(p => p.Second.Size < p.First.Size - 0.5 && p.Second.Y == p.First.Y);
        }
    }

    [Fact]
    public void A_digit_stays_within_the_frame()
    {
        for (var k = 0; k < 100; k++)
        {
            foreach (var place in Enumerable.Range(0, 8).SelectMany(kind => Path(kind, k)))
            {
                // Ink keeps off the rim of its square.
                place.X.ShouldBeInRange(0.33 * place.Size, Canvas - (0.33 * place.Size));
                place.Y.ShouldBeInRange(0.33 * place.Size, Canvas - (0.33 * place.Size));
            }
        }
    }

    [Fact]
    public void A_digit_is_painted_where_it_is_and_as_large()
    {
        var digit = Enumerable.Repeat((byte)255, 28 * 28).ToArray();
        var frame = Enumerable.Repeat((byte)100, 16 * 16 * 3).ToArray();

        DigitPainter.Paint(frame, 16, digit, new DigitPlace(5, 9, 4), [200, 0, 100]);

        for (var p = 0; p < 16 * 16; p++)
        {
            var inside = p % 16 is >= 3 and < 7 && p / 16 is >= 7 and < 11;
            var core = p % 16 is >= 4 and < 6 && p / 16 is >= 8 and < 10;
            if (core || !inside)
            {
                frame[(3 * p)..((3 * p) + 3)].ShouldBe(core ? [200, 0, 100] : [100, 100, 100], $"{p}");
            }
        }
    }

    private static DigitPlace[] Path(int kind, int item)
    {
        var random = ItemRandom.For(3, kind, item);
        var motion = Motion.Draw(kind, Canvas, ref random);
        return [.. Enumerable.Range(0, Frames).Select(frame => motion.At(frame, Frames))];
    }

    private static IEnumerable<(double X, double Y)> Steps(DigitPlace[] path) =>
        path.Zip(path.Skip(1)).Select(p => (p.Second.X - p.First.X, p.Second.Y - p.First.Y));

    private static IEnumerable<double> Turns(DigitPlace[] path)
    {
        var steps = Steps(path).ToArray();
        return steps.Zip(steps.Skip(1)).Select(s => (s.First.X * s.Second.Y) - (s.First.Y * s.Second.X));
    }
}
