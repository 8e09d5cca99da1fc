using System.Globalization;
using Shouldly;
using Weft.Data.Ntu;

namespace Weft.Tests.Data.Ntu;

public sealed class ClipFramesTests
{
    [Fact]
    public void Slots_by_the_published_rules_are_the_published_ones()
    {
        var cases = GoldenJson.Read("bmnas", "data_cases.json", "video_slots").EnumerateObject().ToList();
        cases.ShouldNotBeEmpty();
        foreach (var slots in cases)
        {
            ClipFrames.Of(int.Parse(slots.Name, CultureInfo.InvariantCulture), Compatibility.Reference).ShouldBe(slots.Value.Integers(), slots.Name);
        }

        foreach (var taken in GoldenJson.Read("mfas", "golden.json", "video").GetProperty("taken_of_num_frames").EnumerateObject())
        {
            ClipFrames.Spread(int.Parse(taken.Name, CultureInfo.InvariantCulture), ClipFrames.Slots).ShouldBe(taken.Value.Integers(), taken.Name);
        }
    }

    [Fact]
    public void Eight_are_taken_as_by_the_published_code()
    {
        foreach (var lengths in GoldenJson.Read("bmnas", "data_cases.json", "normalize_len_rgb").EnumerateObject())
        {
            int[] slots = [.. Enumerable.Range(0, int.Parse(lengths.Name, CultureInfo.InvariantCulture))];
            ClipFrames.Take(slots, 0).ShouldBe(lengths.Value.Integers(), lengths.Name);
        }

        ClipFrames.Take([.. Enumerable.Range(0, 24)], 0)
            .ShouldBe(GoldenJson.Read("mfas", "golden.json", "video").GetProperty("normalize_len_24_to_8").Integers());
    }

    [Fact]
    public void Random_cuts_leave_the_published_middle()
    {
        foreach (var crop in GoldenJson.Read("bmnas", "data_cases.json", "augcrop_rgb").EnumerateArray())
        {
            var n = crop.GetProperty("n").GetInt32();
            var margin = ClipFrames.Margin(n, crop.GetProperty("rand").GetDouble());
            (margin, n - margin).ShouldBe((crop.GetProperty("begin").GetInt32(), crop.GetProperty("end").GetInt32()), crop.ToString());
            var taken = ClipFrames.Take([.. Enumerable.Range(0, n)], margin);
            (taken[0], taken[^1]).ShouldBe((margin, n - margin - 1));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(24)]
    [InlineData(103)]
    public void By_sound_rules_the_first_and_the_last_frame_are_seen_and_none_is_black(int frames)
    {
        var slots = ClipFrames.Of(frames, Compatibility.Sound);
        slots.Length.ShouldBe(24);
        (slots[0], slots[^1]).ShouldBe((0, frames - 1));
        slots.ShouldBeInOrder();
    }
}
