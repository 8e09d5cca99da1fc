using Shouldly;
using Weft.Experiments.VisionLanguage;
using Weft.Search.Strategies;
using Weft.Torch;

namespace Weft.Tests.Experiments.VisionLanguage;

/// <summary>What is wrong with a run is said before anything is trained.</summary>
public sealed class MmNasChecksOfSearchesTests
{
    [Fact]
    public void Settings_that_fit_pass()
    {
        foreach (var task in (string[])["vqa", "vgd", "itm"])
        {
            using var bench = new SentenceBench(task);
            Should.NotThrow(() => MmNasChecks.Check(bench.Settings));
        }
    }

    [Theory]
    [InlineData("vqa", "train+test")]
    [InlineData("vgd", "train+testA")]
    [InlineData("itm", "test")]
    public void Nobody_trains_on_a_test_split(string task, string split)
    {
        using var bench = new SentenceBench(task, s => s with { Split = split });
        Should.Throw<UsageException>(() => MmNasChecks.Check(bench.Settings)).Message.ShouldContain("on which they are measured");
    }

    [Fact]
    public void A_search_whose_warm_up_never_ends_is_refused()
    {
        using var bench = new SentenceBench("vqa", s => s with { Search = s.Search with { Epochs = 5, WarmupEpochs = 20 } });
        Should.Throw<UsageException>(() => MmNasChecks.Check(bench.Settings)).Message.ShouldContain("search.warmupEpochs: the search has 5 epochs");
    }

    [Theory]
    [InlineData(Compatibility.Sound, 3)]
    [InlineData(Compatibility.Reference, 2)]
    public void A_search_whose_architecture_never_takes_a_step_is_refused(Compatibility rules, int most)
    {
        // Of 24 questions 18 or 19 are of the weights' part, in batches of 8.
        using var bench = new SentenceBench(
            "vqa",
            s => s with { Compatibility = rules, Search = s.Search with { Every = most } },
            folder => Weft.Testing.SmallSentences.Answers(folder, genome: true));
        Should.NotThrow(() => MmNasChecks.Check(bench.Settings));
        var more = bench.Settings with { Search = bench.Settings.Search with { Every = most + 1 } };
        Should.Throw<UsageException>(() => MmNasChecks.Check(more)).Message.ShouldContain($"has {most} steps");
    }

    [Fact]
    public void Trials_need_a_dev_split_under_reference_rules()
    {
        using var bench = new SentenceBench(
            "vgd", s => s with { Compatibility = Compatibility.Reference, Strategy = RandomStrategy.StrategyName, Split = "train+val" });
        Should.Throw<UsageException>(() => MmNasChecks.Check(bench.Settings)).Message.ShouldContain("trials are compared on dev");
    }

    [Fact]
    public void More_hard_negatives_than_are_drawn_are_refused_by_name()
    {
        using var bench = new SentenceBench("itm", s => s with { Matching = s.Matching with { SearchRandomNegatives = 1 } });
        Should.Throw<UsageException>(() => MmNasChecks.Check(bench.Settings)).Message.ShouldContain("matching.hardNegatives is 2, but only 1 are drawn");
    }

    [Fact]
    public void A_contrastive_loss_in_parts_is_refused()
    {
        using var bench = new SentenceBench(
            "itm", s => s with { Matching = s.Matching with { Loss = MatchingLoss.Contrastive }, Retrain = s.Retrain with { Accumulate = 2 } });
        Should.Throw<UsageException>(() => MmNasChecks.Check(bench.Settings)).Message.ShouldContain("cannot be computed in parts");
    }

    [Fact]
    public void Word_vectors_that_are_not_there_are_missed_at_once()
    {
        using var bench = new SentenceBench("vqa", s => s with { Files = s.Files with { WordVectors = "/nowhere/glove.txt" } });
        Should.Throw<UsageException>(() => MmNasChecks.Check(bench.Settings)).Message.ShouldContain("/nowhere/glove.txt is not there");
    }
}
