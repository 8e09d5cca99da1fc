using Shouldly;
using Weft.Runs;
using Weft.Runs.Html;

namespace Weft.Tests.Runs.Html;

public sealed class BlockDecisionsTests
{
    [Fact]
    public void The_last_change_is_counted_from_the_end()
    {
        Sentence([0.6, 0.4, 0.4, 0.3], [0.9, 0.9, 0.9, 0.9]).ShouldBe(
            "The likeliest operations changed last at epoch 2, 2 epochs before the last, in 1 of 2 blocks.");
        Sentence([0.6, 0.6, 0.6, 0.3], [0.9, 0.9, 0.9, 0.2]).ShouldBe("The likeliest operations changed last at epoch 4, the last, in 2 of 2 blocks.");
        Sentence([0.6, 0.6], [0.9, 0.5]).ShouldBe("The likeliest operations of all blocks stayed the same from epoch 1 to epoch 2.");
        Sentence([0.6], [0.9]).ShouldBe("One epoch is logged, so nothing can be said about changes.");
    }

    [Fact]
    public void A_resumed_run_counts_its_epochs_once()
    {
        var events = Events([0.6, 0.4, 0.4], [0.9, 0.9, 0.9]).ToList();
        events.AddRange(Events([0.6, 0.6, 0.6], [0.9, 0.9, 0.9]).Skip(1));
        BlockDecisions.LastChange(Choice.Trace(new RunLog(events, false, 0))).ShouldContain("stayed the same");
    }

    [Fact]
    public void Each_block_shows_its_probabilities_and_frames_the_likeliest()
    {
        var html = BlockDecisions.Build(Choice.Trace(new RunLog([.. Events([0.6, 0.25], [0.9, double.NaN])], false, 0))).Text;
        html.ShouldContain("<caption>Encoder, last epoch</caption>");
        html.ShouldContain("""<tr><th scope="row">Encoder 1</th><td class="c1" style="--p:12.5%"><span>0.25</span></td>""");
        html.ShouldContain("""<td class="c3 chosen" style="--p:37.5%"><span>0.75</span><span class="unseen"> chosen</span></td>""");
        html.ShouldContain("""<td class="c1" style="--p:0%"><span>–</span></td>""");
        html.ShouldNotContain("NaN");
    }

    [Fact]
    public void Charts_of_blocks_are_folded_and_other_searches_have_no_overview()
    {
        var html = ProbabilitySection.Build(new RunLog([.. Events([0.6, 0.25], [0.9, 0.8])], false, 0)).Text;
        html.ShouldContain("<h3>Encoder – which operation a block applies</h3><details><summary>Epoch by epoch: 2 charts, one for each block</summary>");
        html.ShouldContain(">FFN</text>");
        BlockDecisions.Build([.. Choice.Trace(new RunLog([.. Events([0.6], [0.9], "gamma")], false, 0))]).IsEmpty.ShouldBeTrue();
    }

    private static string Sentence(double[] first, double[] second) =>
        BlockDecisions.LastChange(Choice.Trace(new RunLog([.. Events(first, second)], false, 0)));

    private static IEnumerable<RunEvent> Events(double[] first, double[] second, string kind = "encoder") => first.Select((value, i) => new RunEvent
    {
        Event = "probabilities",
        Epoch = i + 1,
        Probabilities =
        [
            new(kind, "Encoder 1", ["self_att_64", "feed_forward"], [value, 1 - value]),
            new(kind, "Encoder 2", ["self_att_64", "feed_forward"], [second[i], 1 - second[i]]),
        ],
    });
}
