using System.Text.Json.Nodes;
using Shouldly;
using Weft.Experiments;
using Weft.Experiments.VisionLanguage;
using Weft.MmNas;
using Weft.Search;
using Weft.Studies;
using Weft.Testing;
using Weft.Torch;

namespace Weft.Tests.Experiments.VisionLanguage;

/// <summary>Whole runs without the command line: search, training, measuring, report.</summary>
public sealed class MmNasRunTests
{
    [Theory]
    [InlineData("vqa", GateMode.Full, "val", "accuracy")]
    [InlineData("vgd", GateMode.Two, "testA", "accuracy")]
    [InlineData("itm", GateMode.Full, "test", "mean recall")]
    public void A_search_by_gates_ends_in_a_report(string name, GateMode mode, string split, string metric)
    {
        using var bench = new SentenceBench(name, s => s with { Search = s.Search with { Mode = mode } });
        MmNasChecks.Check(bench.Settings);
        using var experiment = bench.Open();
        var report = MmNasRun.Search(experiment, searchOnly: false)!;

        var genotype = MmNasGenotypeReader.Read(File.ReadAllText(bench.Run[RunFolder.GenotypeName]), "found");
        MmNasChecks.Space(bench.Settings).Parse(genotype.ToJson(), "found").ShouldBe(genotype);
        report.GenotypeHash.ShouldBe(((IGenotype)genotype).Hash);
        report.Architecture!.Columns!.Count.ShouldBe(2);
        report.Test!.Keys.First().ShouldBe(metric);
        report.Dev!.Keys.ShouldBe([metric]);
        report.Baselines!.Select(b => b.Name).ShouldBe(name switch
        {
            "vqa" => ["single:text", "single:image", "late-fusion", "random-search", "found"],
            "vgd" => ["single:image", "late-fusion", "random-search", "found"],
            _ => ["late-fusion", "random-search", "found"],
        });
        report.Differences!.Count.ShouldBe(report.Baselines!.Count - 1);
        report.Examples!.Count.ShouldBeGreaterThan(3);
        report.Types.ShouldBe(name == "vqa" ? report.Types : null);
        (report.Types is not null).ShouldBe(name == "vqa");
        (report.Retrieval is not null).ShouldBe(name == "itm");
        (report.Splits?.Select(s => s.Name)).ShouldBe(name switch { "vgd" => ["testA", "testB"], "itm" => ["test", "testall"], _ => null });
        report.Seed.ShouldBe(5UL);
        Directory.Exists(bench.Run["checkpoints/search"]).ShouldBeFalse();

        File.Exists(bench.Run[$"results/found-5.{split}.json"]).ShouldBeTrue();
        bench.Run.Events.Count(e => e is { Stage: "search", Event: "probabilities" }).ShouldBe(2);

        // Whoever asks again gets the same without training.
        var events = bench.Run.Events.Count;
        JsonNode.DeepEquals(
            System.Text.Json.JsonSerializer.SerializeToNode(MmNasRun.Search(experiment, searchOnly: false)!.Test), System.Text.Json.JsonSerializer.SerializeToNode(report.Test))
            .ShouldBeTrue();
        bench.Run.Events.Skip(events).ShouldAllBe(e => e.Event == "remark");
    }

    [Theory]
    [InlineData(Compatibility.Sound, null, false)]
    [InlineData(Compatibility.Sound, AlphaStart.Prior, true)]
    [InlineData(Compatibility.Reference, null, true)]
    [InlineData(Compatibility.Reference, AlphaStart.Normal, false)]
    public void The_architecture_begins_as_asked(Compatibility compatibility, AlphaStart? start, bool prior)
    {
        using var bench = new SentenceBench("vqa", Settings, folder => SmallSentences.Answers(folder, genome: true));
        using var experiment = bench.Open();
        MmNasRun.Search(experiment, searchOnly: true).ShouldBeNull();
        var events = bench.Run.Events.Where(e => e.Event == "probabilities").ToList();

        // Published searches go on to their last epoch.
        events.Count.ShouldBe(compatibility == Compatibility.Sound ? 3 : 4);
        foreach (var group in events[0].Probabilities!)
        {
            var expected = prior ? (group.Values.Count == 2 ? 0.8808 : 0.7112) : 1.0 / group.Values.Count;
            group.Values.Max().ShouldBe(expected, 2e-3, group.Title);
        }

        MmNasSettings Settings(MmNasSettings s) => s with
        {
            Compatibility = compatibility,
            Search = s.Search with { AlphaStart = start, Epochs = 4, WarmupEpochs = 1, StopAfter = 2, ArchitectureRate = 1e-7 },
        };
    }

