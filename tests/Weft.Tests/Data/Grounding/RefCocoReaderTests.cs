using Shouldly;
using Weft.Data.Grounding;
using Weft.Torch;

namespace Weft.Tests.Data.Grounding;

public sealed class RefCocoReaderTests : IDisposable
{
    private readonly SmallRefs source = new();

    [Theory]
    [InlineData("refs(unc).p")]
    [InlineData("refs(google).p")]
    public void References_of_Python_2_are_joined_with_their_boxes(string name)
    {
        Assert.SkipWhen(SmallRefs.Fixture is null, "The fixtures are not beside the repository.");
        var sentences = RefCocoReader.Read(Path.Combine(SmallRefs.Fixture!, name), Path.Combine(SmallRefs.Fixture!, "instances.json"));

        sentences.Count.ShouldBe(48);
        sentences.GroupBy(s => s.Split).Select(g => (g.Key, g.Select(s => s.ImageId).Distinct().Count()))
            .ShouldBe([("train", 6), ("val", 2), ("testA", 2), ("testB", 2)]);
        sentences[1].Tokens.ShouldBe(["the", "dog", "in", "front"]);
        sentences[1].FileName.ShouldBe("COCO_train2014_000000001000.jpg");
        sentences[1].Box.ShouldBe(new MeantBox(10.5, 20.25, 60, 80.5));
        sentences[1].Box.Corners.ShouldBe([10.5f, 20.25f, 70.5f, 100.75f]);
        sentences[1].ImageSize.ShouldBe((240, 320));
        sentences.Select(s => s.Name).Distinct().ShouldBe(["person", "dog"]);
    }

    [Fact]
    public void Sentences_without_tokens_are_cut_into_words_and_files_named_after_their_image()
    {
        var own = SmallRefs.Reference(1);
        own["sentences"] = new List<object?>
        {
            new Dictionary<string, object?> { ["raw"] = "Der Größte, links!", ["sent"] = "der größte links" },
            new Dictionary<string, object?> { ["raw"] = "Ein Haus?" },
        };
        var folder = source.Write(new List<object?> { own });
        var sentences = RefCocoReader.Read(Path.Combine(folder, "refs(unc).p"), Path.Combine(folder, "instances.json"));
        sentences.Select(s => string.Join(' ', s.Tokens)).ShouldBe(["der größte links", "ein haus"]);
        sentences[0].ShouldBe(
            new GroundingSentence(sentences[0].Tokens, "COCO_train2014_000000000007.jpg", 7, "train", new MeantBox(5, 6, 7.5, 8), "dog", 48, 64));
    }

    [Theory]
    [InlineData("ann_id", null, "has no ann_id, no image_id or no list of sentences")]
    [InlineData("image_id", "7", "has no ann_id, no image_id or no list of sentences")]
    [InlineData("sentences", "none", "has no ann_id, no image_id or no list of sentences")]
    [InlineData("split", "training", "is of no split that is known: train, val, testA, testB, test")]
    public void A_wrong_reference_is_named(string field, string? value, string problem)
    {
        var bad = SmallRefs.Reference(1);
        bad[field] = value;
        Problem(new List<object?> { SmallRefs.Reference(0), bad }).ShouldBe($"refs(unc).p: its reference at index 1 {problem}; give a file such as refs(unc).p");
    }

    [Fact]
    public void What_is_no_list_of_references_is_refused()
    {
        Problem(new Dictionary<string, object?>()).ShouldBe("refs(unc).p: holds no list of references; give a file such as refs(unc).p");
        Problem(new List<object?>()).ShouldBe("refs(unc).p: has no reference; give a file such as refs(unc).p");
        Problem(new List<object?> { "x" }).ShouldBe("refs(unc).p: its reference at index 0 is no dictionary; give a file such as refs(unc).p");
        var bad = SmallRefs.Reference(0);
        bad["sentences"] = new List<object?> { new Dictionary<string, object?> { ["tokens"] = new List<object?> { 5 } } };
        Problem(new List<object?> { bad }).ShouldContain("its reference at index 0 has a sentence without tokens and without text");
    }

    [Fact]
    public void Boxes_of_another_data_set_are_refused()
    {
        Problem(new List<object?> { SmallRefs.Reference(0), SmallRefs.Reference(2), SmallRefs.Reference(3) }).ShouldBe(
            $"instances.json: has no annotation for 2 of the 3 references in {source["refcoco/refs(unc).p"]} (102, 103); "
            + "give the instances file of the same data set");
        Problem(new List<object?> { SmallRefs.Reference(-91) })
            .ShouldBe("instances.json: its annotation 9 has no bbox of four numbers [x, y, width, height]; get it again");
        var folder = source.Write(new List<object?> { SmallRefs.Reference(0) });
        File.WriteAllText(Path.Combine(folder, "instances.json"), "{\"images\": []}");
        Should.Throw<InvalidFileException>(() => RefCocoReader.Read(Path.Combine(folder, "refs(unc).p"), Path.Combine(folder, "instances.json"))).Message
            .ShouldEndWith("instances.json: has no list 'annotations'; give COCO's instances file of the data set");
    }

    public void Dispose() => source.Dispose();

    private string Problem(object? references)
    {
        var folder = source.Write(references);
        return Should.Throw<InvalidFileException>(() => RefCocoReader.Read(Path.Combine(folder, "refs(unc).p"), Path.Combine(folder, "instances.json")))
            .Message[(folder.Length + 1)..];
    }
}
