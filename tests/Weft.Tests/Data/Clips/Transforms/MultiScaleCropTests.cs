using System.Text.Json.Nodes;
using Shouldly;
using Weft.Data.Clips;
using Weft.Data.Clips.Transforms;
using Weft.Testing;

namespace Weft.Tests.Data.Clips.Transforms;

public sealed class MultiScaleCropTests
{
    private const int Places = 13;
    private readonly JsonNode golden = JsonNode.Parse(File.ReadAllText(TestPaths.Golden("cdar", "multiscale_crop.json")))!;

    [Fact]
    public void Sizes_are_the_published_ones()
    {
        MultiScaleCrop.Sizes(340, 256, 1).Select(s => (int[])[s.Width, s.Height]).ShouldBe(Pairs("candidate_wh"));
        MultiScaleCrop.Sizes(340, 256, 224).Select(s => (int[])[s.Width, s.Height]).ShouldBe(Pairs("after_snap"));
    }

    [Fact]
    public void Every_published_rectangle_can_be_drawn()
    {
        var crop = new MultiScaleCrop(224);
        var sizes = MultiScaleCrop.Sizes(340, 256, 224).ToList();
        foreach (var sample in golden["samples"]!.AsArray())
        {
            var box = Numbers(sample!["bbox"]!);
            var size = sizes.IndexOf((box[2] - box[0], box[3] - box[1]));
            var drawn = Enumerable.Range(0, Places).Select(place => crop.Draw(340, 256, new GivenDraws(size, place)));
            drawn.ShouldContain(b => b.X == box[0] && b.Y == box[1] && b.Width == box[2] - box[0] && b.Height == box[3] - box[1]);
        }
    }

    [Fact]
    public void Places_are_13_and_lie_within_the_frame()
    {
        var crop = new MultiScaleCrop(4);
        var boxes = new HashSet<(int, int)>();
        for (var place = 0; place < Places; place++)
        {
            var draws = new GivenDraws(6, place);
            var box = crop.Draw(21, 12, draws);
            draws.Bounds.ShouldBe([7, Places]);
            boxes.Add((box.X, box.Y));
            box.X.ShouldBeInRange(0, 21 - box.Width);
            box.Y.ShouldBeInRange(0, 12 - box.Height);
        }

        boxes.Count.ShouldBe(Places);
    }

    [Fact]
    public void A_side_is_not_made_longer_than_the_frame()
    {
        MultiScaleCrop.Sizes(30, 10, 11)[0].ShouldBe((11, 10));
    }

    [Fact]
    public void A_rectangle_is_taken_and_resized()
    {
        var frames = new FrameStack([.. Enumerable.Range(0, 8 * 8 * 3).Select(i => (byte)i)], 1, 8, 8);
        var made = new MultiScaleCrop(4).Apply(frames, new GivenDraws(0, 0));
        made.Pixels.ShouldBe(new Resize(4, 4).Apply(frames, new GivenDraws()).Pixels);
    }

    private int[][] Pairs(string name) => [.. golden[name]!.AsArray().Select(p => Numbers(p!))];

    private static int[] Numbers(JsonNode list) => [.. list.AsArray().Select(n => n!.GetValue<int>())];
}
