using System.Collections.Immutable;
using Shouldly;
using Weft.BmNas;
using Weft.BmNas.Operations;
using Weft.Data.Features;
using Weft.Mfas;
using Weft.MmNas;
using Weft.Search;
using Weft.Torch;

namespace Weft.Tests.Search;

/// <summary>What every space of rows must do; a new space joins by a line in <see cref="Spaces"/>.</summary>
public sealed class SequenceSpaceConformanceTests
{
    private const int Operations = 4;

    private static readonly Tap[] Taps = [new("a", "1", 2), new("a", "2", 4), new("b", "1", 3), new("b", "2", 5), new("b", "3", 2)];

    private static readonly string[] EncoderPool = ["self_att_16", "feed_forward"];
    private static readonly string[] DecoderPool = ["self_att_16", "rel_self_att_16", "guided_att_16", "feed_forward"];

    /// <summary>Each space with the number of options of its rows, counted by hand; the last number counts for all further ones.</summary>
    private static readonly Dictionary<string, (ISequenceSpace Space, long[] Options)> Spaces = new()
    {
        ["mfas"] = (new MfasSpace(Taps, new MfasShape { Inner = 4 }, 3), [2 * 3 * 2]),
        ["mfas, one row"] = (new MfasSpace(Taps, new MfasShape { Inner = 4, Rows = 1, Activations = 3 }, 3), [2 * 3 * 3]),
        ["mfas, three modalities"] = (new MfasSpace([.. Taps, new("c", "1", 6)], new MfasShape { Inner = 4, Alphas = true }, 3), [2 * 3 * 1 * 2]),
        ["bmnas"] = (BmNas(new BmNasShape { Channels = 4, Length = 4 }), [10 * (Operations * 2)]),
        ["bmnas, two steps"] = (
            BmNas(new BmNasShape { Channels = 4, Length = 4, Cells = 3, OutputCells = 2, Steps = 2, OutputSteps = 2 }),
            [10 * (Operations * 2) * (Operations * 6)]),
        ["mmnas"] = (new MmNasSpace(EncoderPool, DecoderPool, 2, 3), [2, 4, 4, 2, 4]),
        ["mmnas, shorter"] = (new MmNasSpace(EncoderPool, DecoderPool, 2, 3, shorter: true), [2, 4, 4, 2, 4]),
        ["mmnas, decoder alone varies"] = (new MmNasSpace(["feed_forward"], DecoderPool, 1, 2, shorter: true), [1, 4, 4]),
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
            count.ShouldBe(expected[Math.Min(level, expected.Length - 1)]);
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
        var shortest = space is MmNasSpace { HasShorter: false } ? space.Levels : 1;
        for (var seed = 0UL; seed < 6; seed++)
        {
            var rows = space.Encode(space.Sample(seed)).Rows;
            for (var length = 1; length < shortest; length++)
            {
                space.Admits(new ChoiceRows(rows[..length])).ShouldBeFalse();
            }

            for (var length = shortest; length <= rows.Length; length++)
            {
                var shorter = new ChoiceRows(rows[..length]);
                space.Admits(shorter).ShouldBeTrue();
                var genotype = space.Decode(shorter);
                space.Encode(genotype).ShouldBe(shorter);
                space.Parse(genotype.ToJson(), "short").ShouldBe(genotype);
                space.Draw(genotype).Nodes.ShouldNotBeEmpty();
                Runs(space, genotype, seed);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void What_is_no_sequence_is_not_admitted_and_refused(string name)
    {
        var space = Spaces[name].Space;
        var row = space.Option(0, 0);

        // Wrong for its first row alone, also where a sequence must be whole.
        var rest = space is MmNasSpace ? Enumerable.Range(1, space.Levels - 1).Select(level => space.Option(level, 0)) : [];
        ChoiceRows[] wrong =
        [
            new([]),
            new([row[..^1], .. rest]),
            new([row.SetItem(0, -1), .. rest]),
            new([row.SetItem(space.RowWidth - 1, 1000), .. rest]),
            new([.. Enumerable.Repeat(row, space.Levels + 1)]),
        ];
        foreach (var rows in wrong)
        {
            space.Admits(rows).ShouldBeFalse(rows.ToString());
            Should.Throw<WeftException>(() => space.Decode(rows)).Message.ShouldContain(space is MmNasSpace ? $"is no choice of {space.Levels} blocks" : "is no sequence of this space");
        }
    }

    private static void Runs(ISequenceSpace space, IGenotype genotype, ulong seed)
    {
        using var random = new NetworkRandom(seed);
        if (space is IFusionSequenceSpace fusion)
        {
            using var network = fusion.Build(genotype, random);
            network.Forward([.. fusion.Taps.Select(t => Tensor.Ones([2, fusion.Pooling.Length, t.Channels]))]).Shape.ShouldBe([2, 3]);
            return;
        }

        using var blocks = new MmNasNetwork(
            new MmNasSizes { Hidden = 16, WordWidth = 4, PoolHidden = 4, PoolOutput = 6, RelationWidth = 4 },
            (MmNasGenotype)genotype,
            new MmNasEnds(MmNasHead.Answers, 9, 5, 3),
            random);
        var output = blocks.Forward(new MmNasInput(Tensor.From([3L, 4, 5, 0], 2, 2), Tensor.Ones([2, 3, 5]), Tensor.Ones([2, 3, 3, 4])));
        output.Scores.Shape.ShouldBe([2, 3]);
    }

    private static BmNasSpace BmNas(BmNasShape shape) =>
        new(Taps, shape, FusionOperations.Published, new TapPooling(TapPoolingKind.Grid, shape.Length), 3);

    private static string Text(ImmutableArray<int> row) => string.Join(",", row);
}
