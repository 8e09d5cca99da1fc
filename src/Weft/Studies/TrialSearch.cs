using Weft.Runs;
using Weft.Search;
using Weft.Search.Strategies;
using Weft.Torch;

namespace Weft.Studies;

/// <summary>How a study is worked on.</summary>
public sealed record TrialSearchSetup
{
    /// <summary>The study's trials.</summary>
    public required IStudyStorage Storage { get; init; }

    /// <summary>A second connection to them, for the sign of life beside the training.</summary>
    public required IStudyStorage Heartbeat { get; init; }

    /// <summary>What is searched.</summary>
    public required ISequenceSpace Space { get; init; }

    /// <summary>How. It must be fresh: it is told all finished steps.</summary>
    public required ISearchStrategy Strategy { get; init; }

    /// <summary>Measures trials.</summary>
    public required ITrialTrainer Trainer { get; init; }

    /// <summary>This worker's name, unique among the workers of the study; the same after a restart.</summary>
    public required string Worker { get; init; }

    /// <summary>How long a worker may be silent.</summary>
    public required TimeSpan Lease { get; init; }

    /// <summary>The seed of trials.</summary>
    public required ulong Seed { get; init; }

    /// <summary>The most trials; null for as many as the strategy proposes.</summary>
    public int? MostTrials { get; init; }

    /// <summary>Take the score of an equal choice instead of training it again; true by default.</summary>
    public bool ReuseScores { get; init; } = true;

    /// <summary>Training-free scores of a choice, kept with its trial; null computes none.</summary>
    public Func<IGenotype, ulong, IReadOnlyDictionary<string, double>>? Proxies { get; init; }

    /// <summary>The name of the search in progress.</summary>
    public string Stage { get; init; } = "search";

    /// <summary>Log, progress, clock, cancellation.</summary>
    public required RunContext Run { get; init; }
}

