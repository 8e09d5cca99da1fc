using Shouldly;
using Weft.Experiments.VisionLanguage;
using Weft.Testing;

namespace Weft.Tests.Experiments.VisionLanguage;

/// <summary>Nothing is chosen by the split that figures are measured on, and what cannot be a rival is none.</summary>
public sealed class SoundChoicesTests
{
    [Fact]
    public void Trials_are_judged_by_dev_where_another_split_is_the_test()
    {
        using var bench = new SentenceBench("vqa", make: folder => SmallSentences.Answers(folder, testAnswers: true));
        using var experiment = bench.Open();
        var (train, dev) = SentenceNetworks.TrialParts(experiment);
        train.Name.ShouldBe("train");
        dev!.Name.ShouldBe("val");
    }

    [Theory]
    [InlineData("train")]
    [InlineData("train+val")]
    public void Trials_never_see_the_split_that_figures_are_of(string split)
    {
        // The answers of test are not known, so figures are those of val.
        using var bench = new SentenceBench("vqa", s => s with { Split = split });
        using var experiment = bench.Open();
        var (train, dev) = SentenceNetworks.TrialParts(experiment);
        var all = experiment.Task.Part("train").Samples;
        train.Samples.Concat(dev!.Samples).Order().ShouldBe(all);
        train.Samples.Intersect(dev.Samples).ShouldBeEmpty();
        new SentenceNetworks(experiment).Try(new SentencePlan("search:1", "trial 1", SentenceBench.Genotype, 1), 1).DevMetric.ShouldNotBeNull();
    }

    [Fact]
    public void Reference_rules_judge_trials_by_dev_whatever_it_is()
    {
        using var bench = new SentenceBench(
            "vqa", s => s with { Compatibility = Compatibility.Reference }, folder => SmallSentences.Answers(folder, genome: true));
        using var experiment = bench.Open();
        SentenceNetworks.TrialParts(experiment).Dev!.Name.ShouldBe("val");
    }

    [Fact]
    public void Whoever_learns_from_what_is_measured_says_so()
    {
        using var alone = new SentenceBench("vgd", s => s with { Split = "train+val" }, folder =>
        {
            SmallSentences.Grounding(folder);
            File.Delete(Path.Combine(folder, "refcoco", "testA.json"));
            File.Delete(Path.Combine(folder, "refcoco", "testB.json"));
        });
        using (var task = alone.Task())
        {
            task.Remarks.ShouldContain(r => r.Contains("Networks learn from val", StringComparison.Ordinal));
        }

        using var usual = new SentenceBench("vgd", s => s with { Split = "train+val" });
        using var other = usual.Task();
        other.Remarks.ShouldNotContain(r => r.Contains("learn from", StringComparison.Ordinal));
    }

    [Fact]
    public void Grounding_has_no_rival_that_sees_no_region()
    {
        using var bench = new SentenceBench("vgd");
        using var task = bench.Task();
        task.Singles.ShouldHaveSingleItem().ShouldBe(("image", Blindfold.Text));
    }

    [Fact]
    public void Questions_without_answers_that_nobody_asked_for_are_no_split()
    {
        using var bench = new SentenceBench("vqa", make: folder =>
        {
            SmallSentences.Answers(folder, genome: true);
            File.Delete(Path.Combine(folder, "annotations", "VG_annotations.json"));
        });
        using var task = bench.Task();
        task.Splits.ShouldBe(["train", "val", "test"]);
        task.Facts["questions (train / val / test)"].ShouldBe("24 / 12 / 8");
    }
}
