using Shouldly;
using Weft.Data.Grounding;
using Weft.Torch;

namespace Weft.Tests.Data.Grounding;

public sealed class GroundingFilesTests : IDisposable
{
    private readonly SmallRefs source = new();

    [Fact]
    public void One_data_set_needs_no_name_and_may_be_the_folder_itself()
    {
        var folder = source.Write(new List<object?> { SmallRefs.Reference(0) }, "my+set");
        foreach (var found in (GroundingFiles[])[
            GroundingFiles.Find(source.Path), GroundingFiles.Find(source.Path, "my+set"), GroundingFiles.Find(folder), GroundingFiles.Find(folder, "my+set")])
        {
            found.Dataset.ShouldBe("my+set");
            found.References.ShouldBe(Path.Combine(folder, "refs(unc).p"));
            found.Paths.ShouldBe([Path.Combine(folder, "refs(unc).p"), Path.Combine(folder, "instances.json")]);
            found.Read().Count.ShouldBe(1);
        }
    }

    [Fact]
    public void Processed_files_come_before_references_unless_a_maker_is_named()
    {
        var folder = source.Write(new List<object?> { SmallRefs.Reference(0), SmallRefs.Reference(1, "testB") });
        var sentences = GroundingFiles.Find(source.Path).Read();
        ProcessedRefs.Write(Path.Combine(folder, "testB.json"), sentences.Where(s => s.Split == "testB"));
        ProcessedRefs.Write(Path.Combine(folder, "train.json"), sentences.Where(s => s.Split == "train"));

        var found = GroundingFiles.Find(source.Path, "refcoco");
        found.References.ShouldBeNull();
        found.Paths.ShouldBe([Path.Combine(folder, "train.json"), Path.Combine(folder, "testB.json")]);
        found.Read().Select(s => s.Box).ShouldBe(sentences.Select(s => s.Box));
        GroundingFiles.Find(source.Path, "refcoco", maker: "unc").References.ShouldEndWith("refs(unc).p");
    }

    [Fact]
    public void RefCOCOg_is_read_as_split_by_umd()
    {
        var folder = source.Write(new List<object?> { SmallRefs.Reference(0) }, "refcocog");
        File.Move(Path.Combine(folder, "refs(unc).p"), Path.Combine(folder, "refs(umd).p"));
        File.Copy(Path.Combine(folder, "refs(umd).p"), Path.Combine(folder, "refs(google).p"));
        GroundingFiles.Find(source.Path).References.ShouldEndWith("refs(umd).p");
        GroundingFiles.Find(source.Path, maker: "google").References.ShouldEndWith("refs(google).p");
    }

    [Fact]
    public void What_was_looked_for_is_said()
    {
        Should.Throw<WeftException>(() => GroundingFiles.Find(source["nowhere"])).Message.ShouldBe(
            $"{source["nowhere"]}: the folder of the grounding data is not there; give the folder that holds <data set>/{{train,val,testA,testB,test}}.json or "
            + "<data set>/refs(unc).p or refs(umd).p or refs(google).p with <data set>/instances.json.");
        Should.Throw<WeftException>(() => GroundingFiles.Find(source.Path, "refcoco")).Message.ShouldBe(
            $"{source.Path}: there is no refcoco/{{train,val,testA,testB,test}}.json or "
            + "refcoco/refs(unc).p or refs(umd).p or refs(google).p with refcoco/instances.json; check the name and the folder.");
        source.Write(new List<object?> { SmallRefs.Reference(0) });
        source.Write(new List<object?> { SmallRefs.Reference(0) }, "refcoco+");
        Should.Throw<WeftException>(() => GroundingFiles.Find(source.Path)).Message
            .ShouldBe($"{source.Path}: there are 2 data sets, refcoco, refcoco+; name one of them.");
        Should.Throw<WeftException>(() => GroundingFiles.Find(source.Path, "refcoco", "umd")).Message
            .ShouldBe($"{source.Path}: there is no refcoco/refs(umd).p with refcoco/instances.json; check the name and the folder.");
        File.Delete(source["refcoco/instances.json"]);
        Should.Throw<WeftException>(() => GroundingFiles.Find(source.Path, "refcoco")).Message.ShouldContain("with refcoco/instances.json");
    }

    public void Dispose() => source.Dispose();
}
