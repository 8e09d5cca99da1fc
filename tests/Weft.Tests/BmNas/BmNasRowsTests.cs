using Shouldly;
using Weft.BmNas;
using Weft.BmNas.Operations;
using Weft.Data.Features;
using Weft.Search;
using Weft.Torch;

namespace Weft.Tests.BmNas;

/// <summary>Genotypes as rows: [x, y, operation, a, b, ...] for each cell.</summary>
public sealed class BmNasRowsTests
{
    private static readonly Tap[] Taps = [new("a", "1", 2), new("a", "2", 4), new("b", "1", 3), new("b", "2", 5)];

    [Fact]
    public void A_genotype_reads_as_its_rows()
    {
        var space = Space(new BmNasShape { Channels = 4, Length = 4, Cells = 2, OutputCells = 2, Steps = 2, OutputSteps = 1 });
        var rows = ChoiceRows.Of([0, 2, 0, 1, 0, 3, 2, 1], [1, 2, 2, 0, 1, 1, 0, 2]);
        var genotype = (BmNasGenotype)space.Decode(rows);
        genotype.Cells.ShouldBe(
        [
            new(0, 2, [new("Sum", 1, 0), new("ConcatFC", 2, 1)], 1),
            new(1, 2, [new("LinearGLU", 0, 1), new("ScaleDotAttn", 0, 2)], 1),
        ]);
        genotype.OutputCells.ShouldBe(2);
        space.Encode(genotype).ShouldBe(rows);
        ((BmNasGenotype)space.Decode(new ChoiceRows(rows.Rows[..1]))).OutputCells.ShouldBe(1);
    }

    [Fact]
    public void Pairs_of_taps_that_are_both_used_are_not_admitted()
    {
        var space = Space(new BmNasShape { Channels = 4, Length = 4, Cells = 4, OutputCells = 2 });
        space.Admits(ChoiceRows.Of([0, 1, 0, 0, 1], [0, 1, 0, 0, 1])).ShouldBeFalse();
        space.Admits(ChoiceRows.Of([0, 1, 0, 0, 1], [1, 2, 0, 0, 1], [0, 2, 0, 0, 1])).ShouldBeFalse();
        space.Admits(ChoiceRows.Of([0, 1, 0, 0, 1], [1, 2, 0, 0, 1], [2, 3, 0, 0, 1])).ShouldBeTrue();
    }

    [Theory]
    [InlineData(1, 0, 0, 0, 1)]
    [InlineData(1, 1, 0, 0, 1)]
    [InlineData(0, 4, 0, 0, 1)]
    [InlineData(0, 1, 4, 0, 1)]
    [InlineData(0, 1, 0, 1, 1)]
    [InlineData(0, 1, 0, 0, 2)]
    public void Rows_out_of_range_are_refused(params int[] row)
    {
        var space = Space(new BmNasShape { Channels = 4, Length = 4 });
        Should.Throw<WeftException>(() => space.Decode(ChoiceRows.Of(row))).Message.ShouldContain("is no sequence of this space");
    }

    [Theory]
    [InlineData("""{"x":2,"y":0,"steps":[{"operation":"Sum","x":0,"y":1}],"outputSteps":1}""", 1)]
    [InlineData("""{"x":0,"y":1,"steps":[{"operation":"Sum","x":1,"y":1}],"outputSteps":1}""", 1)]
    [InlineData("""{"x":0,"y":1,"steps":[{"operation":"Sum","x":0,"y":1},{"operation":"Sum","x":0,"y":1}],"outputSteps":1}""", 1)]
    [InlineData("""{"x":0,"y":1,"steps":[{"operation":"Sum","x":0,"y":1}],"outputSteps":1},{"x":2,"y":4,"steps":[{"operation":"Sum","x":0,"y":1}],"outputSteps":1}""", 2)]
    [InlineData("""{"x":0,"y":1,"steps":[{"operation":"Sum","x":0,"y":1}],"outputSteps":1},{"x":2,"y":3,"steps":[{"operation":"Sum","x":0,"y":1}],"outputSteps":1}""", 1)]
    public void Genotypes_that_the_decoder_does_not_produce_have_no_rows(string cells, int outputCells)
    {
        var space = Space(new BmNasShape { Channels = 4, Length = 4 });
        var genotype = space.Parse(
            $$"""{"space":"bmnas","taps":["a 1","a 2","b 1","b 2"],"cells":[{{cells}}],"outputCells":{{outputCells}}}""", "file");
        Should.Throw<WeftException>(() => space.Encode(genotype)).Message.ShouldContain("is not one of those that rows can tell");
    }

    [Fact]
    public void More_options_than_can_be_counted_are_said() =>
        Should.Throw<UsageException>(() => Space(new BmNasShape { Steps = 64 }).OptionCount(0)).Message
            .ShouldContain("Cells of 64 steps have more choices than can be counted");

    private static BmNasSpace Space(BmNasShape shape) =>
        new(Taps, shape, FusionOperations.Published, new TapPooling(TapPoolingKind.Grid, shape.Length), 3);
}
