using Shouldly;
using Weft.Experiments;
using Weft.Experiments.VisionLanguage;
using Weft.MmNas;
using Weft.Settings;
using Weft.Testing;
using Weft.Torch;

namespace Weft.Tests.Experiments;

public sealed class RunKindsTests
{
    [Fact]
    public void Settings_come_back_as_those_of_their_method()
    {
        var settings = new MmNasSettings
        {
            Task = "vqa",
            Data = "/data",
            Split = "train+val",
            Network = MmNasSizes.Large,
            Space = new BlockPoolSettings { Encoder = new(["gelu", "feed_forward"]), Shorter = true },
            Search = new OneShotSettings { Mode = GateMode.Two, AlphaStart = AlphaStart.Prior },
            Matching = new MatchingSettings { Loss = MatchingLoss.Contrastive },
            Baselines = new SentenceBaselineSettings { Enabled = false },
        };
        var back = RunKinds.ReadText(SettingsWriter.ToYaml(settings), "config.yaml").ShouldBeOfType<MmNasSettings>();
        SettingsWriter.ToYaml(back).ShouldBe(SettingsWriter.ToYaml(settings));
        (back.Split, back.Search.Mode, back.Search.AlphaStart, back.Matching.Loss, back.Baselines.Enabled)
            .ShouldBe(("train+val", GateMode.Two, AlphaStart.Prior, MatchingLoss.Contrastive, false));
        back.Space.Encoder.ShouldBe(["gelu", "feed_forward"]);
        RunKinds.ReadText("method: glad-blend\n", "config.yaml").ShouldBeOfType<Weft.Experiments.Adaptation.AdaptationSettings>();
        RunKinds.ReadText("method: mfas\n", "config.yaml").ShouldBeOfType<FusionSettings>().Method.ShouldBe("mfas");
    }

    [Theory]
    [InlineData("method: {mmnas\n", "config.yaml line 2: ", "not valid YAML")]
    [InlineData("method: mmnas\nretrain: {epoch: 3}\n", "config.yaml line 2: ", "did you mean 'retrain.epochs'?")]
    [InlineData("method: mmnas\nmfas: {rows: 3}\n", "config.yaml line 2: ", "mfas")]
    [InlineData("method: mmnas\nsearch: {mode: three}\n", "config.yaml line 2: ", "full")]
    public void What_no_method_has_is_told(string yaml, string place, string problem)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["config.yaml"], yaml);
        var message = Should.Throw<WeftException>(() => RunKinds.Read(folder["config.yaml"])).Message;
        message.ShouldContain(place);
        message.ShouldContain(problem);
    }

    [Fact]
    public void A_run_of_another_kind_is_told()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["config.yaml"], SettingsWriter.ToYaml(new MmNasSettings { Task = "vqa", Data = "/data" }));
        Should.Throw<UsageException>(() => RunFolder.Load<FusionSettings>(folder.Path)).Message.ShouldBe(
            $"{folder.Path} holds a run of mmnas: go on with it by the command that began it.");
    }
}
