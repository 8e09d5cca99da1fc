using Shouldly;
using Weft.Data.Clips;
using Weft.Data.Clips.Sampling;
using Weft.Settings;
using Weft.Torch;

namespace Weft.Tests.Data.Clips.Sampling;

public sealed class FrameSamplersTests
{
    [Fact]
    public void A_local_global_grid_shows_rows_and_a_column_and_nothing_else()
    {
        var sampler = FrameSamplers.Build(new SamplerSettings { Name = SamplerName.LocalGlobal }, train: true);
        (sampler.Views, sampler.Length).ShouldBe((3, 8));
        int[] drawn = [3, 0, 9, 5, 5, 1, 7, 2];
        var plan = sampler.Sample(100, new CheckedDraws(drawn.Select(value => (10, value))));

        // 8 parts of (100 - 16 + 1) / 8 = 10 frames; a row's frames are 2 apart.
        int[] starts = [.. drawn.Select((value, row) => (10 * row) + value)];
        int[] expected =
        [
            .. Enumerable.Range(0, 8).Select(j => starts[4] + (2 * j)),
            .. Enumerable.Range(0, 8).Select(j => starts[5] + (2 * j)),
            .. starts.Select(start => start + 6),
        ];
        plan.Indices.ShouldBe(expected);
        plan.Indices.Distinct().Count().ShouldBeLessThanOrEqualTo(22);
    }

    [Fact]
    public void Spread_global_views_show_each_place_once_unless_as_published()
    {
        var settings = new SamplerSettings { Name = SamplerName.MultiScale, Locals = 0, Globals = 2, Length = 4 };
        int[] Of(bool reference) => FrameSamplers.Build(settings, train: false, reference).Sample(41, null).Indices;

        // Places of two neighbouring frames begin at 5, 15, 25, 35.
        Of(reference: true).ShouldBe([5, 6, 15, 16, 25, 26, 35, 36]);
        Of(reference: false).ShouldBe([5, 15, 25, 35, 6, 16, 26, 36]);
    }

    [Fact]
    public void Views_in_the_order_of_time_are_taken_from_the_middle_unless_as_published()
    {
        var settings = new SamplerSettings { Name = SamplerName.TemporalOrder, Length = 4, Gap = 3 };
        FrameSamplers.Build(settings, train: false).Sample(36, null).Indices.ShouldBe([10, 11, 12, 13, 16, 17, 18, 19, 22, 23, 24, 25]);
        FrameSamplers.Build(settings, train: false, reference: true).Sample(36, null).Indices
            .ShouldBe([28, 29, 30, 31, 34, 35, 35, 35, 35, 35, 35, 35]);
        FrameSamplers.Build(settings, train: true).Sample(5, new CheckedDraws((1, 0))).Indices.ShouldBe([0, 1, 2, 3, 4, 4, 4, 4, 4, 4, 4, 4]);
    }

    [Theory]
    [InlineData(SamplerName.Spread)]
    [InlineData(SamplerName.Clips)]
    [InlineData(SamplerName.LocalGlobal)]
    [InlineData(SamplerName.MultiScale)]
    [InlineData(SamplerName.TemporalOrder)]
    public void Every_frame_lies_within_the_video_however_short(SamplerName name)
    {
        var settings = new SamplerSettings { Name = name };
        foreach (var frames in Enumerable.Range(1, 70))
        {
            foreach (var train in new[] { true, false })
            {
                var sampler = FrameSamplers.Build(settings, train);
                var plan = sampler.Sample(frames, train ? new ItemDraws((ulong)frames) : null);
                (plan.Views, plan.Length).ShouldBe((sampler.Views, sampler.Length));
                plan.Indices.Length.ShouldBe(plan.Views * plan.Length);
                plan.Indices.ShouldAllBe(index => index >= 0 && index < frames);
            }
        }
    }

    [Fact]
    public void By_rule_nothing_is_drawn_in_training_either()
    {
        var settings = new SamplerSettings { Length = 4 };
        FrameSamplers.Build(settings with { ByRule = true }, train: true).Sample(40, new CheckedDraws()).Indices
            .ShouldBe(FrameSamplers.Build(settings, train: false).Sample(40, null).Indices);
    }

    [Fact]
    public void Settings_bind_and_those_that_disagree_are_named()
    {
        var settings = SettingsBinder.BindText(
            new ClipSettings(), "sampler:\n  name: localGlobal\n  length: 4\n  rows: [0, 3]\n  column: 1\ntestSampler:\n  name: clips\n  twice: true\n", "test.yaml");
        settings.BuildSampler(train: true).Views.ShouldBe(3);
        settings.BuildSampler(train: false).Views.ShouldBe(2);
        (settings with { TestSampler = null }).BuildSampler(train: false).Views.ShouldBe(3);

        Should.Throw<UsageException>(() => FrameSamplers.Build(settings.Sampler with { Rows = [1, 4] }, train: true)).Message
            .ShouldBe("A local-global sampler's grid has rows and columns 0 to 3, but rows is [1, 4] and column 1.");
        Should.Throw<UsageException>(() => FrameSamplers.Build(settings.Sampler with { Clips = 3 }, train: true)).Message
            .ShouldStartWith("A local-global sampler's grid is square, but clips is 3 and length 4");
        Should.Throw<UsageException>(
            () => FrameSamplers.Build(new SamplerSettings { Name = SamplerName.MultiScale, Locals = 0, Globals = 0 }, train: true)).Message
            .ShouldBe("A multi-scale sampler needs a view: give it locals or globals.");
        Should.Throw<UsageException>(() => SettingsBinder.BindText(new SamplerSettings(), "name: dense\n", "test.yaml")).Message
            .ShouldContain("expected one of spread, clips, localGlobal, multiScale, temporalOrder");
    }
}
