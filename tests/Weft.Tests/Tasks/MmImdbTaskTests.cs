using Shouldly;
using Weft.Data;
using Weft.Data.MmImdb;
using Weft.Tasks;
using Weft.Tests.Data.MmImdb;
using Weft.Torch;
using Weft.Training;

namespace Weft.Tests.Tasks;

public sealed class MmImdbTaskTests
{
    [Fact]
    public void It_does_what_every_task_must()
    {
        using var files = new MmImdbFiles();
        MmImdbPreparer.Prepare(MmImdbFiles.Recipe, files["data"], cancellation: TestContext.Current.CancellationToken);
        var task = TaskRegistry.For("mmimdb", files["data"]);
        (task.Classes, task.MultiLabel, task.Metric).ShouldBe((23, true, MetricKind.F1Weighted));
        task.ClassNames!.ShouldBeUnique();
        (task.ClassNames![0], task.ClassNames[22]).ShouldBe(("Drama", "Film-Noir"));
        TaskConformance.Check(task, files["data"], channels: 2);
        using var data = task.Open(files["data"]);
        data.Facts["counts"].ShouldBe("not the published ones");
        using var labels = data.Labels(Split.Dev);
        labels.RowShape.ShouldBe([23]);
    }

    [Fact]
    public void Encoders_are_the_published_ones()
    {
        using var random = new Weft.Search.NetworkRandom(1);
        var task = new MmImdbTask();
        using var image = task.BuildEncoder("image", 64, 0.5, random);
        using var text = task.BuildEncoder("text", 64, 0.5, random);
        image.TapChannels.Concat(text.TapChannels).ShouldBe([512, 512, 512, 512, 64, 128]);
        Should.Throw<UsageException>(() => task.BuildEncoder("sound", 64, 0, random)).Message
            .ShouldBe("MM-IMDB has the modalities image and text, not 'sound'.");
    }
}