/// <summary>
/// Runs a strategy on a study, from wherever the study stands and beside other workers. Nobody leads: whoever finds a step finished adds
/// the next one, which every worker derives alike from the trials in the study. So a kill loses at most what was being trained, and a
/// resumed search proposes what the uninterrupted one would have.
/// </summary>
/// <param name="setup">What it works with.</param>
public sealed class TrialSearch(TrialSearchSetup setup)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(0.25);

    /// <summary>Works until the search is over.</summary>
    /// <returns>All trials.</returns>
    /// <exception cref="OperationCanceledException">The person interrupted; this worker's unfinished trials wait again.</exception>
    public IReadOnlyList<Trial> Run()
    {
        // What this worker held before it was restarted is nobody's.
        setup.Storage.Release(setup.Worker);
        setup.Storage.Renew(setup.Worker, setup.Lease);
        var alive = setup.Run.Time.CreateTimer(_ => SignOfLife(), null, setup.Lease / 4, setup.Lease / 4);
        try
        {
            var known = new Dictionary<string, long>(StringComparer.Ordinal);
            for (var step = 0; NextStep(step, known); step++)
            {
                var finished = WorkOn(step);
                Remember(finished, known);
                setup.Strategy.Tell([.. finished.Select(t => new ScoredChoice(RowsOf(t), t.Result?.Score))]);
            }
        }
        finally
        {
            // Waited for: a late sign of life would bring back a worker that is gone, or find its connection closed.
            alive.DisposeAsync().AsTask().GetAwaiter().GetResult();
            setup.Storage.Release(setup.Worker);
        }

        return setup.Storage.Trials();
    }

    private static void Remember(IReadOnlyList<Trial> trials, Dictionary<string, long> known)
    {
        foreach (var trial in trials)
        {
            known.TryAdd(trial.Proposal.Hash, trial.Number);
        }
    }

    private void SignOfLife()
    {
        try
        {
            setup.Heartbeat.Renew(setup.Worker, setup.Lease);
        }
        catch (WeftException)
        {
            // A busy or full disk now; the next sign may come through, and if none does the lease ends, which is what leases are for.
        }
    }

    private ChoiceRows RowsOf(Trial trial) => setup.Space.Encode(setup.Space.Parse(trial.Proposal.Genotype, $"trial {trial.Number} of the study"));

    /// <summary>Makes sure that a step is in the study; false when the search is over.</summary>
    private bool NextStep(int step, Dictionary<string, long> known)
    {
        // One look at the study: of two, the second may find a step that another worker has added in the meantime.
        var present = setup.Storage.Trials();
        if (present.Any(t => t.Step == step))
        {
            return true;
        }

        var before = present.Count;
        var proposals = setup.Strategy.Ask().Take((setup.MostTrials ?? int.MaxValue) - before).ToList();
        if (proposals.Count == 0)
        {
            return false;
        }

        // What is proposed here is known only once it is in the study, where another worker's step may be instead.
        var planned = new Dictionary<string, long>(known, StringComparer.Ordinal);
        var trials = new List<TrialProposal>();
        foreach (var proposal in proposals)
        {
            var genotype = setup.Space.Decode(proposal.Rows);
            var number = before + trials.Count + 1;
            var seed = Seeds.Derive(setup.Seed, $"trial/{number}");
            var same = setup.ReuseScores && planned.TryGetValue(genotype.Hash, out var earlier) ? earlier : (long?)null;
            planned.TryAdd(genotype.Hash, number);
            trials.Add(new TrialProposal(
                genotype.ToJson(), genotype.Hash, seed, proposal.Predicted, same is null ? setup.Proxies?.Invoke(genotype, seed) : null, same));
        }

        setup.Storage.AddStep(step, trials);
        return true;
    }

    /// <summary>Trains what is to be had of a step until all of it is finished, by this worker or by others.</summary>
    private IReadOnlyList<Trial> WorkOn(int step)
    {
        while (true)
        {
            setup.Run.Cancellation.ThrowIfCancellationRequested();
            var trials = setup.Storage.Step(step);
            var open = trials.Count(t => t.State is TrialState.Waiting or TrialState.Running);
            if (open == 0)
            {
                return trials;
            }

            var waiting = trials.Count(t => t.State == TrialState.Waiting && t.Proposal.SameAs is null);
            var workers = Math.Max(setup.Storage.ActiveWorkers(), 1);
            var share = Math.Max(1, (waiting + workers - 1) / workers);
            var mine = setup.Storage.Claim(setup.Worker, share, setup.Lease);
            if (mine.Count > 0)
            {
                setup.Trainer.Train(mine, Record);
                FailSilent(mine);
            }
            else
            {
                setup.Run.Cancellation.WaitHandle.WaitOne(Pause);
            }
        }
    }

    /// <summary>What a trainer gave no result for would stay this living worker's for ever, and everybody would wait for it.</summary>
    private void FailSilent(IReadOnlyList<Trial> trained)
    {
        var numbers = trained.Select(t => t.Number).ToHashSet();
        var silent = setup.Storage.Step(trained[0].Step)
            .Where(t => numbers.Contains(t.Number) && t.State == TrialState.Running && t.Worker == setup.Worker).ToList();
        if (silent.Count > 0)
        {
            Record(silent.ToDictionary(t => t.Number, _ => new TrialResult(null, [], 0, "Training ended without a result.")));
        }
    }

    private void Record(IReadOnlyDictionary<long, TrialResult> results)
    {
        setup.Storage.Complete(setup.Worker, results);
        var trials = setup.Storage.Trials();
        var done = trials.Count(t => t.State is TrialState.Done or TrialState.Failed);
        var best = trials.Where(t => t.Result?.Score is not null).Select(t => t.Result!.Score!.Value).DefaultIfEmpty(double.NaN).Max();
        var planned = Math.Min(setup.Strategy.PlannedTrials, setup.MostTrials ?? int.MaxValue);
        setup.Run.Progress.Report(new ProgressUpdate(
            setup.Stage, null, null, "trials", done, Math.Max(planned, done), "trials", null, null, null, double.IsFinite(best) ? best : null));
    }
}
