using System.Collections.Immutable;
using Shouldly;
using Weft.BmNas;
using Weft.BmNas.Operations;
using Weft.Data.Features;
using Weft.Mfas;
using Weft.Search;
using Weft.Torch;

namespace Weft.Tests.Search;

/// <summary>What every space of rows must do; a new space joins by a line in <see cref="Spaces"/>.</summary>
public sealed class SequenceSpaceConformanceTests
{
    private const int Operations = 4;

    private static readonly Tap[] Taps = [new("a", "1", 2), new("a", "2", 4), new("b", "1", 3), new("b", "2", 5), new("b", "3", 2)];

    /// <summary>Each space with the number of options of its rows, counted by hand.</summary>
    private static readonly Dictionary<string, (IFusionSequenceSpace Space, long Options)> Spaces = new()
    {
        ["mfas"] = (new MfasSpace(Taps, new MfasShape { Inner = 4 }, 3), 2 * 3 * 2),
        ["mfas, one row"] = (new MfasSpace(Taps, new MfasShape { Inner = 4, Rows = 1, Activations = 3 }, 3), 2 * 3 * 3),
        ["mfas, three modalities"] = (new MfasSpace([.. Taps, new("c", "1", 6)], new MfasShape { Inner = 4, Alphas = true }, 3), 2 * 3 * 1 * 2),
        ["bmnas"] = (BmNas(new BmNasShape { Channels = 4, Length = 4 }), 10 * (Operations * 2)),
        ["bmnas, two steps"] = (
            BmNas(new BmNasShape { Channels = 4, Length = 4, Cells = 3, OutputCells = 2, Steps = 2, OutputSteps = 2 }),
            10 * (Operations * 2) * (Operations * 6)),
    };

    public static TheoryData<string> Names => [.. Spaces.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Samples_are_admitted_and_come_back_from_their_rows(string name)
    {
        var space = Spaces[name].Space;
        for (var seed = 0UL; seed < 100; seed++)
        {
            var genotype = space.Sample(seed);
            var rows = space.Encode(genotype);
            rows.Length.ShouldBeInRange(1, space.Levels);
            rows.Rows.ShouldAllBe(r => r.Length == space.RowWidth);
            space.Admits(rows).ShouldBeTrue();
            space.Decode(rows).ShouldBe(genotype);
            space.Encode(space.Decode(rows)).ShouldBe(rows);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Options_are_counted_distinct_and_in_order(string name)
    {
        var (space, expected) = Spaces[name];
        for (var level = 0; level < space.Levels; level++)
        {
            var count = space.OptionCount(level);
            count.ShouldBe(expected);
            var options = Enumerable.Range(0, (int)count).Select(i => space.Option(level, i)).ToList();
            options.ShouldAllBe(o => o.Length == space.RowWidth);
            for (var i = 1; i < options.Count; i++)
            {
                options[i - 1].AsSpan().SequenceCompareTo(options[i].AsSpan()).ShouldBeLessThan(0, $"option {i} of level {level}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_row_of_a_sample_is_an_option_of_its_level(string name)
    {
        var space = Spaces[name].Space;
        var options = Enumerable.Range(0, space.Levels)
            .Select(l => Enumerable.Range(0, (int)space.OptionCount(l)).Select(i => Text(space.Option(l, i))).ToHashSet(StringComparer.Ordinal)).ToList();
        for (var seed = 0UL; seed < 50; seed++)
        {
            var rows = space.Encode(space.Sample(seed)).Rows;
            for (var level = 0; level < rows.Length; level++)
            {
                options[level].ShouldContain(Text(rows[level]));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Shorter_sequences_build_networks(string name)
    {
        var space = Spaces[name].Space;
        using var scope = new TensorScope();
        for (var seed = 0UL; seed < 6; seed++)
        {
            var rows = space.Encode(space.Sample(seed)).Rows;
            for (var length = 1; length <= rows.Length; length++)
            {
                var shorter = new ChoiceRows(rows[..length]);
                space.Admits(shorter).ShouldBeTrue();
                var genotype = space.Decode(shorter);
                space.Encode(genotype).ShouldBe(shorter);
                space.Parse(genotype.ToJson(), "short").ShouldBe(genotype);
                space.Draw(genotype).Nodes.ShouldNotBeEmpty();
                using var random = new NetworkRandom(seed);
                using var network = space.Build(genotype, random);
                network.Forward([.. space.Taps.Select(t => Tensor.Ones([2, space.Pooling.Length, t.Channels]))]).Shape.ShouldBe([2, 3]);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void What_is_no_sequence_is_not_admitted_and_refused(string name)
    {
        var space = Spaces[name].Space;
        var row = space.Option(0, 0);
        ChoiceRows[] wrong =
        [
            new([]),
            new([row[..^1]]),
            new([row.SetItem(0, -1)]),
            new([row.SetItem(space.RowWidth - 1, 1000)]),
            new([.. Enumerable.Repeat(row, space.Levels + 1)]),
        ];
        foreach (var rows in wrong)
        {
            space.Admits(rows).ShouldBeFalse(rows.ToString());
            Should.Throw<WeftException>(() => space.Decode(rows)).Message.ShouldContain("is no sequence of this space");
        }
    }

    private static BmNasSpace BmNas(BmNasShape shape) =>
        new(Taps, shape, FusionOperations.Published, new TapPooling(TapPoolingKind.Grid, shape.Length), 3);

    private static string Text(ImmutableArray<int> row) => string.Join(",", row);
}
