using Shouldly;
using Weft.Cli.Terminal;
using Weft.Runs;
using Weft.Testing;

namespace Weft.Tests.Cli.Terminal;

public sealed class ProgressEstimateTests
{
    private readonly ManualTime time = new();
    private readonly ProgressEstimate estimate;

    public ProgressEstimateTests() => estimate = new ProgressEstimate(time);

    [Fact]
    public void One_update_tells_nothing_yet()
    {
        Observe(1, "train", 10);
        estimate.Rate.ShouldBeNull();
        estimate.Left.ShouldBeNull();
    }

    [Fact]
    public void A_resumed_phase_is_measured_from_where_it_began()
    {
        Observe(7, "train", 500);
        time.Advance(10);
        Observe(7, "train", 600);
        estimate.Rate.ShouldBe(10);
    }

    [Fact]
    public void After_a_whole_epoch_its_length_counts_with_its_evaluation()
    {
        estimate.Begin("s");
        Observe(1, "train", 0);
        time.Advance(10);
        Observe(1, "train", 1000);
        Observe(1, "dev", 0);
        time.Advance(5);
        Observe(1, "dev", 1000);
        Observe(2, "train", 0);
        time.Advance(2);
        Observe(2, "train", 200);

        // Ten epochs of 15 seconds: 13 seconds of the second one and eight more.
        estimate.Left!.Value.TotalSeconds.ShouldBe(13 + (8 * 15), 0.001);
        estimate.Rate.ShouldBe(100);
    }

    [Fact]
    public void A_new_stage_begins_from_nothing()
    {
        Observe(1, "train", 0);
        time.Advance(10);
        Observe(5, "train", 0);
        estimate.Observe(new ProgressUpdate("t", 1, 2, "train", 0, 10, "files", null, null, null, null));
        estimate.Rate.ShouldBeNull();
        estimate.Left.ShouldBeNull();
    }

    [Fact]
    public void Work_without_a_known_end_has_a_rate_and_no_time_left()
    {
        foreach (var done in new[] { 0, 30 })
        {
            estimate.Observe(new ProgressUpdate("data", null, null, null, done, 0, "files", null, null, null, null));
            time.Advance(done == 0 ? 3 : 0);
        }

        estimate.Rate.ShouldBe(10);
        estimate.Left.ShouldBeNull();
    }

    private void Observe(int epoch, string phase, long done) =>
        estimate.Observe(new ProgressUpdate("s", epoch, 10, phase, done, 1000, "samples", null, null, null, null));
}
