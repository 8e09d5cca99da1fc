using Shouldly;
using Weft.Studies;

namespace Weft.Tests.Studies;

/// <summary>Several workers at once, and any sequence of calls.</summary>
public abstract partial class StudyStorageConformance
{
    [Fact]
    public async Task Many_threads_and_connections_get_every_trial_exactly_once()
    {
        const int trials = 200;
        using var study = Create(SampleStudy.Description);
        study.AddStep(0, SampleStudy.Proposals(trials));
        var connections = Enumerable.Range(0, 4).Select(_ => Open()).ToArray();
        try
        {
            // Two threads to a connection.
            var workers = Enumerable.Range(0, 8).Select(i => Task.Run(() => Work(connections[i / 2], $"worker {i}")));
            var taken = (await Task.WhenAll(workers)).SelectMany(numbers => numbers).Order();
            taken.ShouldBe(Enumerable.Range(1, trials).Select(i => (long)i));
        }
        finally
        {
            Array.ForEach(connections, connection => connection.Dispose());
        }

        study.Trials().ShouldAllBe(trial => trial.State == TrialState.Done && trial.Attempts == 1);
    }

    [Fact]
    public void A_worker_counts_from_its_first_sign_of_life_until_its_lease_ends_or_it_leaves()
    {
        using var study = Create(SampleStudy.Description);
        using var other = Open();
        study.ActiveWorkers().ShouldBe(0);
        study.Renew("waits", Lease);
        study.Renew("waits", Lease);
        other.ActiveWorkers().ShouldBe(1, "it holds nothing, but is there, once");
        Time.Advance(30);
        other.Claim("claims", 1, Lease);
        study.ActiveWorkers().ShouldBe(2);
        Time.Advance(30);
        study.ActiveWorkers().ShouldBe(1, "of the first nothing was heard for a whole lease");
        study.Renew("waits", Lease);
        study.ActiveWorkers().ShouldBe(2);
        other.Release("claims");
        other.Release("nobody");
        study.ActiveWorkers().ShouldBe(1);
        Time.Advance(60);
        study.ActiveWorkers().ShouldBe(0);
    }

    [Fact]
    public async Task Of_many_that_add_a_step_one_does()
    {
        using var study = Create(SampleStudy.Description);
        var added = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => Task.Run(() =>
        {
            using var connection = Open();
            return connection.AddStep(0, SampleStudy.Proposals(3, from: 10 * i));
        })));
        added.Count(one => one).ShouldBe(1);
        study.Trials().Select(trial => trial.Proposal.Hash).ShouldBe(
            SampleStudy.Proposals(3, 10 * added.IndexOf(true)).Select(p => p.Hash));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Any_sequence_of_calls_does_what_the_model_does(int seed)
    {
        var random = new Random(seed);
        var model = new ModelStudy(Time);
        var connections = new[] { Create(SampleStudy.Description), Open() };
        try
        {
            for (var i = 0; i < 250; i++)
            {
                if (random.Next(25) == 0)
                {
                    connections[0].Dispose();
                    connections[0] = Open();
                }

                Time.Advance(random.Next(0, 20));
                var call = RandomCall.Next(random, model.Count);
                var expected = call(model);
                call(connections[random.Next(2)]).ShouldBe(expected, $"call {i}");
                var stored = connections[random.Next(2)].Trials();
                SampleStudy.Text(stored).ShouldBe(SampleStudy.Text(model.Trials()), $"after call {i}: {expected}");
            }
        }
        finally
        {
            Array.ForEach(connections, connection => connection.Dispose());
        }

        model.Trials().Select(trial => trial.State).Distinct().Count().ShouldBeGreaterThan(2);
    }

    private static List<long> Work(IStudyStorage study, string worker)
    {
        var numbers = new List<long>();
        while (study.Claim(worker, 1 + (numbers.Count % 3), Lease) is { Count: > 0 } trials)
        {
            numbers.AddRange(study.Complete(worker, trials.ToDictionary(trial => trial.Number, _ => SampleStudy.Result(0.5))));
        }

        return numbers;
    }
}
