using Shouldly;
using Weft.Runs;
using Weft.Runs.Html;

namespace Weft.Tests.Runs.Html;

public sealed class ColumnSceneTests
{
    [Theory]
    [InlineData("SSSSFFFFSFFF", "GGFFGFRGFGRFRSFRGF", false)]
    [InlineData("SFFSFFFFFFFS", "GGGGGGFGRRGFRGGRGR", true)]
    [InlineData("F", "GR", false)]
    public void Lines_run_level_or_upright_and_through_no_block(string encoder, string decoder, bool merged)
    {
        var graph = SampleColumns.Graph(encoder, decoder, merged);
        var scene = ColumnScene.Of(graph).ShouldNotBeNull();
        scene.Width.ShouldBeLessThan(390);
        scene.Nodes.Count.ShouldBe(graph.Nodes.Count);
        scene.Ways.Count.ShouldBe(graph.Edges.Count);
        foreach (var way in scene.Ways)
        {
            foreach (var (a, b) in way.Corners.Zip(way.Corners.Skip(1)))
            {
                (Math.Abs(a.X - b.X) < 0.01 || Math.Abs(a.Y - b.Y) < 0.01).ShouldBeTrue($"{way.Edge.From} to {way.Edge.To} is slanted");
                scene.Nodes.Where(node => node.Node.Id != way.Edge.From && node.Node.Id != way.Edge.To && Crosses(a, b, node))
                    .Select(node => node.Node.Id).ShouldBeEmpty($"{way.Edge.From} to {way.Edge.To}");
            }
        }
    }

    [Fact]
    public void Guided_blocks_are_fed_from_one_line_at_the_encoders_end()
    {
        var scene = ColumnScene.Of(SampleColumns.Graph("SF", "GFGFG")).ShouldNotBeNull();
        var taps = scene.Ways.Where(way => way.Edge.From == "e1" && way.Edge.To.StartsWith('d')).ToList();
        taps.Select(way => way.Edge.To).ShouldBe(["d0", "d2", "d4"]);
        taps.Select(way => way.Corners[1].X).Distinct().Count().ShouldBe(1);
        scene.Branches.Count(branch => branch.X == taps[0].Corners[1].X).ShouldBe(2);
        var y = scene.Nodes.ToDictionary(node => node.Node.Id, node => node.Y);
        taps.Select(way => way.Corners[^1].Y).ShouldBe(taps.Select(way => y[way.Edge.To]));
    }

    [Fact]
    public void Blocks_are_numbered_coloured_and_counted_and_nothing_is_markup()
    {
        const string evil = "<script>alert(1)</script>";
        var graph = SampleColumns.Graph("SF", "GF");
        var html = GraphDrawing.Draw(graph with
        {
            Nodes = [.. graph.Nodes.Select(node => node.Id == "d1" ? node with { Label = evil, Operation = evil } : node)],
            Groups = [.. graph.Groups.Select(group => group with { Label = evil })],
        }).Text;
        html.ShouldContain("blocks from top to bottom: SA, FFN; ");
        html.ShouldContain("class=\"node block c2\" data-id=\"d0\"><title>guided attention</title>");
        html.ShouldContain("<span class=\"swatch c1\">SA</span> self-attention</th><td class=\"num\">1</td><td class=\"num\">–</td>");
        html.ShouldContain("class=\"node block c5\" data-id=\"d1\"");
        html.ShouldNotContain("<script");
    }

    /// <summary>What does not fit into columns is drawn by its edges, as any other graph.</summary>
    [Theory]
    [InlineData("d1", "d0")]
    [InlineData("d0", "e1")]
    [InlineData("e0", "sum")]
    [InlineData("out", "words")]
    [InlineData("out", "d0")]
    public void A_graph_that_does_not_fit_is_laid_out_by_its_edges(string from, string to)
    {
        var graph = SampleColumns.Graph("SF", "GF");
        var odd = graph with { Edges = [.. graph.Edges, new(from, to)] };
        ColumnScene.Of(odd).ShouldBeNull();
        GraphDrawing.Draw(odd).Text.ShouldContain("chosen by the search");
    }

    [Fact]
    public void Columns_that_are_no_groups_or_empty_or_twice_do_not_fit()
    {
        var graph = SampleColumns.Graph("SF", "GF");
        ColumnScene.Of(graph with { Columns = null }).ShouldBeNull();
        ColumnScene.Of(graph with { Columns = [] }).ShouldBeNull();
        ColumnScene.Of(graph with { Columns = ["encoder", "nothing"] }).ShouldBeNull();
        ColumnScene.Of(graph with { Columns = ["encoder", "encoder"] }).ShouldBeNull();
        ColumnScene.Of(graph with { Columns = ["encoder", "empty"], Groups = [.. graph.Groups, new("empty", "Empty")] }).ShouldBeNull();
    }

    [Fact]
    public void An_input_that_nothing_reads_is_idle()
    {
        var html = GraphDrawing.Draw(SampleColumns.Graph("SF", "GF")).Text;
        html.ShouldContain("class=\"node input idle\" data-id=\"boxes\"><title>box geometry: not used</title>");
        GraphDrawing.Draw(SampleColumns.Graph("SF", "RF")).Text.ShouldNotContain("idle");
    }

    [Fact]
    public void Any_graph_is_drawn_one_way_or_the_other()
    {
        var fitting = 0;
        for (var seed = 0; seed < 100; seed++)
        {
            var random = new Random(seed);
            var nodes = Enumerable.Range(0, 12).Select(i => new ArchitectureNode(
                $"n{i}", new string('W', random.Next(40)), (NodeKind)random.Next(7), random.Next(3) == 0 ? null : $"g{random.Next(2)}", random.Next(2) == 0 ? null : $"op{random.Next(9)}")).ToList();
            var edges = Enumerable.Range(0, random.Next(6)).Select(_ => new ArchitectureEdge($"n{random.Next(7)}", $"n{random.Next(6, 13)}")).ToList();
            var graph = new ArchitectureGraph(nodes, edges, [new("g0", "A"), new("g1", "B")]) { Columns = ["g0", "g1"] };
            fitting += ColumnScene.Of(graph) is null ? 0 : 1;
            GraphDrawing.Draw(graph).Text.ShouldContain("<svg");
        }

        fitting.ShouldBeInRange(1, 99);
    }

    private static bool Crosses((double X, double Y) a, (double X, double Y) b, PlacedNode node) =>
        Math.Max(a.X, b.X) > node.X && Math.Min(a.X, b.X) < node.X + node.Width
        && Math.Max(a.Y, b.Y) > node.Y - (node.Height / 2) && Math.Min(a.Y, b.Y) < node.Y + (node.Height / 2);
}
