using System.Text.Json.Nodes;
using Shouldly;
using Weft.Data.Regions;
using Weft.Experiments.VisionLanguage;
using Weft.Testing;

namespace Weft.Tests.Experiments.VisionLanguage;

/// <summary>A person's own data: no pictures, any number and width of candidates, any language.</summary>
public sealed class OwnDataTests
{
    private static readonly string[][] Sentences =
    [
        ["红色的球", "在", "左边"], ["الكرة", "الحمراء"], ["लाल", "गेंद", "कहाँ"], ["the", "one", "behind", "it"],
    ];

    [Fact]
    public void Grounding_needs_no_pictures_and_takes_any_number_and_width_of_candidates()
    {
        using var bench = new SentenceBench(
            "vgd", s => s with { Retrain = s.Retrain with { Epochs = 1 } },
            folder => SmallSentences.Grounding(folder, pictures: false, width: 5, words: region => Sentences[region % 4]));
        MmNasChecks.Check(bench.Settings);
        using var experiment = bench.Open();
        experiment.Task.RegionWidth.ShouldBe(5);
        experiment.Task.Vocabulary.Words.ShouldContain("الحمراء");
        var report = MmNasRun.Search(experiment, searchOnly: false)!;
        report.Test!["accuracy"].ShouldBeInRange(0, 1);
        report.Examples!.ShouldAllBe(e => e.Picture == null && e.Boxes!.Count == 2);
        report.Examples!.Select(e => e.Text).ShouldContain("लाल गेंद कहाँ");
        JsonNode.Parse(File.ReadAllText(bench.Run["results/found-5.testA.json"]))!.AsArray().Count.ShouldBe(8);
    }

    [Fact]
    public void Questions_in_any_language_are_searched_and_shown()
    {
        string[] questions = ["球是红色的吗？", "ما لون الطائرة الورقية؟", "बिल्ली यहाँ है?", "Wie viele Bäume?"];
        using var bench = new SentenceBench("vqa", s => s with { Retrain = s.Retrain with { Epochs = 1 } }, folder => SmallSentences.Answers(folder, ask: q => questions[q % 4]));
        using var experiment = bench.Open();
        experiment.Task.Vocabulary.Words.ShouldContain("बिल्ली");
        experiment.Task.Vocabulary.Words.ShouldContain("bäume");
        var report = MmNasRun.Search(experiment, searchOnly: false)!;
        report.Examples!.Select(e => e.Text).Distinct().ShouldBeSubsetOf(questions);
        File.ReadAllText(bench.Run["report.json"]).Length.ShouldBeGreaterThan(1000);
    }

    [Fact]
    public void The_original_references_are_read_as_they_are()
    {
        var references = TestPaths.Fixture("refs/refcoco/refs(unc).p");
        Assert.SkipUnless(references is not null, "fixtures/refs beside the repository absent: skipped");
        using var bench = new SentenceBench("vgd", s => s with { Kind = "train", Retrain = s.Retrain with { Epochs = 1, BatchSize = 4 } }, folder =>
        {
            var source = Path.GetDirectoryName(Path.GetDirectoryName(references))!;
            Directory.CreateDirectory(Path.Combine(folder, "refcoco"));
            foreach (var path in Directory.GetFiles(source, "*", SearchOption.AllDirectories))
            {
                File.Copy(path, Path.Combine(folder, Path.GetRelativePath(source, path)));
            }

            // Four of its twelve images have regions.
            var width = RegionFile.Read(Directory.GetFiles(source, "*.npz")[0]).Width;
            for (var image = 1000; image < 1012; image++)
            {
                if (!File.Exists(Path.Combine(folder, $"COCO_train2014_{image:D12}.jpg.npz")))
                {
                    SmallSentences.Regions(folder, "COCO_train2014_", image, 1, width);
                }
            }
        });
        MmNasChecks.Check(bench.Settings, SentenceBench.Genotype);
        using var experiment = bench.Open();
        experiment.Task.Splits.ShouldContain("train");
        MmNasRun.Train(experiment, SentenceBench.Genotype, "given").Test!["accuracy"].ShouldBeInRange(0, 1);
    }
}