    [Theory]
    [InlineData("random", false)]
    [InlineData("evolution", false)]
    [InlineData("surrogate", true)]
    public void Other_strategies_search_the_space_by_trials(string strategy, bool shorter)
    {
        using var bench = new SentenceBench("vgd", s => s with
        {
            Strategy = strategy,
            Space = s.Space with { Shorter = shorter },
            Trials = s.Trials with { Count = 5, Candidates = 2 },
            Retrain = s.Retrain with { Epochs = 1 },
            Baselines = new SentenceBaselineSettings { Enabled = false },
            Evolution = s.Evolution with { Population = 3, StepSize = 2, Tournament = 2 },
        });
        MmNasChecks.Check(bench.Settings);
        using var experiment = bench.Open();
        var report = MmNasRun.Search(experiment, searchOnly: false)!;
        report.Search!.Strategy.ShouldBe(strategy);
        report.Search.Trials.Count.ShouldBe(5);
        using var study = StudyStorages.Open(bench.Run.Context().Folder, bench.Run.Time);
        var trials = study.Trials();
        trials.ShouldAllBe(t => t.State == TrialState.Done);
        var space = MmNasChecks.Space(bench.Settings);
        trials.Select(t => ((MmNasGenotype)space.Parse(t.Proposal.Genotype, "trial")).Encoder.Length).Min().ShouldBe(shorter ? 1 : 2);
        Directory.GetFiles(bench.Run["networks"], "candidate-*").Length.ShouldBe(2);
    }

    [Theory]
    [InlineData("vqa", "test", 0)]
    [InlineData("vgd", "testB", 1)]
    [InlineData("itm", "dev", 1)]
    public void Trained_networks_are_measured_again_on_any_split(string name, string split, int metrics)
    {
        using var bench = new SentenceBench(name, s => s with { Kind = "train" });
        using var experiment = bench.Open();
        Should.Throw<UsageException>(() => MmNasRun.Test(experiment, split)).Message.ShouldContain("has no trained network yet");
        var report = MmNasRun.Train(experiment, SentenceBench.Genotype, "given");
        report.Baselines!.Select(b => b.Name).ShouldBe(["found"]);
        report.SearchSeconds.ShouldBeNull();

        var (stage, result, file) = MmNasRun.Test(experiment, split).ShouldHaveSingleItem();
        (stage, result.Split).ShouldBe(("found:5", split));
        Math.Min(1, result.Metrics.Count).ShouldBe(metrics);
        File.Exists(file).ShouldBeTrue();
        var again = MmNasRun.Test(experiment, null);
        again[0].Result.Metric.ShouldBe(report.Test!.Values.First(), 1e-12);
        Should.Throw<UsageException>(() => MmNasRun.Test(experiment, "testC")).Message.ShouldContain("'testC'");

        var other = MmNasGenotype.Of(["feed_forward"], ["feed_forward"]);
        Should.Throw<UsageException>(() => MmNasRun.Train(experiment, other, "other.json")).Message.ShouldContain("is another genotype than other.json");
    }

    [Fact]
    public void Test_without_annotations_gives_a_file_and_no_figure()
    {
        using var bench = new SentenceBench("vqa", s => s with { Kind = "train", Split = "train+val", Baselines = new() { Enabled = true, RandomNetworks = 2 } });
        MmNasChecks.Check(bench.Settings, SentenceBench.Genotype);
        using (var experiment = bench.Open())
        {
            var report = MmNasRun.Train(experiment, SentenceBench.Genotype, "given");
            report.Test.ShouldBeNull();
            report.Dev.ShouldBeNull();
            report.Baselines.ShouldBeNull();
            report.Types.ShouldBeNull();
            report.Examples!.ShouldAllBe(e => e.Right == null);
            report.Remarks!.ShouldContain("The answers of test are not known here: its result file goes to those who judge it.");
        }

        JsonNode.Parse(File.ReadAllText(bench.Run["results/found-5.test.json"]))!.AsArray().Count.ShouldBe(8);

        // Its results are found again without a figure too.
        using var resumed = bench.Open();
        MmNasRun.Train(resumed, null, "itself").Test.ShouldBeNull();
    }

