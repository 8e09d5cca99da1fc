using Shouldly;
using Weft.Data;
using Weft.Data.Backdrops;
using Weft.Torch;

namespace Weft.Tests.Data.Backdrops;

public sealed class BackdropTests
{
    [Fact]
    public void Members_of_a_family_differ_but_have_its_hue()
    {
        for (var family = 0; family < SeenBackdrop.Sure; family++)
        {
            var seen = new HashSet<string>(StringComparer.Ordinal);
            for (var k = 0; k < 40; k++)
            {
                var picture = Paint(family, 20, 24, k);
                SeenBackdrop.Family(picture).ShouldBe(family, $"{family}, {k}");
                seen.Add(Convert.ToBase64String(picture));
            }

            seen.Count.ShouldBe(40);
        }
    }

    [Fact]
    public void Patterns_run_as_they_are_called()
    {
        for (var k = 0; k < 10; k++)
        {
            var (across, down, rising, falling) = (Paint(0, 20, 20, k), Paint(1, 20, 20, k), Paint(2, 20, 20, k), Paint(3, 20, 20, k));
            for (var y = 1; y < 20; y++)
            {
                for (var x = 1; x < 20; x++)
                {
                    Pixel(across, y, x).ShouldBe(Pixel(across, y, 0), "rows of one colour");
                    Pixel(down, y, x).ShouldBe(Pixel(down, 0, x), "columns of one colour");
                    Pixel(rising, y - 1, x).ShouldBe(Pixel(rising, y, x - 1), "the same along one diagonal");
                    Pixel(falling, y - 1, x - 1).ShouldBe(Pixel(falling, y, x), "the same along the other");
                }
            }
        }
    }

    [Fact]
    public void Every_family_shows_more_than_one_colour_and_no_black()
    {
        for (var family = 0; family < Backdrop.Families; family++)
        {
            var picture = Paint(family, 32, 32, 3);
            var colours = Enumerable.Range(0, 32 * 32).Select(p => Pixel(picture, p / 32, p % 32)).ToHashSet();
            colours.Count.ShouldBeGreaterThan(1, $"{family}");
            colours.Contains(((byte)0, (byte)0, (byte)0)).ShouldBeFalse($"{family}");
        }
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(12)]
    public void There_are_no_other_families(int family) =>
        Should.Throw<ArgumentOutOfRangeException>(() => Paint(family, 4, 4, 0)).ParamName.ShouldBe("family");

    [Fact]
    public void The_source_agrees_as_often_as_asked_and_else_shows_all_others()
    {
        const int Draws = 20_000;
        var random = ItemRandom.For(1, 0, 0);
        var (source, target) = (new int[9], new int[9]);
        for (var k = 0; k < Draws; k++)
        {
            source[BackdropBias.InSource(4, 9, 0.8, ref random)]++;
            target[BackdropBias.InTarget(9, ref random)]++;
        }

        source[4].ShouldBeInRange((int)(0.79 * Draws), (int)(0.81 * Draws));
        source.Where((_, k) => k != 4).ShouldAllBe(n => n > 0.02 * Draws && n < 0.03 * Draws);
        target.ShouldAllBe(n => n > 0.1 * Draws && n < 0.122 * Draws);
    }

    [Theory]
    [InlineData(-0.1, 9, "A background bias of -0.1 is no probability; give one from 0 to 1.")]
    [InlineData(1.5, 9, "A background bias of 1.5 is no probability; give one from 0 to 1.")]
    [InlineData(double.NaN, 9, "A background bias of NaN is no probability; give one from 0 to 1.")]
    [InlineData(0.9, 13, "Backgrounds cannot agree with 13 classes, only with 2 to 12; leave the background bias out.")]
    [InlineData(0.9, 1, "Backgrounds cannot agree with 1 classes, only with 2 to 12; leave the background bias out.")]
    public void Impossible_biases_are_refused(double bias, int classes, string message) =>
        Should.Throw<UsageException>(() => BackdropBias.Check(bias, classes)).Message.ShouldBe(message);

    [Theory]
    [InlineData(0, 1, 1, 255, 0, 0)]
    [InlineData(1.0 / 3, 1, 1, 0, 255, 0)]
    [InlineData(-1.0 / 3, 0.5, 1, 127.5, 127.5, 255)]
    [InlineData(0.7, 0, 0.5, 127.5, 127.5, 127.5)]
    [InlineData(1.0 / 12, 1, 1, 255, 127.5, 0)]
    public void Colours_come_from_hue_saturation_and_value(
        double hue, double saturation, double value, double red, double green, double blue)
    {
        var colour = HueColour.Of(hue, saturation, value);
        colour[0].ShouldBe(red, 1e-9);
        colour[1].ShouldBe(green, 1e-9);
        colour[2].ShouldBe(blue, 1e-9);
    }

    private static byte[] Paint(int family, int height, int width, int member)
    {
        var random = ItemRandom.For(9, family, member);
        return Backdrop.Paint(family, height, width, ref random);
    }

    private static (byte Red, byte Green, byte Blue) Pixel(byte[] picture, int y, int x)
    {
        var side = (int)Math.Sqrt(picture.Length / 3);
        var at = 3 * ((y * side) + x);
        return (picture[at], picture[at + 1], picture[at + 2]);
    }
}
