using Shouldly;
using Weft.Experiments.Adaptation;
using Weft.Torch;

namespace Weft.Tests.Experiments.Adaptation;

public sealed class SweepGridTests
{
    [Theory]
    [InlineData("lr=1e-3,1e-2|ratio=.1,.35")]
    [InlineData("lr=1e-3,1e-2,ratio=.1,.35")]
    [InlineData(" lr = 1e-3, 1e-2 , ratio=.1 ,.35")]
    public void Settings_come_in_several_options_or_in_one(string texts)
    {
        var grid = SweepGrid.Parse(texts.Split('|'));
        grid.Axes.Select(a => (a.Name, a.Key, string.Join(' ', a.Values))).ShouldBe(
            [("lr", "train.rate", "1e-3 1e-2"), ("ratio", "adapt.contrast.ratio", ".1 .35")]);
        grid.Points.Select(p => p.Name).ShouldBe(["lr=1e-3_ratio=.1", "lr=1e-3_ratio=.35", "lr=1e-2_ratio=.1", "lr=1e-2_ratio=.35"]);
        grid.Assignments(grid.Points[1]).ShouldBe(["train.rate=1e-3", "adapt.contrast.ratio=.35"]);
    }

    [Theory]
    [InlineData("lr", "train.rate")]
    [InlineData("ratio", "adapt.contrast.ratio")]
    [InlineData("epochs", "train.epochs")]
    [InlineData("batch", "train.batchSize")]
    [InlineData("alpha", "clips.transforms.blend.alpha")]
    [InlineData("blend", "clips.transforms.blend.probability")]
    [InlineData("weight", "adapt.discriminator.weight")]
    [InlineData("adapt.order.weight", "adapt.order.weight")]
    public void Short_names_stand_for_settings_and_all_others_for_themselves(string name, string key) =>
        SweepGrid.Parse([$"{name}=1"]).Axes.Single().ShouldSatisfyAllConditions(a => a.Name.ShouldBe(name), a => a.Key.ShouldBe(key));

    [Fact]
    public void Commas_within_brackets_part_nothing_and_names_are_safe_as_files()
    {
        var grid = SweepGrid.Parse(["train.decayEpochs=[5,10],[8]", "encoder.weights=/a/b c.safetensors"]);
        grid.Axes[0].Values.ShouldBe(["[5,10]", "[8]"]);
        grid.Points[0].Name.ShouldBe("train.decayEpochs=-5-10-_encoder.weights=-a-b-c.safetensors");
        grid.Points.ShouldAllBe(p => p.Name.All(c => char.IsAsciiLetterOrDigit(c) || "._-=+".Contains(c)));
    }

    [Fact]
    public void Names_that_would_be_alike_or_too_long_are_told_apart()
    {
        var alike = SweepGrid.Parse(["encoder.weights=a/b,a-b"]).Points.Select(p => p.Name).ToList();
        alike.Distinct().Count().ShouldBe(2);
        alike.ShouldAllBe(n => n.StartsWith("encoder.weights=a-b-", StringComparison.Ordinal));
        var texts = new[] { new string('a', 300) + "1", new string('a', 300) + "2" };
        var grown = SweepGrid.Parse([$"encoder.weights={texts[0]},{texts[1]}"]).Points;
        grown.Select(p => p.Name).Distinct().Count().ShouldBe(2);
        grown.ShouldAllBe(p => p.Name.Length <= 101);
    }

    [Theory]
    [InlineData("", "--grid : '' names no setting; write --grid KEY=VALUE,VALUE, such as --grid lr=1e-3,1e-2.")]
    [InlineData("1e-3,lr=2", "--grid 1e-3,lr=2: '1e-3' names no setting; write --grid KEY=VALUE,VALUE, such as --grid lr=1e-3,1e-2.")]
    [InlineData("=3", "--grid =3: '=3' names no setting; write --grid KEY=VALUE,VALUE, such as --grid lr=1e-3,1e-2.")]
    [InlineData("lr=", "--grid: a value of 'lr' is empty; write --grid KEY=VALUE,VALUE, such as --grid lr=1e-3,1e-2.")]
    [InlineData("lr=1,,2", "--grid: a value of 'lr' is empty; write --grid KEY=VALUE,VALUE, such as --grid lr=1e-3,1e-2.")]
    [InlineData("lr=1,2,1", "--grid: 'lr' is 1 twice; name each value once.")]
    [InlineData("lr=1,train.rate=2", "--grid: the setting train.rate is there twice; name it once, with all its values.")]
    [InlineData("kind=search,train", "--grid: 'kind' says what a run is and has one value; leave it out.")]
    public void What_is_no_grid_is_told(string text, string sentence) =>
        Should.Throw<UsageException>(() => SweepGrid.Parse([text])).Message.ShouldBe(sentence);

    [Fact]
    public void Too_many_points_are_refused_before_they_are_made()
    {
        var values = string.Join(',', Enumerable.Range(1, 101));
        Should.Throw<UsageException>(() => SweepGrid.Parse([$"seed={values}", $"epochs={values}"])).Message
            .ShouldBe("--grid: 10201 points are more than 10000; name fewer values.");
        Should.Throw<UsageException>(() => SweepGrid.Parse([])).Message
            .ShouldBe("--grid is missing: write --grid KEY=VALUE,VALUE, such as --grid lr=1e-3,1e-2.");
    }
}
