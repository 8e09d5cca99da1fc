using Shouldly;
using Weft.Cdar.Space;
using Weft.Runs;
using Weft.Search;
using Weft.Search.Strategies;
using Weft.Torch;

namespace Weft.Tests.Cdar.Space;

public sealed class AlignmentSpaceTests
{
    private static readonly double[] Weights = [0, 0.5, 1, 2];
    private static readonly double[] Orders = [0, 0.5, 1];

    private static AlignmentSpace Space(int views = 3, params int[] locals) =>
        new(Weights, locals.Length > 0 ? locals : [.. Enumerable.Range(0, views + 1)], Orders, views);

    [Fact]
    public void Choices_come_back_from_rows_and_from_text()
    {
        var space = Space();
        (space.Name, space.Levels, space.RowWidth).ShouldBe(("alignment", 5, 1));
        Enumerable.Range(0, 5).Select(space.OptionCount).ShouldBe([4, 4, 4, 4, 3]);
        for (var seed = 0UL; seed < 300; seed++)
        {
            var genotype = space.Sample(seed);
            var rows = space.Encode(genotype);
            space.Admits(rows).ShouldBeTrue();
            space.Decode(rows).ShouldBe(genotype);
            space.Parse(genotype.ToJson(), "text").ShouldBe(genotype);
            space.Sample(seed).ShouldBe(genotype);
        }
    }

    [Fact]
    public void What_there_are_no_views_for_is_left_out()
    {
        var space = Space();

        // No local view: the global classifier alone, 4. One: all three, 64. Two: their order too, 192. All three: local and order, 12.
        space.Size.ShouldBe(4 + 64 + 192 + 12);
        var admitted = 0;
        for (var code = 0; code < 4 * 4 * 4 * 4 * 3; code++)
        {
            var rows = ChoiceRows.Of([code % 4], [code / 4 % 4], [code / 16 % 4], [code / 64 % 4], [code / 256]);
            var (local, global, cross, locals, order) = (Weights[code % 4], Weights[code / 4 % 4], Weights[code / 16 % 4], code / 64 % 4, Orders[code / 256]);
            var possible = (locals > 0 || (local == 0 && cross == 0)) && (locals < 3 || (global == 0 && cross == 0)) && (locals > 1 || order == 0);
            space.Admits(rows).ShouldBe(possible, rows.ToString());
            admitted += possible ? 1 : 0;
        }

        admitted.ShouldBe((int)space.Size);
        space.Admits(ChoiceRows.Of([1], [1], [1], [2])).ShouldBeFalse("a part of a choice is none");
        space.Admits(ChoiceRows.Of([1], [1], [1], [2], [3])).ShouldBeFalse();
        space.Admits(ChoiceRows.Of([1], [1], [1], [-1], [0])).ShouldBeFalse();
        space.Admits(ChoiceRows.Of([1], [1], [1], [2], [0, 0])).ShouldBeFalse();
        Space(9, 7, 6).Admits(ChoiceRows.Of([1], [1], [1], [0], [1])).ShouldBeFalse("orders of at most six views can be learned");
        Space(9, 7, 6).Admits(ChoiceRows.Of([1], [1], [1], [1], [1])).ShouldBeTrue();
    }

    [Fact]
    public void Samples_are_uniform()
    {
        var space = Space();
        const int Draws = 8000;
        var counts = Enumerable.Range(0, Draws).Select(seed => (AlignmentGenotype)space.Sample((ulong)seed)).CountBy(g => g.Locals).ToDictionary();
        foreach (var (locals, choices) in new[] { (0, 4), (1, 64), (2, 192), (3, 12) })
        {
            var expected = Draws * choices / 272.0;
            ((double)counts[locals]).ShouldBe(expected, 5 * Math.Sqrt(expected));
        }

        Enumerable.Range(0, Draws).Select(seed => space.Sample((ulong)seed).ToJson()).Distinct().Count().ShouldBe(272);
    }

