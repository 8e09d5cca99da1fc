using Shouldly;
using Weft.Testing;

namespace Weft.EndToEnd;

/// <summary>What a person may get wrong with MmNas: one sentence, an exit code, and nothing left behind.</summary>
public sealed class MmNasBadInputTests
{
    [Fact]
    public async Task Regions_that_are_missing_or_damaged_are_told_together_before_anything_is_made()
    {
        using var folder = new TemporaryFolder();
        SentenceRun.Write("vqa", folder["data"]);
        File.Delete(folder["data/regions/train2014/COCO_train2014_000000000003.npz"]);
        var damaged = folder["data/regions/val2014/COCO_val2014_000000000024.npz"];
        Files.Truncate(damaged, 70);
        var result = await WeftProgram.RunAsync(SentenceRun.Search("vqa", folder["data"], folder["run"]));
        result.ExitCode.ShouldBe(1, result.Error);
        result.Error.ShouldContain("weft: 2 region files cannot be used:");
        result.Error.ShouldContain("image 3 has no file in ");
        result.Error.ShouldContain(damaged);
        result.Error.ShouldNotContain("   at ");
        Directory.Exists(folder["run"]).ShouldBeFalse();
    }

    [Fact]
    public async Task Names_and_options_that_do_not_fit_are_told()
    {
        using var folder = new TemporaryFolder();
        SentenceRun.Write("vqa", folder["data"]);
        var (data, run) = (folder["data"], folder["run"]);
        async Task Told(string[] arguments, int code, params string[] parts)
        {
            BadInputTests.Told(await WeftProgram.RunAsync(arguments), code, parts);
            Directory.Exists(run).ShouldBeFalse();
        }

        await Told(SentenceRun.Search("vqb", data, run), 2, "--task: MmNas has no 'vqb'");
        await Told(["search", "mmnas", "--data", data, "--run", run], 2, "--task is missing: name one of vqa, vgd, itm");
        await Told(SentenceRun.Search("vqa", data, run, "--split", "val"), 2, "split: 'val' is without train");
        await Told(SentenceRun.Search("vqa", data, run, "--strategy", "gate"), 2, "strategy: there is no 'gate'; did you mean 'gates'?");
        await Told(SentenceRun.Search("vqa", data, run, "--trials", "3"), 2, "--trials is for searches by trials, and gates search has none");
        await Told(SentenceRun.Search("vqa", data, run, "--set", "space.encoder=[self_att_17]"), 2, "space.encoder: there is no operation 'self_att_17'");
        await Told(SentenceRun.Search("vqa", data, run, "--set", "network.hidden=20"), 2, "network: 'self_att_16' does not fit");
        await Told(SentenceRun.Search("vqa", folder["none"], run), 1, folder["none"], "lacks v2_OpenEnded_mscoco_train2014_questions.json, ");
        var unknown = await WeftProgram.RunAsync(["search", "bmnas", "--task", "avmnist", "--data", data, "--run", run, "--model", "small"]);
        unknown.ExitCode.ShouldBe(2);
        unknown.Error.ShouldContain("weft: 'weft search bmnas' does not know '--model'");
        await Told(["train", "--task", "avmnist", "--data", data, "--run", run, "--genotype", "bmnas:ntu/paper", "--split", "train"], 2, "--split is for MmNas");
        await Told(["train", "--task", "vqa", "--data", data, "--run", run, "--genotype", "mmnas:vqa", "--model", "huge"], 2, "--model: there is no 'huge'");
        await Told(["train", "--task", "vqa", "--data", data, "--run", run, "--genotype", "mmnas:vqb"], 2, "mmnas:vqb");
        await Told(["train", "--task", "vqa", "--data", data, "--run", run], 2, "--genotype FILE or --from RUN is missing");
    }
}
