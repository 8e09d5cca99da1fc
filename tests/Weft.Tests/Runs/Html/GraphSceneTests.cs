using Shouldly;
using Weft.Runs;
using Weft.Runs.Html;

namespace Weft.Tests.Runs.Html;

public sealed class GraphSceneTests
{
    [Fact]
    public void The_sample_flows_rightwards_and_nothing_overlaps()
    {
        var scene = GraphScene.Of(SampleRun.Report.Architecture!);
        ShouldBeTidy(scene);
        var x = scene.Nodes.ToDictionary(placed => placed.Node.Id, placed => placed.X);
        scene.Edges.ShouldAllBe(placed => x[placed.Edge.From] < x[placed.Edge.To]);

        // Numbered inputs stand in their own order.
        scene.Nodes.Where(placed => placed.Node.Group == "audio").OrderBy(placed => placed.Y).Select(placed => placed.Label)
            .ShouldBe(["audio 1", "audio 2", "audio 3", "audio 4", "audio 5"]);
    }

    /// <summary>Any graph is drawn without overlaps, cycles and groups that depend on each other included.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Random_graphs_do_not_overlap(int seed)
    {
        var random = new Random(seed);
        var groups = Enumerable.Range(0, 4).Select(i => new ArchitectureGroup($"g{i}", new string('G', 1 + random.Next(30)))).ToList();
        var nodes = Enumerable.Range(0, 40).Select(i => new ArchitectureNode(
            $"n{i}", new string("Wil"[i % 3], 1 + random.Next(60)), (NodeKind)(i % 5), random.Next(3) == 0 ? null : $"g{random.Next(5)}")).ToList();
        var edges = Enumerable.Range(0, 70).Select(_ => new ArchitectureEdge($"n{random.Next(42)}", $"n{random.Next(40)}", random.Next(2) == 0)).ToList();
        var graph = new ArchitectureGraph([.. nodes, nodes[0]], edges, groups);
        ShouldBeTidy(GraphScene.Of(graph));
        GraphDrawing.Draw(graph).Text.ShouldContain("<svg");
    }

    /// <summary>A deep encoder and decoder, where the encoder's end enters many layers of the decoder; left beside the tests to look at.</summary>
    [Fact]
    public void A_deep_encoder_and_decoder_stays_tidy()
    {
        string[] operations = ["self-attention", "guided attention", "feed-forward", "relation attention"];
        var nodes = new List<ArchitectureNode> { new("q", "question words", NodeKind.Input), new("i", "image regions", NodeKind.Input) };
        var edges = new List<ArchitectureEdge> { new("q", "e0"), new("i", "d0") };
        for (var i = 0; i < 6; i++)
        {
            nodes.Add(new($"e{i}", operations[i % 2 * 2], NodeKind.Operation, "enc"));
            nodes.Add(new($"d{i}", operations[i % 4], NodeKind.Operation, "dec"));
            if (i > 0)
            {
                edges.AddRange([new($"e{i - 1}", $"e{i}", true), new($"d{i - 1}", $"d{i}", true)]);
            }

            if (i % 4 == 1)
            {
                edges.Add(new("e5", $"d{i}"));
            }
        }

        nodes.AddRange([new("sum", "attended sum and layer norm", NodeKind.Junction), new("out", "3129 answers", NodeKind.Output)]);
        edges.AddRange([new("e5", "sum"), new("d5", "sum"), new("sum", "out"), new("e2", "sum")]);
        var graph = new ArchitectureGraph(nodes, edges, [new("enc", "Encoder"), new("dec", "Decoder")]);
        var scene = GraphScene.Of(graph);
        ShouldBeTidy(scene);
        scene.Edges.ShouldAllBe(edge => edge.Start.X < edge.End.X);
        var report = new RunReport { Kind = "train", Task = "vqa", Method = "mmnas", Architecture = graph, Remarks = ["Made up."] };
        File.WriteAllText(Path.Combine(AppContext.BaseDirectory, "sample-deep.html"), HtmlReport.Render(new RunPage { Report = report }));
    }

    [Fact]
    public void Nothing_and_too_much_get_a_sentence()
    {
        GraphDrawing.Draw(new([], [], [])).Text.ShouldContain("no nodes");
        var many = Enumerable.Range(0, 401).Select(i => new ArchitectureNode($"{i}", "n", NodeKind.Operation)).ToList();
        GraphDrawing.Draw(new(many, [], [])).Text.ShouldContain("401 nodes, too many to draw");
    }

    [Fact]
    public void Crossings_are_taken_out_where_order_is_free()
    {
        ArchitectureNode[] nodes = [.. "abcd".Select(name => new ArchitectureNode($"{name}", $"{name}", NodeKind.Operation))];
        var scene = GraphScene.Of(new(nodes, [new("a", "d"), new("b", "c")], []));
        var y = scene.Nodes.ToDictionary(placed => placed.Node.Id, placed => placed.Y);
        ((y["a"] - y["b"]) * (y["d"] - y["c"])).ShouldBeGreaterThan(0);
    }

    private static void ShouldBeTidy(GraphScene scene)
    {
        (double L, double T, double R, double B)[] nodes =
            [.. scene.Nodes.Select(n => (n.X, n.Y - (n.Height / 2), n.X + n.Width, n.Y + (n.Height / 2)))];
        (double L, double T, double R, double B)[] frames = [.. scene.Frames.Select(f => (f.X, f.Y, f.X + f.Width, f.Y + f.Height))];
        ShouldBeApart(nodes);
        ShouldBeApart(frames);
        for (var i = 0; i < scene.Nodes.Count; i++)
        {
            TextWidth.Estimate(scene.Nodes[i].Label, GraphScene.FontSize).ShouldBeLessThan(scene.Nodes[i].Width);
            (nodes[i].L >= 0 && nodes[i].T >= -0.01 && nodes[i].R <= scene.Width + 0.01 && nodes[i].B <= scene.Height + 0.01).ShouldBeTrue();
            for (var j = 0; j < frames.Length; j++)
            {
                // A frame holds its own nodes wholly and no stranger at all.
                (Overlap(nodes[i], frames[j]) == (scene.Nodes[i].Node.Group == scene.Frames[j].Group.Id)).ShouldBeTrue();
            }
        }
    }

    private static void ShouldBeApart((double L, double T, double R, double B)[] boxes)
    {
        for (var i = 0; i < boxes.Length; i++)
        {
            for (var j = i + 1; j < boxes.Length; j++)
            {
                Overlap(boxes[i], boxes[j]).ShouldBeFalse($"{boxes[i]} and {boxes[j]}");
            }
        }
    }

    private static bool Overlap((double L, double T, double R, double B) a, (double L, double T, double R, double B) b) =>
        a.L < b.R - 0.01 && b.L < a.R - 0.01 && a.T < b.B - 0.01 && b.T < a.B - 0.01;
}
