using Shouldly;
using Weft.Data;
using Weft.Data.EgoGesture;
using Weft.Search;
using Weft.Tasks;
using Weft.Tests.Data.EgoGesture;
using Weft.Tests.Data.Formats.Images;
using Weft.Torch;

namespace Weft.Tests.Tasks;

public sealed class EgoGestureTaskTests : IDisposable
{
    private readonly SmallEgoGesture source = new();

    [Fact]
    public void It_does_what_every_task_must()
    {
        EgoGesturePreparer.Prepare(source["frames"], source.Annotations(), source["data"], new EgoGestureRecipe(32, 8));
        TaskConformance.Check(TaskRegistry.For("egogesture", source["data"]), source["data"], channels: 4);
    }

    [Fact]
    public void Gestures_and_sizes_are_those_of_the_data()
    {
        source.Prepare();
        ITask task = EgoGestureTask.Of(source["out"]);
        task.ClassNames.ShouldBe(["Knock", "Wave"]);
        task.Classes.ShouldBe(2);
        task.Modalities.Select(m => (m.Name, string.Join(' ', m.InputShape), m.DefaultChannels, m.Varies, m.InferenceBatch))
            .ShouldBe([("rgb", "3 4 16 16", 64, true, 4), ("depth", "1 4 16 16", 64, true, 4)]);
        using var random = new NetworkRandom(1);
        Should.Throw<UsageException>(() => task.BuildEncoder("sound", 4, 0, random)).Message
            .ShouldBe("EgoGesture has the modalities rgb and depth, not 'sound'.");
        EgoGesturePreparer.Prepare(source["frames"], source.Annotations(), source["other"], new EgoGestureRecipe(24, 4));
        Should.Throw<InvalidFileException>(() => task.Open(source["other"])).Message
            .ShouldContain("has other gestures or sizes than the data that the task was made for");
        using var data = task.Open(source["out"]);
        data.Facts["clips (train / dev / test)"].ShouldBe("3 / 3 / 3");
        data.Facts["frames"].ShouldBe("4 of 16 x 16 pixels");
    }

    [Fact]
    public void A_draw_determines_moments_and_place_and_both_modalities_share_it()
    {
        // Colour and depth are the same grey pictures, so that whatever is shared shows.
        foreach (var frame in Enumerable.Range(1, 12))
        {
            var grey = GoldenImages.Jpeg("grey");
            source.Write($"Subject01/Scene1/Color/rgb12/{frame:000000}.jpg", grey);
            source.Write($"Subject01/Scene1/Depth/depth12/{frame:000000}.jpg", grey);
        }

        source.Prepare();
        using var data = EgoGestureTask.Of(source["out"]).Open(source["out"]);
        var distinct = new HashSet<float>();
        for (var draw = 0UL; draw < 20; draw++)
        {
            var (rgb, again, depth) = (new float[3 * 4 * 256], new float[3 * 4 * 256], new float[4 * 256]);
            data.ReadVaried("rgb", Split.Train, 1, draw, rgb);
            data.ReadVaried("rgb", Split.Train, 1, draw, again);
            data.ReadVaried("depth", Split.Train, 1, draw, depth);
            again.ShouldBe(rgb);
            rgb[..depth.Length].ShouldBe(depth, "red and depth have the same mean");
            distinct.Add(rgb.Sum());
        }

        distinct.Count.ShouldBeGreaterThan(15);
    }

    public void Dispose() => source.Dispose();
}
