using Shouldly;
using Weft.Runs.Html;

namespace Weft.Tests.Runs.Html;

public sealed class ChartTests
{
    [Theory]
    [InlineData(0, 1, "0,0.25,0.5,0.75,1")]
    [InlineData(0.12, 0.87, "0,0.2,0.4,0.6,0.8,1")]
    [InlineData(66.1, 88.2, "60,70,80,90")]
    [InlineData(5, 5, "4.6,4.8,5,5.2,5.4")]
    public void Ticks_are_round_and_enclose_the_data(double low, double high, string ticks)
    {
        var axis = AxisTicks.Enclosing(low, high);
        axis.Low.ShouldBeLessThanOrEqualTo(low);
        axis.High.ShouldBeGreaterThanOrEqualTo(high);
        string.Join(",", axis.Values.Select(value => Math.Round(value, 6).ToString(System.Globalization.CultureInfo.InvariantCulture))).ShouldBe(ticks);
    }

    [Theory]
    [InlineData(1, 1, "1")]
    [InlineData(1, 2, "1,2")]
    [InlineData(1, 30, "1,10,20,30")]
    [InlineData(1, 12, "1,5,12")]
    [InlineData(1, 1000, "1,200,400,600,800,1000")]
    public void Epochs_have_whole_ticks_with_both_ends(int low, int high, string ticks) =>
        string.Join(",", AxisTicks.Whole(low, high).Values).ShouldBe(ticks);

    [Theory]
    [InlineData(0.75, 0.25, "0.75")]
    [InlineData(-0.5, 0.5, "−0.5")]
    [InlineData(2.5, 2.5, "2.5")]
    [InlineData(100, 20, "100")]
    public void A_tick_shows_what_its_step_needs(double value, double step, string text) => Numbers.Tick(value, step).ShouldBe(text);

    [Fact]
    public void Labels_at_line_ends_never_touch()
    {
        var heights = LineChart.Apart([50, 50, 51, 120, 119], gap: 14, top: 10, bottom: 160);
        heights.Order().Zip(heights.Order().Skip(1), (a, b) => b - a).ShouldAllBe(gap => gap >= 13.999);
        heights.ShouldAllBe(height => height >= 10 && height <= 160);
        LineChart.Apart([170, 170], gap: 14, top: 10, bottom: 160).ShouldBe([146, 160]);
    }

    [Fact]
    public void Values_that_are_not_finite_leave_a_gap_and_are_counted()
    {
        var chart = new LineChart("Loss", "epoch", [new("train", [(1, 2), (2, double.NaN), (3, 1), (4, 0.5)], "train", "train")]).Draw().Text;
        chart.ShouldContain("1 values were not finite");
        chart.ShouldContain("<circle");
        chart.ShouldNotContain("NaN");
        new LineChart("Loss", "epoch", [new("train", [(1, double.NaN)], "train")]).Draw().Text.ShouldContain("No value was finite.");
        new LineChart("Loss", "epoch", [new("train", [], "train")]).Draw().IsEmpty.ShouldBeTrue();
    }

    [Theory]
    [InlineData(0.416, "0.42 s")]
    [InlineData(12.34, "12.3 s")]
    [InlineData(180, "3 min")]
    [InlineData(250, "4 min 10 s")]
    [InlineData(11100, "3 h 5 min")]
    [InlineData(double.NaN, "unknown")]
    public void Durations_are_as_fine_as_is_useful(double seconds, string text) => Numbers.Duration(seconds).ShouldBe(text);

    [Fact]
    public void Long_text_is_cut_in_the_middle_and_between_characters()
    {
        TextWidth.Fit("short", 13, 100).ShouldBe("short");
        var cut = TextWidth.Fit("transformer_encoder_layer_11", 13, 120);
        cut.ShouldStartWith("trans");
        cut.ShouldEndWith("11");
        TextWidth.Estimate(cut, 13).ShouldBeLessThanOrEqualTo(120);
        TextWidth.Fit(string.Concat(Enumerable.Repeat("😀", 40)), 13, 60).ShouldBe("😀…");
    }

    [Fact]
    public void Short_json_stays_on_its_line()
    {
        CompactJson.Format("""{"a":[1,2],"b":{"c":3}}""").ShouldBe("""{"a":[1,2],"b":{"c":3}}""");
        var wide = CompactJson.Format($$"""{"a":[{{string.Join(",", Enumerable.Range(100, 40))}}],"b":1}""");
        wide.ShouldStartWith("{\n  \"a\": [\n    100,\n");
        wide.ShouldEndWith("\n  ],\n  \"b\": 1\n}");
        CompactJson.Format("{torn").ShouldBe("{torn");
    }
}
