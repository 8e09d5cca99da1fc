using Shouldly;
using Weft.Studies;
using Weft.Testing;

namespace Weft.Tests.Studies;

/// <summary>What every storage of studies must do. A test begins with a new study that it may open any number of times.</summary>
public abstract partial class StudyStorageConformance
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(60);

    /// <summary>The clock of every storage.</summary>
    protected ManualTime Time { get; } = new();

    /// <summary>Begins the test's study.</summary>
    protected abstract IStudyStorage Create(StudyDescription description);

    /// <summary>A further connection to it.</summary>
    protected abstract IStudyStorage Open();

    [Fact]
    public void The_description_comes_back_whole()
    {
        using (var study = Create(SampleStudy.Description))
        {
            study.Description.EncoderHashes.ShouldBe(SampleStudy.Description.EncoderHashes);
        }

        using var again = Open();
        again.Description.EncoderHashes.ShouldBe(SampleStudy.Description.EncoderHashes);
        (again.Description with { EncoderHashes = SampleStudy.Description.EncoderHashes }).ShouldBe(SampleStudy.Description);
    }

    [Fact]
    public void A_step_is_added_once_in_its_order()
    {
        using var study = Create(SampleStudy.Description);
        using var other = Open();
        study.AddStep(0, SampleStudy.Proposals(3)).ShouldBeTrue();
        other.AddStep(0, SampleStudy.Proposals(5, from: 50)).ShouldBeFalse();
        other.AddStep(1, SampleStudy.Proposals(2, from: 3)).ShouldBeTrue();

        var trials = study.Trials();
        trials.Select(trial => trial.Number).ShouldBe([1L, 2, 3, 4, 5]);
        trials.Select(trial => (trial.Step, trial.Position)).ShouldBe([(0, 0), (0, 1), (0, 2), (1, 0), (1, 1)]);
        trials.ShouldAllBe(t => t.State == TrialState.Waiting && t.Attempts == 0 && t.Worker == null && t.Result == null);
        SampleStudy.Text(study.Step(1)).ShouldBe(SampleStudy.Text(trials.Skip(3)));
        study.Step(2).ShouldBeEmpty();
        foreach (var (i, trial) in trials.Index())
        {
            var expected = SampleStudy.Proposal(i);
            (trial.Proposal with { Proxies = null }).ShouldBe(expected with { Proxies = null });
            (trial.Proposal.Proxies ?? new Dictionary<string, double>()).ShouldBe(expected.Proxies ?? new Dictionary<string, double>());
        }
    }

    [Fact]
    public void Impossible_steps_are_refused_and_leave_nothing()
    {
        using var study = Create(SampleStudy.Description);
        Should.Throw<ArgumentException>(() => study.AddStep(0, [])).ParamName.ShouldBe("proposals");
        Should.Throw<ArgumentException>(() => study.AddStep(1, SampleStudy.Proposals(1))).ParamName.ShouldBe("step");
        foreach (var (earlier, i) in new[] { (2L, 1), (9L, 1), (1L, 1) })
        {
            Should.Throw<ArgumentException>(() => study.AddStep(0, [SampleStudy.Proposal(0), SampleStudy.Proposal(i, earlier)]))
                .Message.ShouldStartWith($"Trial {earlier} does not have the genotype hash-1");
        }

        study.Trials().ShouldBeEmpty();
    }

    [Fact]
    public void Numbers_that_are_none_are_left_out_of_a_proposal()
    {
        using var study = Create(SampleStudy.Description);
        var odd = new Dictionary<string, double> { ["a"] = double.PositiveInfinity, ["b"] = 2 };
        study.AddStep(0, [SampleStudy.Proposal(0) with { Predicted = double.NaN, Proxies = odd }]);
        var proposal = study.Trials()[0].Proposal;
        proposal.Predicted.ShouldBeNull();
        proposal.Proxies!.ShouldHaveSingleItem().ShouldBe(new KeyValuePair<string, double>("b", 2));
    }

    [Fact]
    public void Claims_take_the_lowest_numbers_and_say_who_and_until_when()
    {
        using var study = Create(SampleStudy.Description);
        study.AddStep(0, SampleStudy.Proposals(4));
        Time.Advance(1);
        study.Claim("a", 3, Lease).Select(trial => trial.Number).ShouldBe([1L, 2, 3]);
        var left = study.Claim("b", 3, Lease).ShouldHaveSingleItem();
        study.Claim("c", 3, Lease).ShouldBeEmpty();
        (left.Number, left.State, left.Worker, left.Attempts).ShouldBe((4, TrialState.Running, "b", 1));
        left.Started.ShouldBe(Time.GetUtcNow());
        left.LeaseEnds.ShouldBe(Time.GetUtcNow() + Lease);
        study.ActiveWorkers().ShouldBe(3, "c found nothing to do, but is there");
        study.Release("c");
        study.ActiveWorkers().ShouldBe(2);
        SampleStudy.Text(study.Trials().Skip(3)).ShouldBe(SampleStudy.Text([left]));
        Should.Throw<ArgumentOutOfRangeException>(() => study.Claim("a", 0, Lease));
        Should.Throw<ArgumentOutOfRangeException>(() => study.Claim("a", 1, TimeSpan.Zero));
        Should.Throw<ArgumentException>(() => study.Claim("", 1, Lease));
    }

    [Fact]
    public void An_ended_lease_gives_the_trial_to_another_and_refuses_the_late_result()
    {
        using var study = Create(SampleStudy.Description);
        study.AddStep(0, SampleStudy.Proposals(2));
        study.Claim("slow", 2, Lease);
        Time.Advance(59.999);
        study.Claim("quick", 2, Lease).ShouldBeEmpty();
        Time.Advance(0.001);
        study.ActiveWorkers().ShouldBe(1, "only the quick one gave a sign since");
        var taken = study.Claim("quick", 1, Lease).ShouldHaveSingleItem();
        (taken.Number, taken.Worker, taken.Attempts).ShouldBe((1, "quick", 2));

        // The second one is late too, but nobody else took it.
        var late = new Dictionary<long, TrialResult> { [1] = SampleStudy.Result(0.9), [2] = SampleStudy.Result(0.8) };
        study.Complete("slow", late).ShouldBe([2L]);
        study.Trials()[0].Result.ShouldBeNull();
        study.Complete("quick", new Dictionary<long, TrialResult> { [1] = SampleStudy.Result(0.7) }).ShouldBe([1L]);
        study.Trials().Select(trial => trial.Result!.Score).ShouldBe([0.7, 0.8]);
        study.Trials().ShouldAllBe(trial => trial.LeaseEnds == null && trial.Finished == Time.GetUtcNow());
    }

    [Fact]
    public void Renewing_keeps_what_nobody_else_took()
    {
        using var study = Create(SampleStudy.Description);
        study.AddStep(0, SampleStudy.Proposals(3));
        study.Claim("a", 3, Lease);
        Time.Advance(50);
        study.Renew("a", Lease).ShouldBe([1L, 2, 3]);
        Time.Advance(50);
        study.Claim("b", 1, Lease).ShouldBeEmpty();
        Time.Advance(20);
        study.Claim("b", 1, Lease).ShouldHaveSingleItem().Number.ShouldBe(1);
        study.Renew("a", Lease).ShouldBe([2L, 3]);
        study.Claim("b", 3, Lease).ShouldBeEmpty();
        study.Renew("nobody", Lease).ShouldBeEmpty();
    }

    [Fact]
    public void Released_trials_wait_again_at_once()
    {
        using var study = Create(SampleStudy.Description);
        study.AddStep(0, SampleStudy.Proposals(3));
        study.Claim("a", 2, Lease);
        study.Claim("b", 1, Lease);
        study.Complete("a", new Dictionary<long, TrialResult> { [1] = SampleStudy.Result(0.5) });
        study.Release("a");
        study.Trials().Select(trial => (trial.State, trial.Worker)).ShouldBe(
            [(TrialState.Done, "a"), (TrialState.Waiting, null), (TrialState.Running, "b")]);
        study.Complete("a", new Dictionary<long, TrialResult> { [2] = SampleStudy.Result(0.5) }).ShouldBeEmpty();
        study.Claim("c", 9, Lease).ShouldHaveSingleItem().Attempts.ShouldBe(2);
    }

    [Fact]
    public void A_result_is_recorded_once()
    {
        using var study = Create(SampleStudy.Description);
        study.AddStep(0, SampleStudy.Proposals(2));
        study.Claim("a", 1, Lease);
        var result = SampleStudy.Result(1.0 / 3);
        study.Complete("a", new Dictionary<long, TrialResult> { [1] = result }).ShouldBe([1L]);
        Time.Advance(5);
        var more = new Dictionary<long, TrialResult> { [1] = SampleStudy.Result(0.9), [2] = result, [77] = result };
        study.Complete("a", more).ShouldBeEmpty();
        var trial = study.Trials()[0];
        trial.State.ShouldBe(TrialState.Done);
        trial.Finished.ShouldBe(DateTimeOffset.UnixEpoch);
        trial.Result!.EpochScores.ShouldBe(result.EpochScores);
        (trial.Result with { EpochScores = result.EpochScores }).ShouldBe(result);
        study.Trials()[1].State.ShouldBe(TrialState.Waiting);
    }

    [Theory]
    [InlineData(double.NaN, "Its score is not a number (NaN): training diverged.")]
    [InlineData(double.NegativeInfinity, "Its score is not a number (-Infinity): training diverged.")]
    [InlineData(null, "Training gave no score.")]
    public void Without_a_finite_score_a_trial_has_failed(double? score, string problem)
    {
        using var study = Create(SampleStudy.Description);
        study.AddStep(0, SampleStudy.Proposals(2));
        study.Claim("a", 2, Lease);
        var result = new TrialResult(score, [0.25, double.NaN], 3, null, 5, double.PositiveInfinity);
        var results = new Dictionary<long, TrialResult> { [1] = result, [2] = result with { Problem = "It ran out of memory." } };
        study.Complete("a", results).ShouldBe([1L, 2]);
        var trials = study.Trials();
        trials.ShouldAllBe(t => t.State == TrialState.Failed && t.Result!.Score == null && t.Result.LatencyMilliseconds == null);
        trials[0].Result!.EpochScores.ShouldBe([0.25, double.NaN]);
        trials.Select(trial => trial.Result!.Problem).ShouldBe([problem, "It ran out of memory."]);
        study.Claim("b", 2, Lease).ShouldBeEmpty();
    }

    [Fact]
    public void Impossible_seconds_are_refused_and_leave_nothing()
    {
        using var study = Create(SampleStudy.Description);
        study.AddStep(0, SampleStudy.Proposals(2));
        study.Claim("a", 2, Lease);
        var result = SampleStudy.Result(0.5);
        var results = new Dictionary<long, TrialResult> { [1] = result, [2] = result with { Seconds = double.NaN } };
        Should.Throw<ArgumentOutOfRangeException>(() => study.Complete("a", results));
        study.Trials().ShouldAllBe(trial => trial.State == TrialState.Running);
    }

    [Fact]
    public void A_shared_result_that_is_there_counts_at_once()
    {
        using var study = Create(SampleStudy.Description);
        study.AddStep(0, SampleStudy.Proposals(2));
        study.Claim("a", 2, Lease);
        study.Complete("a", new Dictionary<long, TrialResult> { [1] = SampleStudy.Result(0.5), [2] = new(null, [], 7, "It broke.") });
        Time.Advance(9);
        study.AddStep(1, [SampleStudy.Proposal(1, 2), SampleStudy.Proposal(0, 1), SampleStudy.Proposal(0, 4)]);
        var trials = study.Step(1);
        trials.Select(trial => trial.State).ShouldBe([TrialState.Failed, TrialState.Done, TrialState.Done]);
        trials.Select(trial => (trial.Result!.Score, trial.Result.Problem)).ShouldBe([(null, "It broke."), (0.5, null), (0.5, null)]);
        trials.ShouldAllBe(t => t.Result!.Seconds == 0 && t.Finished == Time.GetUtcNow() && t.Attempts == 0 && t.Worker == null);
        trials[1].Result!.EpochScores.ShouldBe(SampleStudy.Result(0.5).EpochScores);
        trials[1].Result!.Parameters.ShouldBe(1234);
        study.Claim("b", 9, Lease).ShouldBeEmpty();
    }

    [Fact]
    public void A_shared_result_that_comes_later_reaches_all_that_share_it()
    {
        using var study = Create(SampleStudy.Description);
        study.AddStep(0, [SampleStudy.Proposal(0), SampleStudy.Proposal(1), SampleStudy.Proposal(0, 1), SampleStudy.Proposal(0, 3)]);
        study.Claim("a", 9, Lease).Select(trial => trial.Number).ShouldBe([1L, 2]);
        study.Complete("a", new Dictionary<long, TrialResult> { [2] = SampleStudy.Result(0.2) });
        study.Trials().Skip(2).ShouldAllBe(trial => trial.State == TrialState.Waiting);
        study.Complete("a", new Dictionary<long, TrialResult> { [1] = SampleStudy.Result(0.7) }).ShouldBe([1L]);
        study.Trials().Select(trial => trial.Result!.Score).ShouldBe([0.7, 0.2, 0.7, 0.7]);
        study.Trials().Select(trial => trial.Result!.Seconds).ShouldBe([12.25, 12.25, 0, 0]);
    }

    [Fact]
    public void Opened_again_everything_is_as_it_was()
    {
        string before;
        using (var study = Create(SampleStudy.Description))
        {
            study.AddStep(0, SampleStudy.Proposals(4));
            study.Claim("a", 2, Lease);
            study.Claim("killed", 1, Lease);
            var diverged = new TrialResult(double.NaN, [double.NaN], 1);
            study.Complete("a", new Dictionary<long, TrialResult> { [1] = SampleStudy.Result(0.1 + 0.2), [2] = diverged });
            before = SampleStudy.Text(study.Trials());
        }

        using var again = Open();
        SampleStudy.Text(again.Trials()).ShouldBe(before);
        Time.Advance(60);
        again.Claim("b", 9, Lease).Select(trial => trial.Number).ShouldBe([3L, 4]);
    }

    [Fact]
    public void A_closed_study_says_so()
    {
        var study = Create(SampleStudy.Description);
        study.Dispose();
        study.Dispose();
        Should.Throw<ObjectDisposedException>(() => study.Trials());
    }
}
