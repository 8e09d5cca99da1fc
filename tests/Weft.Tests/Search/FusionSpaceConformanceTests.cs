using Shouldly;
using Weft.BmNas;
using Weft.BmNas.Operations;
using Weft.Data.Features;
using Weft.Mfas;
using Weft.Search;
using Weft.Torch;

namespace Weft.Tests.Search;

/// <summary>What every space must do, over sizes of each; a new space joins by a line in <see cref="Spaces"/>.</summary>
public sealed class FusionSpaceConformanceTests
{
    private const int Classes = 3;

    private static readonly Tap[] Taps = [new("a", "1", 2), new("a", "2", 4), new("b", "1", 3), new("b", "2", 5), new("b", "3", 2)];

    private static readonly Dictionary<string, IFusionSpace> Spaces = new()
    {
        ["bmnas, one step"] = BmNas(new BmNasShape { Channels = 4, Length = 4 }),
        ["bmnas, three steps"] = BmNas(new BmNasShape { Channels = 4, Length = 4, Cells = 3, OutputCells = 2, Steps = 3, OutputSteps = 2 }),
        ["bmnas, one cell"] = BmNas(new BmNasShape { Channels = 4, Length = 4, Cells = 1, OutputCells = 1, Steps = 2, OutputSteps = 1 }),
        ["mfas"] = new MfasSpace(Taps, new MfasShape { Inner = 4 }, Classes),
        ["mfas, weighted and normalised"] = new MfasSpace(Taps, new MfasShape { Inner = 4, Alphas = true, BatchNorm = true, Dropout = 0 }, Classes),
        ["mfas, three modalities"] = new MfasSpace([.. Taps, new("c", "1", 6)], new MfasShape { Inner = 4, Alphas = true, Activations = 3 }, Classes),
    };

    public static TheoryData<string> Names => [.. Spaces.Keys];

    public static TheoryData<string> Differentiable => [.. Spaces.Keys.Where(n => Spaces[n] is IDifferentiableSpace)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Samples_are_valid_and_repeat_with_their_seed(string name)
    {
        var space = Spaces[name];
        var seen = new HashSet<string>();
        for (var seed = 0UL; seed < 200; seed++)
        {
            var genotype = space.Sample(seed);
            genotype.Space.ShouldBe(space.Name);
            genotype.ShouldBe(space.Sample(seed));
            var read = space.Parse(genotype.ToJson(), "sample");
            read.ShouldBe(genotype);
            read.Hash.ShouldBe(genotype.Hash);
            seen.Add(genotype.Hash);
        }

        seen.Count.ShouldBeGreaterThan(60);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Sampled_networks_go_forward_and_back_and_leave_no_tensor(string name)
    {
        var space = Spaces[name];
        var before = TensorScope.LiveTensors;
        for (var seed = 0UL; seed < 8; seed++)
        {
            using var scope = new TensorScope();
            using var random = new NetworkRandom(seed);
            using var network = space.Build(space.Sample(seed), random);
            var logits = network.Forward(Inputs(space));
            logits.Shape.ShouldBe([4, Classes]);
            var loss = logits.CrossEntropy(Tensor.From(new long[] { 0, 1, 2, 0 }, 4));
            loss.Backward();
            double.IsFinite(loss.Item()).ShouldBeTrue();
            var reached = network.NamedParameters().Count(p => p.Tensor.Grad is { } gradient && gradient.IsFinite());
            reached.ShouldBeGreaterThanOrEqualTo(4);
            network.Eval();
            network.Forward(Inputs(space)).BitwiseEquals(network.Forward(Inputs(space))).ShouldBeTrue("evaluation must not be random");
        }

        TensorScope.LiveTensors.ShouldBe(before);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_same_seed_builds_the_same_network(string name)
    {
        var space = Spaces[name];
        using var scope = new TensorScope();
        Tensor Once(ulong seed)
        {
            using var random = new NetworkRandom(seed);
            using var network = space.Build(space.Sample(1), random);
            return network.Forward(Inputs(space));
        }

        Once(3).BitwiseEquals(Once(3)).ShouldBeTrue();
        Once(3).BitwiseEquals(Once(4)).ShouldBeFalse();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Drawings_have_no_cycle_and_their_edges_name_nodes(string name)
    {
        var space = Spaces[name];
        for (var seed = 0UL; seed < 50; seed++)
        {
            var graph = space.Draw(space.Sample(seed));
            var ids = graph.Nodes.Select(n => n.Id).ToList();
            ids.Distinct().Count().ShouldBe(ids.Count);
            graph.Edges.ShouldAllBe(e => ids.Contains(e.From) && ids.Contains(e.To));
            var groups = graph.Groups.Select(g => g.Id).ToList();
            graph.Nodes.ShouldAllBe(n => n.Group == null || groups.Contains(n.Group));
            graph.Nodes.Count(n => n.Kind == Weft.Runs.NodeKind.Input).ShouldBe(space.Taps.Count);
            graph.Edges.ShouldContain(e => e.Searched);
            Acyclic(ids, [.. graph.Edges.Select(e => (e.From, e.To))]).ShouldBeTrue();
        }
    }

    [Theory]
    [MemberData(nameof(Differentiable))]
    public void A_supernet_decodes_to_a_genotype_of_its_space(string name)
    {
        var space = (IDifferentiableSpace)Spaces[name];
        using var scope = new TensorScope();
        using var random = new NetworkRandom(2);
        using var supernet = space.BuildSupernet(random);
        supernet.Record(weights: true, architecture: true);
        supernet.Network.Forward(Inputs(space)).CrossEntropy(Tensor.From(new long[] { 0, 1, 2, 0 }, 4)).Backward();
        supernet.ArchitectureParameters.ShouldAllBe(p => p.Tensor.Grad != null);
        var genotype = supernet.Decode();
        space.Parse(genotype.ToJson(), "decoded").ShouldBe(genotype);
        supernet.Probabilities().ShouldAllBe(g => g.Labels.Count == g.Values.Count && g.Values.All(v => v >= 0 && v <= 1));
    }

    private static BmNasSpace BmNas(BmNasShape shape) =>
        new(Taps, shape, FusionOperations.Published, new TapPooling(TapPoolingKind.Grid, shape.Length), Classes);

    private static Tensor[] Inputs(IFusionSpace space) => [.. space.Taps.Select((tap, t) =>
    {
        using var generator = new Generator((ulong)t);
        return Tensor.RandomNormal([4, space.Pooling.Length, tap.Channels], generator);
    })];

    /// <summary>Nodes without incoming edges are taken away until none is left, or none can be.</summary>
    private static bool Acyclic(List<string> ids, List<(string From, string To)> edges)
    {
        while (ids.Count > 0)
        {
            var free = ids.Where(id => edges.TrueForAll(e => e.To != id)).ToList();
            if (free.Count == 0)
            {
                return false;
            }

            ids.RemoveAll(free.Contains);
            edges.RemoveAll(e => free.Contains(e.From));
        }

        return true;
    }
}
