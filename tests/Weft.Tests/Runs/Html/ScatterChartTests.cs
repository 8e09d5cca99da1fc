using System.Globalization;
using System.Text.RegularExpressions;
using Shouldly;
using Weft.Runs.Html;

namespace Weft.Tests.Runs.Html;

public sealed partial class ScatterChartTests
{
    [Fact]
    public void Dots_stand_where_their_values_are()
    {
        var svg = new ScatterChart("Score", "size", [new(0, 0, "low", "s1"), new(10, 50, "high", "s7 chosen", "7")]).Draw().Text;
        svg.ShouldContain("<circle class=\"dot s1\" cx=\"44\" cy=\"204\" r=\"2.6\"><title>low</title></circle>");
        svg.ShouldMatch("<circle class=\"dot s7 chosen\" cx=\"328\" cy=\"[0-9.]+\" r=\"4\">");
        svg.ShouldMatch("<text class=\"name\" [^>]*>7</text>");
    }

    [Fact]
    public void The_stair_goes_right_then_up_and_on_to_the_edge()
    {
        var svg = new ScatterChart("Score", "size", [new(0, 0, "", ""), new(10, 10, "", "")]) { Steps = [(0, 0), (5, 10)] }.Draw().Text;
        svg.ShouldContain("<path class=\"stair\" d=\"M44 204H186V20H328\"/>");
    }

    [Fact]
    public void A_diagonal_joins_equal_values()
    {
        var svg = new ScatterChart("Score", "predicted", [new(0, 10, "", ""), new(5, 5, "", "")]) { Diagonal = true }.Draw().Text;
        svg.ShouldContain("<path class=\"equal\" d=\"M44 204L328 20\"/>");
        Regex.Count(svg, ">10.0</text>").ShouldBe(2);
    }

    [Fact]
    public void What_cannot_be_drawn_is_counted()
    {
        Dot[] odd = [new(double.NaN, 1, "", ""), new(1, double.PositiveInfinity, "", ""), new(1e300, 1, "", ""), new(1, -1e17, "", "")];
        var chart = new ScatterChart("Score", "size", [.. odd, new(1, 1, "", "")]).Draw().Text;
        chart.ShouldContain("4 values cannot be drawn and are missing here.");
        Regex.Count(chart, "<circle").ShouldBe(1);
        chart.ShouldNotContain("NaN");
        new ScatterChart("Score", "size", odd).Draw().Text.ShouldContain("No value can be drawn.");
        new ScatterChart("Score", "size", []).Draw().IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public void Huge_values_stay_inside_the_chart()
    {
        Dot[] far = [new(-9e14, -9e14, "", ""), new(9e14, 9e14, "", ""), new(1, 1, "", "")];
        var svg = new ScatterChart("Score", "size", far) { Counts = true }.Draw().Text;
        Places().Matches(svg).Select(match => Number(match, "at")).ShouldAllBe(at => at >= 0 && at <= 340);
    }

    [Fact]
    public void More_dots_than_can_be_told_apart_are_thinned()
    {
        var dots = Enumerable.Range(0, 9000).Select(i => new Dot(i, i % 97, "", "s1", i == 4001 ? "4001" : null)).ToList();
        var svg = new ScatterChart("Score", "trial", dots).Draw().Text;
        Regex.Count(svg, "<circle").ShouldBe(3001);
        svg.ShouldContain("3\u202F001 of 9\u202F000 dots are drawn.");
        svg.ShouldContain(">4001</text>");
    }

    [Fact]
    public void Labels_never_touch()
    {
        var dots = Enumerable.Range(0, 60).Select(i => new Dot(i / 10.0, i % 3, "", "chosen", $"{i + 100}")).ToList();
        var svg = new ScatterChart("Score", "size", dots).Draw().Text;
        var boxes = Names().Matches(svg).Select(match => (X: Number(match, "x"), Y: Number(match, "y"))).ToList();
        boxes.Count.ShouldBeGreaterThan(5);
        var width = TextWidth.Estimate("100", 10.5);
        for (var i = 0; i < boxes.Count; i++)
        {
            boxes.Take(i).ShouldAllBe(other => Math.Abs(other.X - boxes[i].X) >= width - 0.02 || Math.Abs(other.Y - boxes[i].Y) >= 10.98);
        }
    }

    private static double Number(Match match, string group) => double.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex("c[xy]=\"(?<at>[^\"]+)\"", RegexOptions.ExplicitCapture)]
    private static partial Regex Places();

    [GeneratedRegex("class=\"name\" x=\"(?<x>[^\"]+)\" y=\"(?<y>[^\"]+)\"", RegexOptions.ExplicitCapture)]
    private static partial Regex Names();
}
