using Shouldly;
using Weft.MmNas;
using Weft.Search;
using Weft.Search.Strategies;
using Weft.Torch;

namespace Weft.Tests.MmNas;

public sealed class MmNasSpaceTests
{
    private static readonly string[] Encoder = ["self_att_16", "feed_forward"];
    private static readonly string[] Decoder = ["self_att_16", "rel_self_att_16", "guided_att_16", "feed_forward"];

    [Theory]
    [InlineData("mmnas:mcan")]
    [InlineData("mmnas:vqa")]
    [InlineData("mmnas:vgd")]
    [InlineData("mmnas:itm")]
    public void Published_architectures_are_of_the_published_space(string name)
    {
        var space = new MmNasSpace(MmNasPools.Published.Encoder, MmNasPools.Published.Decoder);
        space.Levels.ShouldBe(30);
        Enumerable.Range(0, 30).Aggregate(1.0, (product, level) => product * space.OptionCount(level)).ShouldBe(Math.Pow(2, 12) * Math.Pow(4, 18));
        var genotype = NamedGenotypes.Get(name);
        space.Parse(genotype.ToJson(), name).ShouldBe(genotype);
        space.Decode(space.Encode(genotype)).ShouldBe(genotype);
    }

    [Theory]
    [InlineData(12, 18)]
    [InlineData(2, 3)]
    [InlineData(1, 5)]
    [InlineData(4, 1)]
    public void Encoder_and_decoder_take_turns_so_that_every_shorter_network_has_both(int encoder, int decoder)
    {
        var space = new MmNasSpace(Encoder, Decoder, encoder, decoder, shorter: true);
        var rows = space.Encode(space.Sample(1)).Rows;
        for (var length = 1; length <= space.Levels; length++)
        {
            var genotype = (MmNasGenotype)space.Decode(new ChoiceRows(rows[..length]));
            (genotype.Encoder.Length + genotype.Decoder.Length).ShouldBe(length);

            // Within one block of the proportion of the whole.
            Math.Abs(genotype.Encoder.Length - ((double)length * encoder / (encoder + decoder))).ShouldBeLessThan(1.0001);
        }
    }

    [Fact]
    public void Samples_are_uniform_and_come_from_the_seed()
    {
        var space = new MmNasSpace(Encoder, Decoder, 2, 3);
        const int Draws = 2000;
        var samples = Enumerable.Range(0, Draws).Select(seed => (MmNasGenotype)space.Sample((ulong)seed)).ToList();
        foreach (var name in Decoder)
        {
            for (var block = 0; block < 3; block++)
            {
                samples.Count(s => s.Decoder[block][0] == name).ShouldBeInRange((Draws / 4) - 100, (Draws / 4) + 100);
            }
        }

        samples.Count(s => s.Encoder[1][0] == "feed_forward").ShouldBeInRange((Draws / 2) - 110, (Draws / 2) + 110);
        samples.Distinct().Count().ShouldBeGreaterThan(240, "of 256");
        space.Sample(77).ShouldBe(space.Sample(77));
    }

    [Fact]
    public void What_does_not_fit_the_space_is_said()
    {
        var space = new MmNasSpace(Encoder, Decoder, 2, 3);
        void Says(MmNasGenotype genotype, string message) =>
            Should.Throw<InvalidFileException>(() => space.Parse(genotype.ToJson(), "some.json")).Message.ShouldBe("some.json: " + message);
        Says(
            MmNasGenotype.Of(["feed_forward"], ["feed_forward", "feed_forward", "feed_forward"]),
            "has 1 blocks in the encoder and 3 in the decoder, but the space has 2 and 3");
        Says(
            MmNasGenotype.Of(["feed_forward", "gelu"], ["feed_forward", "feed_forward", "feed_forward"]),
            "has a block gelu, which the space does not choose from");
        Says(
            new MmNasGenotype([["feed_forward"], ["feed_forward", "self_att_16"]], [["feed_forward"], ["feed_forward"], ["feed_forward"]]),
            "has a block feed_forward+self_att_16, which the space does not choose from");
        Should.Throw<InvalidFileException>(() => space.Parse("{}", "some.json")).Message.ShouldStartWith("some.json: ");

        // A shorter network must be one that rows can mean.
        var shorter = new MmNasSpace(Encoder, Decoder, 2, 3, shorter: true);
        shorter.Parse(MmNasGenotype.Of(["feed_forward"], ["feed_forward", "feed_forward"]).ToJson(), "some.json").Hash.ShouldNotBeEmpty();
        Should.Throw<InvalidFileException>(
            () => shorter.Parse(MmNasGenotype.Of(["feed_forward", "feed_forward"], ["feed_forward"]).ToJson(), "some.json"))
            .Message.ShouldContain("has 2 blocks in the encoder and 1 in the decoder, but the space has 2 and 3");
    }

    [Fact]
    public void Pools_that_cannot_be_are_said()
    {
        static void Says(string[] encoder, string[] decoder, string message) =>
            Should.Throw<UsageException>(() => new MmNasSpace(encoder, decoder, 2, 3)).Message.ShouldStartWith(message);
        Says([], Decoder, "space.encoder is empty: name the operations to choose from.");
        Says(Encoder, ["gelu", "gelu"], "space.decoder names an operation twice: gelu, gelu.");
        Says(["guided_att_16"], Decoder, "space.encoder: 'guided_att_16' cannot stand in the encoder");
        Says(Encoder, ["gelo"], "space.decoder: there is no operation 'gelo'; did you mean 'gelu'?");
        var space = new MmNasSpace(Encoder, Decoder, 2, 3);
        Should.Throw<ArgumentOutOfRangeException>(() => space.Option(0, 2));
        Should.Throw<ArgumentOutOfRangeException>(() => space.Option(1, -1));
    }

    [Theory]
    [InlineData("random")]
    [InlineData("evolution")]
    public void Whole_networks_alone_are_searched_at_random_and_by_evolution(string name)
    {
        var space = new MmNasSpace(Encoder, Decoder, 2, 3);
        using ISearchStrategy strategy = name is "random"
            ? new RandomStrategy(space, new RandomSettings { StepSize = 4 }, 20, 3)
            : new EvolutionStrategy(space, new EvolutionSettings { Population = 4, StepSize = 4, Tournament = 2 }, 20, 3);
        var met = new HashSet<string>(StringComparer.Ordinal);
        while (strategy.Ask() is { Count: > 0 } asked)
        {
            asked.ShouldAllBe(p => p.Rows.Length == 5 && space.Admits(p.Rows));
            met.UnionWith(asked.Select(p => p.Rows.ToString()));
            strategy.Tell([.. asked.Select(p => new ScoredChoice(p.Rows, p.Rows.Rows.Sum(r => r[0])))]);
        }

        met.Count.ShouldBeInRange(10, 20);
    }
}
