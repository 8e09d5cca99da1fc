using Shouldly;
using Weft.Data.Regions;
using Weft.Experiments.Trials;
using Weft.Experiments.VisionLanguage;
using Weft.Studies;
using Weft.Tests.Experiments.VisionLanguage;
using Weft.Torch;

namespace Weft.Tests.Experiments.Trials;

public sealed class TrialStudyTests
{
    [Theory]
    [InlineData("seed", "another search")]
    [InlineData("strategy", "another search")]
    [InlineData("data", "other data")]
    public void A_study_of_something_else_is_refused(string what, string problem)
    {
        using var bench = new SentenceBench("vgd", Random);
        using (var experiment = bench.Open())
        {
            MmNasRun.Search(experiment, searchOnly: true).ShouldBeNull();
        }

        var other = what switch
        {
            "seed" => bench.Settings with { Seed = 6 },
            "strategy" => bench.Settings with { Strategy = "evolution" },
            _ => bench.Settings,
        };
        if (what is "data")
        {
            File.AppendAllText(bench["refcoco/train.json"], "\n");
        }

        using var again = new MmNasExperiment(other, bench.Run.Context());
        Should.Throw<UsageException>(() => MmNasRun.Search(again, searchOnly: true)).Message.ShouldBe(
            $"{bench.Run[TrialStudy.FileName]} is a study of {problem}: its scores would not compare. Begin another run.");
    }

    [Fact]
    public void An_empty_study_begins_anew_and_says_so()
    {
        using var bench = new SentenceBench("vgd", Random);
        File.WriteAllBytes(bench.Run[TrialStudy.FileName], []);
        using var experiment = bench.Open();
        MmNasRun.Search(experiment, searchOnly: true);
        experiment.Remarks()!.ShouldContain("study.db was empty, so its search begins anew.");
        using var study = StudyStorages.Open(bench.Run.Context().Folder, bench.Run.Time);
        study.Trials().Count.ShouldBe(3);
    }

    [Fact]
    public void Trials_that_all_diverge_are_told_with_what_to_do()
    {
        using var bench = new SentenceBench("vgd", Random);
        foreach (var path in Directory.GetFiles(bench.Data, "*.npz", SearchOption.AllDirectories))
        {
            var file = RegionFile.Read(path);
            RegionFileWriter.Write(path, file with { Features = [.. file.Features.Select(f => f * 1e38f)] });
        }

        using var experiment = bench.Open();
        var message = Should.Throw<WeftException>(() => MmNasRun.Search(experiment, searchOnly: true)).Message;
        message.ShouldStartWith($"{bench.Run[TrialStudy.FileName]}: none of 3 trials gave a score (search:1: the loss is ");
        message.ShouldEndWith("; lower retrain.rate, or look at the data.");
    }

    private static MmNasSettings Random(MmNasSettings settings) => settings with { Strategy = "random", Trials = settings.Trials with { Count = 3 } };
}
