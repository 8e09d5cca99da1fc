using System.Globalization;
using Shouldly;
using Weft.Cdar;
using Weft.Cdar.Methods;
using Weft.Encoders.Clips;
using Weft.Search;
using Weft.Testing;
using Weft.Torch;

namespace Weft.Tests.Cdar.Methods;

public sealed class GladTests
{
    [Theory]
    [InlineData("lngn2d")]
    [InlineData("lngn2d_cop")]
    [InlineData("lngn3d")]
    [InlineData("split2d")]
    public void AStepAndATestAgreeWithThePublishedOnes(string name)
    {
        using var scope = new TensorScope();
        using var random = new NetworkRandom(1);
        var golden = GoldenCdar.Json("glad_e2e.json", name);
        using var arrays = GoldenCdar.File("glad_e2e.npz");
        using var glad = Build(name, random);
        GoldenCdar.Fill(glad, [.. golden.GetProperty("param_order").EnumerateArray().Select(e => e.GetString()!)]);
        if (name == "lngn2d_cop")
        {
            long[] orders = [.. golden.GetProperty("cop_labels").EnumerateArray().Select(e => e.GetInt64())];
            glad.Order!.Given = _ => Tensor.From(orders, orders.Length);
        }

        var (source, target) = (Views(name, 21), Views(name, 22));
        var loss = glad.Loss(
            new(source, Tensor.From([0L, 1, 2], 3)), new(target, Tensor.From([3L, 0, 1], 3)), new(0, 0, 1));
        loss.Total.Backward();
        GoldenCdar.CheckLosses(GoldenCdar.Numbers(loss), golden.GetProperty("log_vars"));
        GoldenCdar.CheckGradientNorms(glad, golden.GetProperty("grad_norms"));
        TensorAssert.Close(glad.Encoder.NamedParameters().First().Tensor.Grad!, arrays[name + "_grad_c"], 1e-4, 1e-6, "gradient");
        glad.Eval();
        using var noGrad = Autograd.NoGrad();
        TensorAssert.Close(glad.Scores(Tensor.Cat([source, target], 0)), arrays[name + "_test"], 1e-5, 1e-6, "scores");
    }

    [Theory]
    [InlineData(1, false, "0 5")]
    [InlineData(2, false, "0 1 5")]
    [InlineData(2, true, "1 5")]
    [InlineData(3, true, "0 1 2 5")]
    [InlineData(5, false, "0 1 2 5|2 3 4 5")]
    [InlineData(0, false, "5")]
    public void ATestTakesLocalViewsInThrees(int locals, bool reference, string groups)
    {
        using var scope = new TensorScope();
        using var random = new NetworkRandom(1);
        var weight = locals == 0 ? 0 : 1;
        using var glad = new Glad(new()
        {
            Encoder = new ToyVideo(random.Initial),
            Classes = 4,
            Random = random,
            Reference = reference,
            Settings = new()
            {
                Head = HeadKind.Linear,
                Locals = locals,
                Alignments = new() { Local = weight, Cross = weight },
                Discriminator = new() { Width = 8 },
                ScoreAveraging = ScoreAveraging.Prob,
            },
        });
        glad.Eval();
        using var noGrad = Autograd.NoGrad();
        var all = CdarFiller.Fill([2, 6, 3, 8, 6, 6], 3, 1);
        var state = glad.State();
        Tensor[] expected = [.. groups.Split('|').Select(Group)];
        var taken = all.IndexSelect(1, Tensor.From([.. Enumerable.Range(0, locals).Select(i => (long)i), 5L], locals + 1));
        TensorAssert.Close(glad.Scores(taken), Tensor.Stack(expected).Mean([0]), 1e-5, 1e-7, groups);

        Tensor Group(string views)
        {
            Tensor[] means = [.. views.Split(' ').Select(
                v => glad.Encoder.Describe(all.Select(1, int.Parse(v, CultureInfo.InvariantCulture))).Mean([2]))];
            return Tensor.Stack(means).Mean([0]).Linear(state["cls_head.fc_cls.weight"], state["cls_head.fc_cls.bias"]).Softmax(1);
        }
    }

