using System.Text.Json;
using Shouldly;
using Weft.Cdar;
using Weft.Search;
using Weft.Torch.Modules;

namespace Weft.Tests.Cdar;

public sealed class OptimizerGroupsTests
{
    [Theory]
    [InlineData("tsm18+DC+TSMHead fc_lr5=True", true)]
    [InlineData("tsm18+DC+TSMHead fc_lr5=False", false)]
    [InlineData("tsm18+TSMDINODAHead fc_lr5=False", false)]
    [InlineData("tsm18+TemporalLocalityAwareTSMHead fc_lr5=True", true)]
    public void MembersAreThePublishedOnes(string name, bool fastClassifier)
    {
        using var random = new NetworkRandom(1);
        using var network = new ResidualNames(random, name);
        var golden = GoldenCdar.Json("optim_groups.json", name);
        var members = OptimizerGroups.Members(network, fastClassifier, reference: true);
        var built = OptimizerGroups.Tsm(network, 0.001, 0.0001, fastClassifier, reference: true).ToDictionary(g => g.Name, StringComparer.Ordinal);
        string[] groups = ["first_conv_weight", "first_conv_bias", "weight", "bias", "bn", "lr5_weight", "lr10_bias"];
        foreach (var (group, expected) in groups.Zip(golden.GetProperty("groups").EnumerateArray()))
        {
            string[] names = [.. members.Where(m => m.Group == group).Select(m => m.Name)];
            names.Length.ShouldBe(expected.GetProperty("n").GetInt32(), group);
            names.Take(3).ShouldBe(Names(expected.GetProperty("first")));
            names.TakeLast(3).ShouldBe(Names(expected.GetProperty("last")));
            built.ContainsKey(group).ShouldBe(names.Length > 0);
            if (names.Length > 0)
            {
                built[group].LearningRate.ShouldBe(expected.GetProperty("lr").GetDouble(), 1e-12);
                built[group].WeightDecay.ShouldBe(expected.GetProperty("wd").GetDouble());
            }
        }

        network.NamedParameters().Select(p => p.Name).Except(members.Select(m => m.Name)).ShouldBe(Names(golden.GetProperty("missing")));
    }

    [Fact]
    public void SoundGroupsTrainEverything()
    {
        using var random = new NetworkRandom(1);
        foreach (var name in new[] { "TSMHead", "TSMDINODAHead", "TemporalLocalityAwareTSMHead" })
        {
            using var network = new ResidualNames(random, name);
            var members = OptimizerGroups.Members(network, fastClassifier: true, reference: false);
            members.Select(m => m.Name).ShouldBe(network.NamedParameters().Select(p => p.Name), ignoreOrder: true);
            if (name == "TSMDINODAHead")
            {
                members.Single(m => m.Name == "cls_head.last_layer.weight_v").Group.ShouldBe("lr5_weight");
                OptimizerGroups.Tsm(network, 1, 0).SelectMany(g => g.Parameters).ShouldNotContain(network.State()["cls_head.last_layer.weight_g"]);
            }
        }
    }

    [Fact]
    public void WithoutAHeadNoLayerIsTakenForTheClassifier()
    {
        using var random = new NetworkRandom(1);
        using var network = new ResidualNames(random, "none");
        OptimizerGroups.Members(network, fastClassifier: true, reference: false).ShouldNotContain(m => m.Group == "lr5_weight");
        OptimizerGroups.Members(network, fastClassifier: true, reference: true).ShouldContain(m => m.Group == "lr5_weight");
    }

    [Fact]
    public void FrozenParametersStayOut()
    {
        using var random = new NetworkRandom(1);
        using var network = new ResidualNames(random, "TSMHead");
        var frozen = network.State()["backbone.conv1.conv.weight"];
        frozen.RequiresGrad = false;
        var plain = OptimizerGroups.Plain(network, 0.1, 0.2).ShouldHaveSingleItem();
        plain.Parameters.Count.ShouldBe(network.Parameters().Length - 1);
        (plain.LearningRate, plain.WeightDecay).ShouldBe((0.1, 0.2));
        OptimizerGroups.Tsm(network, 0.1, 0).ShouldNotContain(g => g.Name == "first_conv_weight");
    }

    private static string[] Names(JsonElement array) => [.. array.EnumerateArray().Select(e => e.GetString()!)];

    private sealed class Parts : Module
    {
        public Parts(params (string Name, Module? Module)[] parts)
        {
            foreach (var (name, module) in parts)
            {
                if (module is not null)
                {
                    AddPart(name, module);
                }
            }
        }
    }

    /// <summary>A temporal shift network of 18 layers in name, 1 channel wide.</summary>
    private sealed class ResidualNames : Module
    {
        private readonly NetworkRandom random;

        public ResidualNames(NetworkRandom random, string name)
        {
            this.random = random;
            var layers = Enumerable.Range(1, 4).Select(i => ($"layer{i}", (Module?)new Parts(("0", Block(i > 1)), ("1", Block(false)))));
            AddPart("backbone", new Parts([("conv1", Unit(false)), .. layers]));
            if (name.Contains("DC") || name == "none")
            {
                AddPart("neck", new DomainClassifier(1, new() { Width = 1 }, random.Initial, random.Noise));
            }

            if (name != "none")
            {
                AddPart("cls_head", Head(name));
            }
        }

        private Module Head(string name) => name switch
        {
            _ when name.Contains("DINO") => new DinoHead(1, new() { Hidden = 1, Bottleneck = 1, Out = 2 }, random.Initial),
            _ when name.Contains("Locality") => new Parts(
                ("norm2_local", new LayerNorm([1])),
                ("mlp_local", new Parts(("ffn0", Linear()), ("ffn1", Linear()))),
                ("norm2_global", new LayerNorm([1])),
                ("mlp_global", new Parts(("ffn0", Linear()), ("ffn1", Linear()))),
                ("fc_tl_aware_cls", Linear())),
            _ => new ClassHead(HeadKind.Tsm, 1, 2, 0.5, random.Initial, random.Noise),
        };

        private Linear Linear() => new(1, 1, random.Initial);

        private Parts Block(bool downsamples) =>
            new(("conv1", Unit(true)), ("conv2", Unit(false)), ("downsample", downsamples ? Unit(false) : null));

        private Parts Unit(bool shifted)
        {
            var convolution = new Convolution(1, 1, [1, 1], random.Initial, withBias: false);
            return new(("conv", shifted ? new Parts(("net", convolution)) : convolution), ("bn", new BatchNorm(1)));
        }
    }
}
