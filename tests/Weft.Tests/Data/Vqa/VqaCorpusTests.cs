using System.Text.Json;
using Shouldly;
using Weft.Data.Regions;
using Weft.Data.Text;
using Weft.Data.Vqa;
using Weft.Testing;
using Weft.Torch;
using Weft.Torch.Files;

namespace Weft.Tests.Data.Vqa;

public sealed class VqaCorpusTests : IDisposable
{
    private static readonly VqaCorpusSettings Small = new(AnswerMinimum: 0, TokenLength: 4) { AnswerSplits = [VqaSplit.Train, VqaSplit.Validation, VqaSplit.VisualGenome] };

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(TokenRule.Published)]
    [InlineData(TokenRule.Unicode)]
    public void IsWhatThePublishedLoaderGives(TokenRule rule)
    {
        WriteGolden();
        var corpus = VqaCorpus.Open(VqaFiles.Find(folder.Path, [VqaSplit.Train, VqaSplit.Validation]), new VqaCorpusSettings(rule));
        using var golden = new NpzReader(TestPaths.Golden("mmnas", "vqa_data.npz"));
        var regions = RegionFolder.Open(folder.Path);
        var items = corpus.TrainingItems(VqaSplit.Train);
        items.Count.ShouldBe(4);
        regions.Check(corpus.ImageIds(VqaSplit.Train)).Problems.ShouldBeEmpty();
        for (var i = 0; i < items.Count; i++)
        {
            items.QuestionId(i).ShouldBe(100 + i);
            items.ImageId(i).ShouldBe(1 + (i % 2));
            var tokens = new long[14];
            items.FillTokens(i, tokens);
            tokens.ShouldBe(golden.Read($"s{i}.ques_ix").As<long>().ToArray());
            var target = new float[corpus.Answers.Count];
            items.FillTarget(i, target);
            target.ShouldBe(golden.Read($"s{i}.ans").As<float>().ToArray());
            regions.Read(items.ImageId(i)).Features.ShouldBe(golden.Read($"s{i}.frcn_valid").As<float>().ToArray());
        }

        corpus.Vocabulary.Words.ShouldBe(GoldenJson.Read("mmnas", "vqa_data.json", "token_to_ix").EnumerateObject().Select(p => p.Name));
        corpus.Answers.Answers.ShouldBe(GoldenJson.Read("mmnas", "vqa_data.json", "ans_to_ix").EnumerateObject().Select(p => p.Name));
    }

    [Fact]
    public void TrainsInTheOrderOfAnnotationsAndAnswersInThatOfQuestions()
    {
        WriteSmall();
        var corpus = Open();
        Ids(corpus.TrainingItems(VqaSplit.Train, VqaSplit.VisualGenome)).ShouldBe([3, 1, 7]);
        Ids(corpus.TrainingItems(VqaSplit.Train, VqaSplit.VisualGenome).Slice(1, 2)).ShouldBe([1, 7]);
        Ids(corpus.EvaluationItems(VqaSplit.Train)).ShouldBe([1, 2, 3]);
        Ids(corpus.EvaluationItems(VqaSplit.Test)).ShouldBe([5]);
        corpus.ImageIds(VqaSplit.Train, VqaSplit.Test).ShouldBe([10, 11]);
        Should.Throw<InvalidFileException>(() => corpus.TrainingItems(VqaSplit.Test)).Message.ShouldContain("lacks v2_mscoco_test2015_annotations.json");
        Should.Throw<InvalidFileException>(() => corpus.EvaluationItems(VqaSplit.Validation)).Message.ShouldContain("lacks v2_OpenEnded_mscoco_val2014_questions.json");
        var target = new float[] { 9, 9, 9 };
        corpus.EvaluationItems(VqaSplit.Train).FillTarget(1, target);
        target.ShouldBe([0, 0, 0]);
    }

    [Fact]
    public void QuestionsOfAnyLanguageKeepTheirWords()
    {
        WriteSmall();
        var corpus = Open();
        var items = corpus.EvaluationItems(VqaSplit.Train);
        Words(corpus, items, 0).ShouldBe(["狗", "是", "什", "么"]);
        items.WordCount(0).ShouldBe(4);
        Words(corpus, items, 1).ShouldBe(["ما", "لون", "السيارة", "PAD"]);
        items.WordCount(1).ShouldBe(3);
        Words(corpus, items, 2).ShouldBe(["यह", "क्या", "है", "PAD"]);
        Words(corpus, corpus.EvaluationItems(VqaSplit.Test), 0).ShouldBe(["сколько", "людей", "PAD", "PAD"]);
        corpus.Vocabulary.IdOf("色").ShouldBeGreaterThan(Vocabulary.Unknown);
        corpus.Answers.Answers.ShouldBe(["तीन", "红色", "красный"]);
    }

    [Fact]
    public void WordsOutsideOfTheVocabularyAreUnknown()
    {
        WriteSmall();
        var corpus = Open(Small with { VocabularySplits = [VqaSplit.Test] });
        corpus.Vocabulary.Words.ShouldBe(["PAD", "UNK", "CLS", "сколько", "людей"]);
        Words(corpus, corpus.EvaluationItems(VqaSplit.Train), 1).ShouldBe(["UNK", "UNK", "UNK", "PAD"]);
    }

    [Fact]
    public void ASecondOpeningDoesNotReadTheFiles()
    {
        WriteSmall();
        var first = Open(cache: folder["cache"]);
        foreach (var path in Directory.EnumerateFiles(folder.Path, "*.json"))
        {
            var time = File.GetLastWriteTimeUtc(path);
            File.WriteAllBytes(path, new byte[new FileInfo(path).Length]);
            File.SetLastWriteTimeUtc(path, time);
        }

        var second = Open(cache: folder["cache"]);
        second.Vocabulary.Words.ShouldBe(first.Vocabulary.Words);
        second.Answers.Answers.ShouldBe(first.Answers.Answers);
        foreach (var split in first.Files.Splits)
        {
            JsonSerializer.Serialize(second.Part(split)).ShouldBe(JsonSerializer.Serialize(first.Part(split)));
        }

        // Other settings, or a changed file, are another corpus: these read the emptied files.
        Should.Throw<InvalidFileException>(() => Open(Small with { TokenLength = 5 }, folder["cache"]));
        File.SetLastWriteTimeUtc(first.Files.Questions(VqaSplit.Train), new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        Should.Throw<InvalidFileException>(() => Open(cache: folder["cache"]));
    }

    [Theory]
    [InlineData("questions.npz")]
    [InlineData("vocabulary.json")]
    [InlineData("answers.json")]
    [InlineData("checksums.json")]
    public void ADamagedCacheIsBuiltAgainWithARemark(string name)
    {
        WriteSmall();
        var first = Open(cache: folder["cache"]);
        var path = Directory.EnumerateFiles(folder["cache"], name, SearchOption.AllDirectories).ShouldHaveSingleItem();
        var bytes = File.ReadAllBytes(path);
        bytes[bytes.Length / 2] ^= 0x40;
        File.WriteAllBytes(path, bytes);
        var remarks = new List<string>();
        Open(cache: folder["cache"], remark: remarks.Add).Vocabulary.Words.ShouldBe(first.Vocabulary.Words);
        remarks.ShouldHaveSingleItem().ShouldStartWith("The kept questions and answers are damaged, so they are built again from the files.");
        remarks.Clear();
        Open(cache: folder["cache"], remark: remarks.Add);
        remarks.ShouldBeEmpty();
    }

    [Fact]
    public void WhatCannotBeKeptIsBuiltAllTheSame()
    {
        WriteSmall();
        File.WriteAllText(folder["cache"], "a file");
        var remarks = new List<string>();
        Open(cache: folder["cache"], remark: remarks.Add).Answers.Count.ShouldBe(3);
        remarks.ShouldHaveSingleItem().ShouldStartWith("Questions and answers cannot be kept for the next time:");
    }

    [Fact]
    public void RefusesWhatDisagrees()
    {
        WriteSmall();
        Refused(", annotation 1: is of question 4, which", (1, 10, "x", ["x"]), (4, 10, "x", ["x"]));
        Refused(", annotation 1: is of question 1, as an earlier one is", (1, 10, "x", ["x"]), (1, 10, "x", ["x"]));
        Refused(", annotation 0: has the image 11, but its question 1 in", (1, 11, "x", ["x"]));
        VqaFolder.Questions(folder.Path, "train2014", (1, 1, "a"), (1, 2, "b"));
        Should.Throw<InvalidFileException>(() => Open()).Message.ShouldContain("_questions.json, question 1: has the question_id 1, which an earlier one has");
        VqaFolder.Questions(folder.Path, "train2014");
        Should.Throw<InvalidFileException>(() => Open()).Message.ShouldContain("has no question; give the official file");
    }

    private static IEnumerable<long> Ids(VqaItems items) => Enumerable.Range(0, items.Count).Select(items.QuestionId);

    private static IEnumerable<string> Words(VqaCorpus corpus, VqaItems items, int item)
    {
        var tokens = new long[items.TokenLength];
        items.FillTokens(item, tokens);
        return tokens.Select(id => corpus.Vocabulary.Words[(int)id]);
    }

    private VqaCorpus Open(VqaCorpusSettings? settings = null, string? cache = null, Action<string>? remark = null) =>
        VqaCorpus.Open(VqaFiles.Find(folder.Path, [VqaSplit.Train]), settings ?? Small, cache, remark);

    private void Refused(string problem, params (long Id, long Image, string Answer, string[] Answers)[] annotations)
    {
        VqaFolder.Annotations(folder.Path, "train2014", annotations);
        var error = Should.Throw<InvalidFileException>(() => Open());
        error.Message.ShouldContain("v2_mscoco_train2014_annotations.json" + problem);
    }

    private void WriteSmall()
    {
        VqaFolder.Questions(folder.Path, "train2014", (1, 10, "狗是什么颜色的？"), (2, 10, "ما لون السيارة؟"), (3, 10, "यह क्या है?"));
        VqaFolder.Annotations(folder.Path, "train2014", (3, 10, "तीन", VqaFolder.Ten("तीन")), (1, 10, "红色", VqaFolder.Ten("红色")));
        VqaFolder.Questions(folder.Path, "test2015", (5, 11, "Сколько людей?"));
        VqaFolder.Questions(folder.Path, "VG", (7, 10, "Какого цвета?"));
        VqaFolder.Annotations(folder.Path, "VG", (7, 10, "красный", VqaFolder.Ten("красный")));
    }

    // The published loader counted answers over more annotations than it gave questions: those become val here.
    private void WriteGolden()
    {
        var questions = GoldenJson.Read("mmnas", "vqa_data.json", "questions").EnumerateArray()
            .Select(q => (q.GetProperty("question_id").GetInt64(), q.GetProperty("image_id").GetInt64(), q.GetProperty("question").GetString()!));
        var extra = GoldenJson.Read("mmnas", "vqa_data.json", "extra_questions")[0].GetString()!;
        (long Id, long Image, string Answer, string[] Answers)[] annotations =
        [
            .. GoldenJson.Read("mmnas", "vqa_data.json", "annotations").EnumerateArray().Select((a, i) => (
                i < 4 ? a.GetProperty("question_id").GetInt64() : 1_000 + i,
                a.GetProperty("image_id").GetInt64(),
                a.GetProperty("multiple_choice_answer").GetString()!,
                a.GetProperty("answers").EnumerateArray().Select(answer => answer.GetProperty("answer").GetString()!).ToArray())),
        ];
        VqaFolder.Questions(folder.Path, "train2014", [.. questions]);
        VqaFolder.Annotations(folder.Path, "train2014", annotations[..4]);
        VqaFolder.Questions(folder.Path, "val2014", [.. annotations[4..].Select(a => (a.Id, a.Image, extra))]);
        VqaFolder.Annotations(folder.Path, "val2014", annotations[4..]);
        using var golden = new NpzReader(TestPaths.Golden("mmnas", "vqa_data.npz"));
        var names = GoldenJson.Read("mmnas", "vqa_data.json", "image_files").EnumerateArray().Select(name => name.GetString()!).ToArray();
        for (var image = 1; image <= 2; image++)
        {
            var arrays = new Dictionary<string, NdArray> { ["x"] = golden.Read($"img{image}.x"), ["bbox"] = golden.Read($"img{image}.bbox") };
            NpzWriter.Write(folder[names[image - 1]], arrays);
        }
    }
}