    [Fact]
    public void AlignmentsOfNoWeightAreNotBuilt()
    {
        using var random = new NetworkRandom(1);
        using var glad = Build(random, new() { Alignments = new() { Global = 0, Cross = 0 }, Discriminator = new() { Layers = 1, Width = 8 } });
        glad.NamedParameters().Select(p => p.Name).Where(n => n.StartsWith("neck", StringComparison.Ordinal)).ShouldBe(
            ["neck.0.fc_domain.0.0.weight", "neck.0.fc_domain.0.0.bias", "neck.0.fc_domain.1.0.weight", "neck.0.fc_domain.1.0.bias"]);

        // Without what is global there may be local views alone.
        using var scope = new TensorScope();
        var batch = new DomainBatch(CdarFiller.Fill([2, 2, 3, 4, 6, 6], 3, 1), Tensor.From([0L, 1], 2));
        glad.Loss(batch, batch, new(0, 0, 1)).Parts.Select(p => p.Name).ShouldBe(["loss_dom_l", "acc_dom_l", "loss_cls", "acc_source", "acc_target"]);
    }

    [Fact]
    public void BothDomainsShareAPassOnDemand()
    {
        Passes(BatchStatistics.Published).ShouldBe([4, 2, 4, 2]);
        Passes(BatchStatistics.Separate).ShouldBe([4, 2, 4, 2]);
        Passes(BatchStatistics.Joint).ShouldBe([12]);

        static List<long> Passes(BatchStatistics statistics)
        {
            using var scope = new TensorScope();
            using var random = new NetworkRandom(1);
            var encoder = new CountingEncoder();
            using var glad = new Glad(new()
            {
                Encoder = encoder,
                Classes = 2,
                Random = random,
                Settings = new() { Statistics = statistics, Discriminator = new() { Width = 8 } },
            });
            var batch = new DomainBatch(CdarFiller.Fill([2, 3, 3, 4, 6, 6], 3, 1), Tensor.From([0L, 1], 2));
            glad.Loss(batch, batch, new(0, 0, 1));
            return encoder.Clips;
        }
    }

    [Fact]
    public void MissingViewsAreNamed()
    {
        using var scope = new TensorScope();
        using var random = new NetworkRandom(1);
        using var glad = Build(random, new() { Discriminator = new() { Width = 8 } });
        var batch = new DomainBatch(CdarFiller.Fill([2, 2, 3, 4, 6, 6], 3, 1), Tensor.From([0L, 1], 2));
        Should.Throw<UsageException>(() => glad.Loss(batch, batch, new(0, 0, 1))).Message.ShouldBe(
            "Samples have 2 views, of which 2 are local ('locals'): add global views, or set 'alignments.global' and '.cross' to 0.");
        Should.Throw<UsageException>(() => Build(random, new() { Locals = 0 })).Message.ShouldBe(
            "Without local views there is nothing local to align: set 'locals' above 0, or 'alignments.local' and '.cross' to 0.");
    }

    private static Glad Build(NetworkRandom random, MethodSettings settings) =>
        new(new() { Encoder = new ToyFrames(random.Initial), Classes = 2, Random = random, Settings = settings });

    private static Glad Build(string name, NetworkRandom random)
    {
        ClipEncoder encoder = name == "lngn3d" ? new ToyVideo(random.Initial) : new ToyFrames(random.Initial);
        return new Glad(new()
        {
            Encoder = encoder,
            Classes = 4,
            Random = random,
            Reference = true,
            Settings = new()
            {
                Dropout = 0,
                Head = name == "lngn3d" ? HeadKind.I3d : HeadKind.Linear,
                Discriminator = new() { Layers = 4, Width = 8, Dropout = 0 },
                Alignments = new() { Cross = 2 },
                Order = new() { Weight = name == "lngn2d_cop" ? 1 : 0, Dropout = 0 },
                ScoreAveraging = name == "lngn3d" ? ScoreAveraging.Prob : ScoreAveraging.Score,
            },
        });
    }

    /// <summary>Of a grid of 8 clips, two (4 and 5, or 3 and 5) are local views and a column of frames is the global one.</summary>
    private static Tensor Views(string name, uint k)
    {
        if (name == "split2d")
        {
            return CdarFiller.Fill([3, 3, 3, 8, 6, 6], k, 1);
        }

        var grid = CdarFiller.Fill([3, 8, 3, 8, 6, 6], k, 1);
        var first = name == "lngn2d_cop" ? 3 : 4;
        return Tensor.Cat([grid.Narrow(1, first, 1), grid.Narrow(1, 5, 1), grid.Select(3, 3).Transpose(1, 2).Unsqueeze(1)], 1);
    }

    private sealed class CountingEncoder : ClipEncoder
    {
        public List<long> Clips { get; } = [];

        public override int Channels => 3;

        public override Tensor Describe(Tensor clips)
        {
            Clips.Add(clips.Size(0));
            return clips.Mean([3, 4]);
        }
    }
}
