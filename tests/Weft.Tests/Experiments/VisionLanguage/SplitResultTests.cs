using System.Text.Json.Nodes;
using Shouldly;
using Weft.Data.Matching;
using Weft.Experiments.VisionLanguage;
using Weft.Runs;
using Weft.Search;

namespace Weft.Tests.Experiments.VisionLanguage;

/// <summary>What measuring gives and writes, for each kind of task.</summary>
public sealed class SplitResultTests
{
    [Theory]
    [InlineData("val", true)]
    [InlineData("test", false)]
    public void Answers_are_written_as_the_server_takes_them(string split, bool judged)
    {
        using var bench = new SentenceBench("vqa");
        var result = Measure(bench, split);
        var answers = JsonNode.Parse(File.ReadAllText(bench.Run["result.json"]))!.AsArray();
        var questions = JsonNode.Parse(File.ReadAllText(
            bench[$"annotations/v2_OpenEnded_mscoco_{(split == "val" ? "val2014" : "test2015")}_questions.json"]))!["questions"]!.AsArray();
        answers.Select(a => a!["question_id"]!.GetValue<long>()).ShouldBe(questions.Select(q => q!["question_id"]!.GetValue<long>()));
        answers.ShouldAllBe(a => a!.AsObject().Select(p => p.Key).SequenceEqual(new[] { "answer", "question_id" }));
        answers.Select(a => a!["answer"]!.GetValue<string>()).ShouldBeSubsetOf(["yes", "no", "2", "red", "green", "blue", "grey"]);

        if (!judged)
        {
            result.Metrics.ShouldBeEmpty();
            result.Samples.ShouldBeEmpty();
            result.Metric.ShouldBe(double.NaN);
            return;
        }

        result.Metrics.Keys.First().ShouldBe("accuracy");
        result.Samples.Length.ShouldBe(12);

        // The official figure is rounded to a hundredth of a percent.
        result.Metric.ShouldBe(result.Samples.Average(), 1e-4);
        result.Types!.Where(t => t.Group == "answer type").Sum(t => t.Count).ShouldBe(12);
        result.Types!.Where(t => t.Group == "question type").Select(t => (t.Name, t.Count)).ShouldBe([("is the", 6), ("what color", 6)], ignoreOrder: true);
        var weighted = result.Types!.Where(t => t.Group == "answer type").Sum(t => t.Accuracy * t.Count) / 12;
        weighted.ShouldBe(result.Metric, 2e-4);
        result.Metrics["accuracy, yes/no"].ShouldBe(result.Types!.Single(t => t.Name == "yes/no").Accuracy);
    }

    [Fact]
    public void Results_without_a_metric_survive_the_ledger()
    {
        using var bench = new SentenceBench("vqa");
        var result = Measure(bench, "test");
        var ledger = new StageLedger(bench.Run["run"]);
        ledger.Complete("test:found", result);
        var back = ledger.Find<SplitResult>("test:found")!;
        back.Split.ShouldBe("test");
        back.Metrics.ShouldBeEmpty();
        ledger.Complete("val:found", Measure(bench, "val"));
        ledger.Find<SplitResult>("val:found")!.Samples.Length.ShouldBe(12);
    }

    [Theory]
    [InlineData("testA", 8)]
    [InlineData("testB", 6)]
    [InlineData("train", 24)]
    public void Boxes_are_written_for_every_sentence(string split, int count)
    {
        using var bench = new SentenceBench("vgd");
        var result = Measure(bench, split);
        var boxes = JsonNode.Parse(File.ReadAllText(bench.Run["result.json"]))!.AsArray();
        boxes.Count.ShouldBe(count);
        boxes.Average(b => b!["hit"]!.GetValue<bool>() ? 1.0 : 0).ShouldBe(result.Metric, 1e-12);
        result.Samples.Average().ShouldBe(result.Metric, 1e-12);
        var records = JsonNode.Parse(File.ReadAllText(bench[$"refcoco/{split}.json"]))!.AsArray();
        boxes.Select(b => b!["image_id"]!.GetValue<long>()).ShouldBe(records.Select(r => r!["image_id"]!.GetValue<long>()));
        boxes.Select(b => b!["target"]!.ToJsonString()).ShouldBe(records.Select(r => r!["bbox"]!.ToJsonString()));
        boxes.ShouldAllBe(b => b!["overlap"]!.GetValue<double>() >= 0 && b["overlap"]!.GetValue<double>() <= 1);
    }

    [Fact]
    public void Ranks_are_written_for_every_query()
    {
        using var bench = new SentenceBench("itm");
        var result = Measure(bench, "testall");
        var file = JsonNode.Parse(File.ReadAllText(bench.Run["result.json"]))!;
        file["textFromImage"]!.AsArray().Select(q => q!["image"]!.GetValue<long>()).ShouldBe([31, 32, 33, 34, 35, 36]);
        file["textFromImage"]!.AsArray().ShouldAllBe(q => q!["captions"]!.AsArray().Count == 30);
        var texts = file["imageFromText"]!.AsArray();
        texts.Count.ShouldBe(30);
        texts.Count(q => q!["images"]![0]!.GetValue<long>() == q["image"]!.GetValue<long>()).ShouldBe(
            (int)Math.Round(30 * result.Metrics["image from text R@1"]));
        result.Metric.ShouldBe(result.Samples.Average(), 1e-9);
        result.Metric.ShouldBe(
            result.Metrics.Where(m => !m.Key.StartsWith("grouped", StringComparison.Ordinal)).Skip(1).Average(m => m.Value), 1e-12);
        result.Retrieval!.Count.ShouldBe(4);
    }

    [Fact]
    public void Five_folds_are_the_means_of_five_fifths()
    {
        const int Images = 20;
        const int Each = 2;
        var random = new Random(3);
        var scores = new float[Images * Images * Each];
        for (var i = 0; i < scores.Length; i++)
        {
            scores[i] = (float)random.NextDouble() + (i / (Images * Each) == i % (Images * Each) / Each ? 0.3f : 0);
        }

        var lines = MatchingResults.Of("testall", "mean recall", new ScoreMatrix(scores, Images, Each), folds: 5).Retrieval!.Where(r => r.Folds == 5).ToList();
        lines.Select(l => (l.Direction, l.Gallery)).ShouldBe([(RetrievalDirection.TextFromImage, 8L), (RetrievalDirection.ImageFromText, 4L)]);
        var folds = Enumerable.Range(0, 5).Select(f =>
        {
            var part = new List<float>();
            for (var image = f * 4; image < (f + 1) * 4; image++)
            {
                part.AddRange(scores.AsSpan((image * Images * Each) + (f * 8), 8));
            }

            return MatchingResults.Of("part", "mean recall", new ScoreMatrix(part.ToArray(), 4, Each), folds: 1);
        }).ToList();
        lines[0].RecallAt1.ShouldBe(folds.Average(f => f.Metrics["text from image R@1"]), 1e-12);
        lines[1].RecallAt1.ShouldBe(folds.Average(f => f.Metrics["image from text R@1"]), 1e-12);
        MatchingResults.Of("testall", "mean recall", new ScoreMatrix(scores, Images, Each), folds: 1).Retrieval!.ShouldAllBe(r => r.Folds == null);
    }

    private static SplitResult Measure(SentenceBench bench, string split)
    {
        using var task = bench.Task();
        using var random = new NetworkRandom(7);
        using var network = bench.Network(task, random);
        return task.Measure(network, task.Part(split), Blindfold.None, bench.Run["result.json"], bench.Run.Context());
    }
}
