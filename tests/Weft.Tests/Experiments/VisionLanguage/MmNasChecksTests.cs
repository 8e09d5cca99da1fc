using Shouldly;
using Weft.Experiments.VisionLanguage;
using Weft.MmNas;
using Weft.Testing;
using Weft.Torch;

namespace Weft.Tests.Experiments.VisionLanguage;

/// <summary>What is said before anything is written.</summary>
public sealed class MmNasChecksTests
{
    [Fact]
    public void Missing_annotations_are_told_together()
    {
        using var bench = new SentenceBench("vqa", s => s with { Split = "train+val+vg" });
        File.Delete(bench["annotations/v2_mscoco_val2014_annotations.json"]);
        Should.Throw<WeftException>(() => MmNasChecks.Check(bench.Settings)).Message.ShouldBe(
            $"{bench.Data}: lacks v2_mscoco_val2014_annotations.json, VG_questions.json, VG_annotations.json (in it or in its folder 'annotations'); "
            + "fetch or write them there");
    }

    [Theory]
    [InlineData("vqa", "regions/train2014/COCO_train2014_", "regions/val2014/COCO_val2014_")]
    [InlineData("vgd", "regions/COCO_train2014_", "regions/COCO_train2014_")]
    [InlineData("itm", "regions/COCO_val2014_", "regions/COCO_val2014_")]
    public void Missing_and_damaged_regions_are_told_together(string name, string train, string dev)
    {
        using var bench = new SentenceBench(name);
        var (missing, damaged, narrow) = (bench[$"{train}000000000002.npz"], bench[$"{dev}000000000022.npz"], bench[$"{train}000000000005.npz"]);
        File.Delete(missing);
        File.WriteAllBytes(damaged, File.ReadAllBytes(damaged)[..60]);
        SmallSentences.Regions(Path.GetDirectoryName(narrow)!, Path.GetFileName(train), 5, 1, width: 7);
        var message = Should.Throw<WeftException>(() => MmNasChecks.Check(bench.Settings)).Message;
        message.ShouldContain("image 2 has no file in ");
        message.ShouldContain(damaged);
        message.ShouldContain($"{narrow}: has 7 numbers for each region, but most files 8");

        // What was looked through when a run began is not looked through again.
        MmNasChecks.Check(bench.Settings, resumes: true);
    }

    [Fact]
    public void An_absent_first_image_is_told_like_any_other()
    {
        using var bench = new SentenceBench("vqa");
        File.Delete(bench["regions/train2014/COCO_train2014_000000000001.npz"]);
        File.Delete(bench["regions/train2014/COCO_train2014_000000000003.npz"]);
        var message = Should.Throw<WeftException>(() => MmNasChecks.Check(bench.Settings)).Message;
        message.ShouldContain("image 1 has no file in ");
        message.ShouldContain("image 3 has no file in ");
    }

    public static TheoryData<string, Func<MmNasSettings, MmNasSettings>, string> Wrong => new()
    {
        { "vqa", s => s with { Split = "train+vel" }, "split: there is no 'vel'; train on train, train+val or train+val+vg." },
        { "vqa", s => s with { Split = "val" }, "split: " },
        { "vqa", s => s with { Split = "train+vg" }, "lacks VG_questions.json, VG_annotations.json (in it or in its folder 'annotations')" },
        { "vqa", s => s with { Split = "train+test" }, "split: networks would learn from test, on which they are measured; " },
        { "vgd", s => s with { Split = "testA" }, "split: networks would learn from testA, on which they are measured; " },
        { "vgd", s => s with { Split = "train+vel" }, "The grounding data have no split 'vel'; there are train, val, testA, testB." },
        { "itm", s => s with { Split = "trian" }, "The captions have no split 'trian'; there are train, dev, test, testall." },
        { "itm", s => s with { Split = "train+dev" }, "split: train+dev joins splits of captions; image-text matching trains on one, such as train." },
        { "vgd", s => s with { Dataset = "refcocog" }, "there is no refcocog/{" },
        { "itm", s => s with { Dataset = "flickr" }, "there is no f30k_precomp/{" },
        { "vqa", s => s with { Task = "vqb" }, "task: MmNas has no 'vqb'; did you mean 'vqa'? There are vqa, vgd, itm" },
        { "vqa", s => s with { Strategy = "evolutoin" }, "strategy: there is no 'evolutoin'; did you mean 'evolution'? There are gates, " },
        { "vqa", s => s with { Strategy = "surrogate" }, "has only with space.shorter=true; set it, or take random or evolution." },
        { "vqa", s => s with { Space = s.Space with { Encoder = new(["self_at_16"]) } }, "space.encoder: there is no operation 'self_at_16'; did you mean 'self_att_16'?" },
        { "vqa", s => s with { Space = s.Space with { Encoder = new(["guided_att_16"]) } }, "space.encoder: 'guided_att_16' cannot stand in the encoder" },
        { "vqa", s => s with { Space = s.Space with { Decoder = new([]) } }, "space.decoder is empty: name the operations to choose from." },
        { "vqa", s => s with { Search = s.Search with { Network = s.Search.Network with { Hidden = 24 } } }, "search.network: 'self_att_16' does not fit: " },
        { "vqa", s => s with { Network = s.Network with { Hidden = 24 } }, "network: 'self_att_16' does not fit: " },
        { "vqa", s => s with { Device = "gpu" }, "gpu" },
        { "vqa", s => s with { Data = "/nowhere/at/all" }, "/nowhere/at/all: lacks v2_OpenEnded_mscoco_train2014_questions.json, v2_mscoco_train2014_annotations.json" },
        { "vgd", s => s with { Data = "/nowhere/at/all" }, "/nowhere/at/all: the folder of the grounding data is not there" },
    };

    [Theory]
    [MemberData(nameof(Wrong), DisableDiscoveryEnumeration = true)]
    public void What_is_wrong_is_said(string name, Func<MmNasSettings, MmNasSettings> change, string message)
    {
        using var bench = new SentenceBench(name, change);
        Should.Throw<WeftException>(() => MmNasChecks.Check(bench.Settings)).Message.ShouldContain(message);
    }

    [Fact]
    public void A_genotype_must_fit_the_network_and_its_rivals_too()
    {
        using var bench = new SentenceBench("vqa", s => s with { Kind = "train", Space = new BlockPoolSettings() });
        MmNasChecks.Check(bench.Settings, SentenceBench.Genotype);
        Should.Throw<UsageException>(() => MmNasChecks.Check(bench.Settings, MmNasGenotype.Of(["self_att_64"], ["feed_forward"]))).Message
            .ShouldStartWith("network: 'self_att_64' does not fit: ");

        // Going on, no genotype is named, and what rivals would have been made of plays no part.
        MmNasChecks.Check(bench.Settings, null, resumes: true);

        // Rivals are networks of the space: it is told now that they cannot be built, not after the first training.
        Should.Throw<UsageException>(() => MmNasChecks.Check(bench.Settings with { Baselines = new() { Enabled = true } }, SentenceBench.Genotype)).Message
            .ShouldStartWith("network: 'self_att_64' does not fit: ");
    }
}
