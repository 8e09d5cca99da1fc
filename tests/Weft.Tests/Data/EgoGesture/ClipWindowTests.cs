using Shouldly;
using Weft.Data;
using Weft.Data.EgoGesture;

namespace Weft.Tests.Data.EgoGesture;

public sealed class ClipWindowTests
{
    private const int Length = 32;

    [Fact]
    public void Centred_windows_are_the_published_ones()
    {
        var cases = GoldenJson.Read("bmnas", "data_cases.json", "ego_center_crop").EnumerateObject().ToList();
        cases.Count.ShouldBeGreaterThan(5);
        foreach (var golden in cases)
        {
            var frames = int.Parse(golden.Name);
            Numbers(ClipWindow.Centred(frames, Length), frames).ShouldBe(golden.Value.Integers(), golden.Name);
        }
    }

    [Fact]
    public void Random_windows_lie_between_the_published_ends()
    {
        var cases = GoldenJson.Read("bmnas", "data_cases.json", "ego_random_crop").EnumerateArray().ToList();
        cases.Count.ShouldBeGreaterThan(5);
        foreach (var golden in cases)
        {
            var frames = golden.GetProperty("n").GetInt32();
            var begin = golden.GetProperty("pick").GetString() is "lo" ? 0 : ClipWindow.Places(frames, Length) - 1;
            Numbers(new ClipWindow(begin, Length), frames).ShouldBe(golden.GetProperty("frames").Integers(), golden.ToString());
        }
    }

    [Fact]
    public void All_places_are_drawn_but_the_last()
    {
        var random = ItemRandom.From(3);
        Enumerable.Range(0, 400).Select(_ => ClipWindow.Random(40, Length, ref random).Begin).Distinct().Order().ShouldBe(Enumerable.Range(0, 8));
        ClipWindow.Random(5, Length, ref random).Begin.ShouldBe(0);
    }

    private static int[] Numbers(ClipWindow window, int frames) => [.. Enumerable.Range(0, window.Length).Select(t => window.Frame(t, frames) + 1)];
}