    [Fact]
    public void What_cannot_be_is_said()
    {
        static void Says(double[] weights, int[] locals, double[] orders, string message) =>
            Should.Throw<UsageException>(() => new AlignmentSpace(weights, locals, orders, 3)).Message.ShouldStartWith(message);
        Says([], [1], [0], "space.weights is empty: name what to choose from.");
        Says([0, -1], [1], [0], "space.weights is 0, -1, but each must be from 0 to 1000000.");
        Says([0, double.NaN], [1], [0], "space.weights is 0, NaN");
        Says([0, 1, 1], [1], [0], "space.weights names an option twice: 0, 1, 1.");
        Says([0, 1], [4], [0], "space.locals is 4, but each must be from 0 to 3.");
        Says([0, 1], [2, 2], [0], "space.locals names an option twice");
        Says([0, 1], [2], [], "space.orders is empty");
        Says([1], [0, 3], [0], "space: no choice is possible: with 3 views of which 0 or 3 are local, parts must be left out");
        var space = Space();
        Should.Throw<InvalidFileException>(() => space.Parse(new AlignmentGenotype(3, 0, 0, 2, 0).ToJson(), "some.json")).Message
            .ShouldBe("some.json: is local 3, global off, cross off, 2 local views, order off, which is no choice of this space of 3 views.");
        Should.Throw<InvalidFileException>(() => space.Parse(new AlignmentGenotype(1, 0, 0, 0, 0).ToJson(), "some.json"));
        Should.Throw<UsageException>(() => space.Decode(ChoiceRows.Of([1], [1], [1], [0], [0]))).Message.ShouldContain("is no choice of this space");
        Should.Throw<ArgumentOutOfRangeException>(() => space.Option(4, 3));
    }

    [Theory]
    [InlineData("random")]
    [InlineData("evolution")]
    public void Strategies_propose_what_is_possible(string name)
    {
        var space = Space();
        using ISearchStrategy strategy = name is "random"
            ? new RandomStrategy(space, new RandomSettings { StepSize = 4 }, 40, 3)
            : new EvolutionStrategy(space, new EvolutionSettings { Population = 4, StepSize = 4, Tournament = 2 }, 40, 3);
        var met = new List<string>();
        while (strategy.Ask() is { Count: > 0 } asked)
        {
            asked.ShouldAllBe(p => space.Admits(p.Rows));
            met.AddRange(asked.Select(p => p.Rows.ToString()));
            strategy.Tell([.. asked.Select(p => new ScoredChoice(p.Rows, p.Rows.Rows.Sum(r => r[0])))]);
        }

        met.Count.ShouldBe(40);
        met.Distinct().Count().ShouldBe(40);
    }

    [Fact]
    public void It_is_drawn_with_its_weights_and_without_what_is_off()
    {
        var graph = Space().Draw(new AlignmentGenotype(0.5, 0, 2, 2, 0));
        graph.Nodes.Where(n => n.Kind == NodeKind.Operation).Select(n => n.Label).ShouldBe(["local domains × 0.5", "cross domains × 2"]);
        graph.Nodes.Where(n => n.Kind == NodeKind.Input).Select(n => n.Label).ShouldBe(["2 local views", "1 global view"]);
        graph.Edges.Where(e => e.Searched).Select(e => (e.From, e.To)).ShouldBe([("locals", "local"), ("locals", "cross"), ("globals", "cross")]);
        var ids = graph.Nodes.Select(n => n.Id).ToHashSet();
        graph.Edges.ShouldAllBe(e => ids.Contains(e.From) && ids.Contains(e.To));

        // With nothing to learn beside, only the classes are left.
        Space().Draw(new AlignmentGenotype(0, 0, 0, 0, 0)).Nodes.Select(n => n.Label).ShouldBe(["3 global views", "mean of all views", "class scores"]);
    }
}
