using System.Text.Json;
using Shouldly;
using Weft.Data.EasyVqa;
using Weft.Data.Formats;
using Weft.Data.Prepared;
using Weft.Data.Regions;
using Weft.Testing;
using Weft.Torch;

namespace Weft.Tests.Data.EasyVqa;

public sealed class EasyVqaPreparerTests : IDisposable
{
    private readonly SmallEasyVqa source = new();

    [Fact]
    public void Every_tenth_training_picture_is_val_and_numbers_are_unique()
    {
        var manifest = EasyVqaPreparer.Prepare(source[""], source["out"], cancellation: TestContext.Current.CancellationToken).Manifest;

        manifest.Counts["train2014 pictures"].ShouldBe(11);
        manifest.Counts["val2014 questions"].ShouldBe(2);
        manifest.Counts["test2015 pictures"].ShouldBe(3);
        var regions = RegionFolder.Open(source["out/features/train2014"], source["out/features/val2014"], source["out/features/test2015"]);
        regions.Ids.Order().ShouldBe([.. Enumerable.Range(0, 12).Select(k => (long)k), .. Enumerable.Range(0, 3).Select(k => (1L << 20) + k)]);
        regions.PathOf(9).ShouldEndWith("val2014/COCO_val2014_000000000009.jpg.npz");
        regions.Check(regions.Ids, TestContext.Current.CancellationToken).Problems.ShouldBeEmpty();
        var green = regions.Read(1);
        (green.Count, green.ImageHeight, green.ImageWidth).ShouldBe((16, 8, 8));
        green.Features[..3].ShouldBe([-1, 1, -1]);
        PngReader.Read(source["out/images/test2015/COCO_test2015_000001048578.png"]).Pixels[..3].ToArray().ShouldBe(new byte[] { 0, 0, 255 });
    }

    [Fact]
    public void Questions_and_annotations_are_as_VQA_v2_has_them()
    {
        EasyVqaPreparer.Prepare(source[""], source["out"], cancellation: TestContext.Current.CancellationToken);

        using var questions = Json("v2_OpenEnded_mscoco_test2015_questions.json");
        var second = questions.RootElement.GetProperty("questions")[3];
        second.GetProperty("image_id").GetInt32().ShouldBe((1 << 20) + 1);
        second.GetProperty("question_id").GetInt64().ShouldBe((((1L << 20) + 1) * 1000) + 1);
        second.GetProperty("question").GetString().ShouldBe("is there not a red shape?");
        using var annotations = Json("v2_mscoco_test2015_annotations.json");
        var all = annotations.RootElement.GetProperty("annotations");
        all.GetArrayLength().ShouldBe(6);
        all[3].GetProperty("question_id").GetInt64().ShouldBe(second.GetProperty("question_id").GetInt64());
        all[3].GetProperty("multiple_choice_answer").GetString().ShouldBe("yes");
        (all[3].GetProperty("answer_type").GetString(), all[3].GetProperty("question_type").GetString()).ShouldBe(("yes/no", "absence"));
        (all[2].GetProperty("answer_type").GetString(), all[2].GetProperty("question_type").GetString()).ShouldBe(("other", "color"));
        var answers = all[2].GetProperty("answers").EnumerateArray().ToList();
        answers.Select(a => a.GetProperty("answer_id").GetInt32()).ShouldBe(Enumerable.Range(1, 10));
        answers.ShouldAllBe(a => a.GetProperty("answer").GetString() == "green" && a.GetProperty("answer_confidence").GetString() == "yes");
    }

    [Fact]
    public void What_was_stopped_goes_on_and_is_the_same_in_the_end()
    {
        using var stop = new CancellationTokenSource();
        var told = 0;
        var progress = new Told(p =>
        {
            if (++told == 5)
            {
                stop.Cancel();
            }
        });
        Should.Throw<OperationCanceledException>(() => EasyVqaPreparer.Prepare(source[""], source["a"], progress, stop.Token));
        Directory.Exists(source["a"]).ShouldBeFalse();
        told = 100;
        var first = new List<int>();
        var result = EasyVqaPreparer.Prepare(source[""], source["a"], new Told(p => first.Add(p.Done)), TestContext.Current.CancellationToken);
        first[0].ShouldBe(6, "five pictures were there");

        var whole = EasyVqaPreparer.Prepare(source[""], source["b"], cancellation: TestContext.Current.CancellationToken);
        result.Manifest.Folders.ShouldBe(whole.Manifest.Folders);
        result.Manifest.Files.ShouldBe(whole.Manifest.Files);
    }