    [Fact]
    public void The_best_epoch_is_kept_only_where_dev_is_not_what_is_reported()
    {
        bool Keeps(Func<MmNasSettings, MmNasSettings> change, bool answers)
        {
            using var bench = new SentenceBench("vqa", change, folder => SmallSentences.Answers(folder, testAnswers: answers, genome: true));
            using var experiment = bench.Open();
            return experiment.KeepsBest;
        }

        Keeps(s => s, answers: true).ShouldBeTrue();
        Keeps(s => s, answers: false).ShouldBeFalse("val is what is reported");
        Keeps(s => s with { Retrain = s.Retrain with { Choose = EpochChoice.Best } }, answers: false).ShouldBeTrue();
        Keeps(s => s with { Retrain = s.Retrain with { Choose = EpochChoice.Last } }, answers: true).ShouldBeFalse();
        Keeps(s => s with { Compatibility = Compatibility.Reference }, answers: true).ShouldBeFalse();
        Keeps(s => s with { Split = "train+val" }, answers: true).ShouldBeFalse();
    }

    [Fact]
    public void Published_rules_train_grounding_beside_its_rivals()
    {
        using var bench = new SentenceBench("vgd", s => s with
        {
            Compatibility = Compatibility.Reference,
            Retrain = s.Retrain with { Epochs = 1 },
            Baselines = new() { Enabled = true, RandomNetworks = 1 },
        });
        using var experiment = bench.Open();
        var report = MmNasRun.Train(experiment, SentenceBench.Genotype, "given");
        report.Compatibility.ShouldBe("reference");
        report.Baselines!.Select(b => b.Name).ShouldBe(["single:image", "late-fusion", "random-search", "found"]);
    }

    [Theory]
    [InlineData("vgd")]
    [InlineData("itm")]
    public void A_training_that_diverges_says_so(string name)
    {
        using var bench = new SentenceBench(name, s => s with { Kind = "train", Retrain = s.Retrain with { Rate = 9.9, Clip = 0, WarmupEpochs = 0, Epochs = 400 } });
        foreach (var path in Directory.GetFiles(bench.Data, "*.npz", SearchOption.AllDirectories))
        {
            var file = Weft.Data.Regions.RegionFile.Read(path);
            Weft.Data.Regions.RegionFileWriter.Write(path, file with { Features = [.. file.Features.Select(f => f * 1e37f)] });
        }

        using var experiment = bench.Open();
        Should.Throw<Weft.Training.DivergedException>(() => MmNasRun.Train(experiment, SentenceBench.Genotype, "given")).Message
            .ShouldStartWith("found:5: the loss is ");
    }

    [Theory]
    [InlineData("vqa", 21)]
    [InlineData("vgd", 31)]
    [InlineData("itm", 31)]
    public void Pictures_of_examples_go_into_the_run_folder(string name, int image)
    {
        using var bench = new SentenceBench(name, s => s with { Kind = "train", Retrain = s.Retrain with { Epochs = 1 } });
        Directory.CreateDirectory(bench["images"]);
        File.WriteAllBytes(bench[$"images/COCO_val2014_{image:D12}.png"], [1, 2, 3]);
        using var experiment = bench.Open();
        var report = MmNasRun.Train(experiment, SentenceBench.Genotype, "given");
        report.Examples!.Select(e => e.Picture).Concat(report.Examples!.SelectMany(e => e.Matches ?? []).Select(m => m.Picture))
            .ShouldContain($"examples/{image}.png");
        File.ReadAllBytes(bench.Run[$"examples/{image}.png"]).ShouldBe([1, 2, 3]);

        // Found again as they were kept.
        MmNasRun.Train(experiment, null, "itself").Examples!.Select(e => e.Picture).ShouldBe(report.Examples!.Select(e => e.Picture));
    }

    [Fact]
    public void Word_vectors_set_the_width_and_the_beginning()
    {
        using var bench = new SentenceBench("vqa");
        File.WriteAllText(bench["glove.txt"], "ball 1 2 3\nred 4 5 6\nnever 7 8 9\n");
        using var task = SentenceTasks.Open(bench.Settings with { Files = bench.Settings.Files with { WordVectors = bench["glove.txt"] } });
        task.Fit(SentenceBench.Sizes).WordWidth.ShouldBe(3);
        using var scope = new TensorScope();
        var words = task.InitialWords(1)!.ToArray<float>();
        words.AsSpan(3 * (int)task.Vocabulary.IdOf("red"), 3).ToArray().ShouldBe([4f, 5, 6]);
        task.InitialWords(1)!.ToArray<float>().ShouldBe(words);
    }
}
