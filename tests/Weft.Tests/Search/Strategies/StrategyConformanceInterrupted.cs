using Shouldly;
using Weft.Search.Strategies;
using Weft.Studies;

namespace Weft.Tests.Search.Strategies;

/// <summary>Searches that are interrupted, killed, and worked on by several.</summary>
public sealed partial class StrategyConformanceTests
{
    // So many a worker takes from the last result of a step until it adds the next one.
    private const int Looks = 4;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Interrupted_or_killed_after_every_single_result_it_ends_alike(string strategy, string spaceName)
    {
        var space = SmallSpaces.All[spaceName];
        var whole = Text(bench.Run(bench.Memory(), space, strategy));
        var study = bench.Memory();
        IReadOnlyList<Trial>? trials = null;
        var begun = 0;
        for (; trials is null; begun++)
        {
            begun.ShouldBeLessThan(200, "every time one more trial is finished");
            using var worker = new StudyWrapper(study);
            var kill = begun % 2 == 0;
            var trainer = new FakeTrainer(space)
            {
                Before = count =>
                {
                    worker.Killed = kill && count == 1;
                    if (count == 1)
                    {
                        throw new OperationCanceledException();
                    }
                },
            };
            try
            {
                trials = bench.Run(worker, space, strategy, trainer);
            }
            catch (OperationCanceledException)
            {
                study.Trials().ShouldAllBe(t => t.State != TrialState.Running, "an interrupted worker gives back what it holds");
            }
            catch (ObjectDisposedException)
            {
                worker.Killed.ShouldBeTrue();
            }
        }

        begun.ShouldBeGreaterThan(whole.Count / 2);
        Text(trials).ShouldBe(whole);
    }

    [Theory]
    [MemberData(nameof(Strategies))]
    public void A_killed_search_goes_on_from_its_file(string strategy)
    {
        var space = SmallSpaces.All["mfas"];
        var whole = Text(bench.Run(bench.Memory(), space, strategy));
        Should.Throw<ObjectDisposedException>(() => RunAndKill(bench.File(), 3));
        Should.Throw<ObjectDisposedException>(() => RunAndKill(bench.Reopen(), 14));
        using var study = bench.Reopen();
        study.Trials().Count(t => t.State == TrialState.Done).ShouldBeGreaterThanOrEqualTo(17);

        // Another worker must wait until the killed one's lease has ended.
        bench.Time.Advance(SearchBench.Lease.TotalSeconds);
        var trials = bench.Run(study, space, strategy, change: s => s with { Worker = "another" });
        Text(trials).ShouldBe(whole);
        study.ActiveWorkers().ShouldBe(0);

        void RunAndKill(IStudyStorage opened, int after)
        {
            using var worker = new StudyWrapper(opened);
            bench.Run(worker, space, strategy, new FakeTrainer(space)
            {
                Before = count =>
                {
                    if (count == after)
                    {
                        worker.Killed = true;
                        throw new OperationCanceledException();
                    }
                },
            });
        }
    }