    [Fact]
    public void An_intact_folder_is_used_again_and_a_changed_one_refused()
    {
        EasyVqaPreparer.Prepare(source[""], source["out"], cancellation: TestContext.Current.CancellationToken).Reused.ShouldBeFalse();
        EasyVqaPreparer.Prepare(source[""], source["out"], cancellation: TestContext.Current.CancellationToken).Reused.ShouldBeTrue();
        File.AppendAllText(source["out/features/val2014/COCO_val2014_000000000009.jpg.npz"], "x");
        Should.Throw<InvalidFileException>(() => EasyVqaPreparer.Prepare(source[""], source["out"])).Message
            .ShouldContain("features/val2014: is not as it was prepared; delete the whole prepared folder and prepare it again");
        source.WriteQuestions("test", """[["what shape is present?", "circle", 0]]""");
        Should.Throw<UsageException>(() => EasyVqaPreparer.Prepare(source[""], source["out"]))
            .Message.ShouldContain("another source test questions");
    }

    [Theory]
    [InlineData("""[["a?", "yes"]]""", "is no list of [question, answer, picture]: a row has not three values (row 0); get the data set again")]
    [InlineData("""[["a?", "yes", 0], ["", "yes", 0]]""", "is no list of [question, answer, picture]: a question or an answer is empty (row 1); get the data set again")]
    [InlineData("""[["a?", "yes", "x"]]""", "is no list of [question, answer, picture]: ")]
    [InlineData("""{"a": 1}""", "is no list of [question, answer, picture]: ")]
    [InlineData("""[["a?", "yes", 12]]""", "asks 'a?' of picture 12, which is not there; get the data set again")]
    [InlineData("[]", "has no question; get the data set again")]
    [InlineData("""[["a?", "yes", 1]]""", "leaves no question for val2014; get the data set again")]
    [InlineData("[[", "is no list of [question, answer, picture]: ")]
    public void A_wrong_list_is_told(string json, string problem)
    {
        source.WriteQuestions("train", json);
        Should.Throw<InvalidFileException>(() => EasyVqaPreparer.Prepare(source[""], source["out"])).Message
            .ShouldContain($"train_questions.json.gz: {problem}");
        Directory.Exists(source["out"]).ShouldBeFalse();
    }

    [Fact]
    public void Wrong_archives_are_told()
    {
        File.WriteAllBytes(source["train_images.zip"], [1, 2, 3]);
        Should.Throw<InvalidFileException>(() => EasyVqaPreparer.Prepare(source[""], source["out"])).Message
            .ShouldContain("train_images.zip: is no zip archive, or a damaged one; get the data set again");
        File.Delete(source["test_images.zip"]);
        Should.Throw<InvalidFileException>(() => EasyVqaPreparer.Prepare(source[""], source["out"])).Message
            .ShouldContain("test_images.zip: is not there; give the folder of easy-VQA");
    }

    [Fact]
    public void The_real_data_set_has_38575_questions_to_learn_from()
    {
        if (TestPaths.Data("easy_vqa") is not { } real)
        {
            Assert.Skip("easy-VQA is absent: skipped");
            return;
        }

        var counts = EasyVqaPreparer.Prepare(real, source["real"], cancellation: TestContext.Current.CancellationToken).Manifest.Counts;
        (counts["train2014 questions"] + counts["val2014 questions"]).ShouldBe(38_575);
        (counts["val2014 pictures"], counts["test2015 pictures"], counts["test2015 questions"]).ShouldBe((400, 1_000, 9_673));
    }

    public void Dispose() => source.Dispose();

    private JsonDocument Json(string name) => JsonDocument.Parse(File.ReadAllBytes(source[$"out/annotations/{name}"]));

    private sealed class Told(Action<PrepareProgress> told) : IProgress<PrepareProgress>
    {
        public void Report(PrepareProgress value) => told(value);
    }
}
