using Shouldly;
using Weft.Data.Vqa;
using Weft.Testing;
using Weft.Torch;

namespace Weft.Tests.Data.Vqa;

public class VqaFilesTests
{
    [Fact]
    public void FindsFilesInBothPlaces()
    {
        using var folder = new TemporaryFolder();
        VqaFolder.Questions(folder["annotations"], "train2014");
        VqaFolder.Annotations(folder["annotations"], "train2014");
        VqaFolder.Questions(folder.Path, "test2015");
        var files = VqaFiles.Find(folder.Path, [VqaSplit.Train, VqaSplit.Test]);
        files.Splits.ShouldBe([VqaSplit.Train, VqaSplit.Test]);
        files.Questions(VqaSplit.Train).ShouldBe(Path.Combine(folder["annotations"], "v2_OpenEnded_mscoco_train2014_questions.json"));
        files.Annotations(VqaSplit.Train).ShouldBe(Path.Combine(folder["annotations"], "v2_mscoco_train2014_annotations.json"));
        files.Questions(VqaSplit.Test).ShouldBe(folder["v2_OpenEnded_mscoco_test2015_questions.json"]);
        files.HasAnnotations(VqaSplit.Test).ShouldBeFalse();
        Should.Throw<InvalidFileException>(() => files.Annotations(VqaSplit.Test))
            .Message.ShouldContain("lacks v2_mscoco_test2015_annotations.json (in it or in its folder 'annotations'); fetch or write it there");
    }

    [Fact]
    public void ListsAllThatIsMissing()
    {
        using var folder = new TemporaryFolder();
        VqaFolder.Questions(folder.Path, "val2014");
        var error = Should.Throw<InvalidFileException>(() => VqaFiles.Find(folder.Path, [VqaSplit.VisualGenome, VqaSplit.Validation, VqaSplit.Test]));
        error.Message.ShouldBe(
            $"{folder.Path}: lacks v2_mscoco_val2014_annotations.json, v2_OpenEnded_mscoco_test2015_questions.json, VG_questions.json, VG_annotations.json "
            + "(in it or in its folder 'annotations'); fetch or write them there");
    }
}
