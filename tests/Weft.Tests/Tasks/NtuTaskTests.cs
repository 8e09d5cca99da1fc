using Shouldly;
using Weft.Data;
using Weft.Mfas;
using Weft.Tasks;
using Weft.Tests.Data.Ntu;
using Weft.Torch;

namespace Weft.Tests.Tasks;

public sealed class NtuTaskTests : IDisposable
{
    private readonly SmallNtu source = new();

    [Fact]
    public void It_does_what_every_task_must()
    {
        source.Prepare(source.Recipe, "data");
        TaskConformance.Check(TaskRegistry.For("ntu", source["data"]), source["data"], channels: 4);
    }

    [Fact]
    public void The_manifest_gives_the_size_and_the_published_tables_fit()
    {
        source.Prepare(source.Recipe with { Straight = true, Compatibility = Compatibility.Reference, Size = 48 }, "data");
        var task = TaskRegistry.For("ntu", source["data"]);
        task.Modalities.Select(m => (m.Name, string.Join(',', m.InputShape), m.DefaultChannels, m.Varies))
            .ShouldBe([("video", "8,48,48,3", 64, true), ("skeleton", "3,32,25,2", 64, true)]);
        NamedGenotypes.All.Where(g => g.Task == task.Name).ShouldNotBeEmpty();
        foreach (var genotype in NamedGenotypes.All.Where(g => g.Task == task.Name))
        {
            genotype.Modalities.Order().ShouldBe(task.Modalities.Select(m => m.Name).Order());
        }

        using var data = task.Open(source["data"]);
        data.Facts["clips read by the rules of"].ShouldStartWith("the published code");
        data.Facts["frames"].ShouldBe("48 x 48, scaled as they are read");
        data.Count(Split.Train).ShouldBe(2);
    }

    [Fact]
    public void What_decides_the_samples_is_in_the_content_hash()
    {
        source.Prepare(source.Recipe with { Straight = true }, "a");
        source.Prepare(source.Recipe with { Straight = true, Compatibility = Compatibility.Reference }, "b");
        using var a = TaskRegistry.For("ntu", source["a"]).Open(source["a"]);
        using var b = TaskRegistry.For("ntu", source["b"]).Open(source["b"]);
        a.ContentHash.ShouldNotBe(b.ContentHash);
    }

    [Fact]
    public void Other_data_are_refused()
    {
        Directory.CreateDirectory(source["other"]);
        File.WriteAllText(source["other/manifest.json"], "{\"formatVersion\": 1, \"task\": \"vectors\"}");
        Should.Throw<InvalidFileException>(() => TaskRegistry.For("ntu", source["other"])).Message.ShouldContain("says that the data are of the task 'vectors', not 'ntu'");
        source.Prepare(source.Recipe with { Straight = true }, "a");
        source.Prepare(source.Recipe with { Straight = true, Size = 48 }, "b");
        Should.Throw<InvalidFileException>(() => TaskRegistry.For("ntu", source["a"]).Open(source["b"])).Message
            .ShouldContain("manifest.json: has frames of 48 pixels, but 32 are asked for");
    }

    public void Dispose() => source.Dispose();
}