    [Theory]
    [MemberData(nameof(Strategies))]
    public async Task Two_workers_train_each_trial_once_and_propose_what_one_would(string strategy)
    {
        var space = SmallSpaces.All["bmnas"];
        var whole = Text(bench.Run(bench.Memory(), space, strategy));
        bench.File().Dispose();
        using var cancellation = new CancellationTokenSource(Patience);
        using var watch = bench.Reopen();
        var trainers = new FakeTrainer[2];
        trainers[0] = Trainer(1);
        trainers[1] = Trainer(0);
        var workers = trainers.Select((trainer, i) => Task.Run(() =>
        {
            using var study = bench.Reopen();
            return bench.Run(study, space, strategy, trainer, change: s => s with
            {
                Worker = $"w{i}",
                Run = s.Run with { Cancellation = cancellation.Token },
            });
        }));
        foreach (var trials in await Task.WhenAll(workers).WaitAsync(Patience + TimeSpan.FromSeconds(30)))
        {
            Text(trials).ShouldBe(whole);
            trials.ShouldAllBe(t => t.Attempts <= 1);
        }

        trainers.ShouldAllBe(t => t.Trained.Count > 0);
        var trained = trainers.SelectMany(t => t.Trained).Order().ToList();
        trained.Distinct().Count().ShouldBe(trained.Count);
        trained.Count.ShouldBe(whole.Count(line => line.Contains("same as  ", StringComparison.Ordinal)));

        // Whoever is first takes all of the first step, but waits for the other there; later steps are shared.
        FakeTrainer Trainer(int other) => new(space)
        {
            Before = _ => Wait(() => watch.ActiveWorkers() == 2 || trainers[other].Trained.Count > 0),
            Change = (number, result) =>
            {
                Wait(() => number <= 12 || trainers[other].Trained.Count > 0);
                return result;
            },
        };

        void Wait(Func<bool> condition)
        {
            while (!condition())
            {
                cancellation.Token.ThrowIfCancellationRequested();
                Thread.Sleep(5);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Strategies))]
    public void A_step_that_another_adds_between_two_looks_changes_nothing(string strategy)
    {
        // One so small that scores are shared: wrong numbers would name wrong trials.
        foreach (var space in new[] { SmallSpaces.Tiny, SmallSpaces.All["mfas"] })
        {
            var reference = bench.Run(bench.Memory(), space, strategy);
            for (var look = 1; look <= Looks; look++)
            {
                var study = bench.Memory();
                using var worker = Meddled(study, look, next =>
                {
                    if (reference.Where(t => t.Step == next).Select(t => t.Proposal).ToList() is { Count: > 0 } proposals)
                    {
                        study.AddStep(next, proposals);
                    }
                });
                Text(bench.Run(worker, space, strategy, change: s => s with { MostTrials = reference.Count })).ShouldBe(Text(reference));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Strategies))]
    public void A_worker_with_a_lower_bound_disturbs_nobody(string strategy)
    {
        var space = SmallSpaces.Tiny;
        for (var look = 1; look <= Looks; look++)
        {
            var file = $"{look}.db";
            using var study = bench.File(file);
            using var own = SmallStrategies.Create(strategy, space, 1);
            using var worker = Meddled(study, look, next =>
            {
                if (next == 1)
                {
                    using var other = bench.Reopen(file);
                    bench.Run(other, space, strategy, change: s => s with { Worker = "other", MostTrials = study.Trials().Count + 2 });
                }
            });
            var all = new TrialSearch(bench.Setup(worker, space, own, new FakeTrainer(space))).Run();
            all.Count(t => t.Step == 1).ShouldBe(2);
            all.Count.ShouldBeGreaterThan(8);
            all.ShouldAllBe(t => t.State == TrialState.Done);
        }
    }

    [Fact]
    public void The_last_sign_of_life_is_waited_for()
    {
        var space = SmallSpaces.All["mfas"];
        var study = bench.Memory();
        var (running, signs) = (0, 0);
        using var first = new ManualResetEventSlim();
        using var heartbeat = new StudyWrapper(bench.Memory())
        {
            OnRenew = () =>
            {
                Interlocked.Increment(ref running);
                Interlocked.Increment(ref signs);
                first.Set();
                Thread.Sleep(300);
                Interlocked.Decrement(ref running);
            },
        };
        var trainer = new FakeTrainer(space) { Before = _ => first.Wait(Patience).ShouldBeTrue() };
        bench.Run(study, space, RandomStrategy.StrategyName, trainer, change: s => s with
        {
            Heartbeat = heartbeat,
            Lease = TimeSpan.FromSeconds(2),
            MostTrials = 1,
        });
        Volatile.Read(ref running).ShouldBe(0, "the connection may be closed now");
        Volatile.Read(ref signs).ShouldBeGreaterThan(0);
        study.ActiveWorkers().ShouldBe(0);
    }

    /// <summary>A study in which others act on the next step after a worker's n-th look at a finished one.</summary>
    private static StudyWrapper Meddled(IStudyStorage study, int look, Action<int> act)
    {
        var looks = new Dictionary<int, int>();
        return new StudyWrapper(study)
        {
            AfterRead = () =>
            {
                if (study.Trials() is [.., var last] trials && trials.All(t => t.Result is not null))
                {
                    looks[last.Step] = looks.GetValueOrDefault(last.Step) + 1;
                    if (looks[last.Step] == look)
                    {
                        act(last.Step + 1);
                    }
                }
            },
        };
    }
}
