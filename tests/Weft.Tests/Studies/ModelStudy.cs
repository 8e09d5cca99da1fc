using Weft.Studies;

namespace Weft.Tests.Studies;

/// <summary>A storage in a list, as plain as can be: what the others are compared with.</summary>
internal sealed class ModelStudy(TimeProvider time) : IStudyStorage
{
    private readonly List<Trial> trials = [];
    private readonly Dictionary<string, DateTimeOffset> seen = new(StringComparer.Ordinal);

    public StudyDescription Description => SampleStudy.Description;

    internal int Count => trials.Count;

    public bool AddStep(int step, IReadOnlyList<TrialProposal> proposals)
    {
        if (trials.Exists(trial => trial.Step == step))
        {
            return false;
        }

        foreach (var proposal in proposals)
        {
            var position = trials.Count(trial => trial.Step == step);
            trials.Add(new Trial(trials.Count + 1, step, position, proposal, TrialState.Waiting, null, null, null, null, 0, null));
        }

        Share();
        return true;
    }

    public IReadOnlyList<Trial> Trials() => trials;

    public IReadOnlyList<Trial> Step(int step) => trials.FindAll(trial => trial.Step == step);

    public IReadOnlyList<Trial> Claim(string worker, int atMost, TimeSpan lease)
    {
        var now = time.GetUtcNow();
        seen[worker] = now + lease;
        var open = trials.Where(trial => trial.Proposal.SameAs is null &&
            (trial.State == TrialState.Waiting || (trial.State == TrialState.Running && trial.LeaseEnds <= now)));
        return Change(open.Take(atMost), trial => trial with
        {
            State = TrialState.Running,
            Worker = worker,
            LeaseEnds = now + lease,
            Started = now,
            Attempts = trial.Attempts + 1,
        });
    }

    public IReadOnlyList<long> Renew(string worker, TimeSpan lease)
    {
        seen[worker] = time.GetUtcNow() + lease;
        return [.. Change(Held(worker), trial => trial with { LeaseEnds = time.GetUtcNow() + lease }).Select(trial => trial.Number)];
    }

    public void Release(string worker)
    {
        seen.Remove(worker);
        Change(Held(worker), trial => trial with { State = TrialState.Waiting, Worker = null, LeaseEnds = null });
    }

    public IReadOnlyList<long> Complete(string worker, IReadOnlyDictionary<long, TrialResult> results)
    {
        var changed = Change(Held(worker).Where(trial => results.ContainsKey(trial.Number)), trial =>
        {
            var result = results[trial.Number];
            var failed = result.Problem is not null || result.Score is null || !double.IsFinite(result.Score.Value);
            return trial with
            {
                State = failed ? TrialState.Failed : TrialState.Done,
                LeaseEnds = null,
                Finished = time.GetUtcNow(),
                Result = failed
                    ? result with { Score = null, Problem = result.Problem ?? "Its score is not a number (NaN): training diverged." }
                    : result,
            };
        });
        Share();
        return [.. changed.Select(trial => trial.Number)];
    }

    public int ActiveWorkers() => seen.Values.Count(until => until > time.GetUtcNow());

    public void Dispose()
    {
        // A list holds nothing that must be given back.
    }

    private IEnumerable<Trial> Held(string worker) => trials.Where(trial => trial.State == TrialState.Running && trial.Worker == worker);

    // An earlier trial comes first, so one pass reaches those that share through another.
    private void Share() => Change(trials, trial =>
        trial.State == TrialState.Waiting && trial.Proposal.SameAs is { } earlier && trials[(int)earlier - 1].Result is { } result
            ? trial with { State = trials[(int)earlier - 1].State, Finished = time.GetUtcNow(), Result = result with { Seconds = 0 } }
            : trial);

    private List<Trial> Change(IEnumerable<Trial> which, Func<Trial, Trial> change)
    {
        var changed = new List<Trial>();
        foreach (var trial in which.ToList())
        {
            trials[(int)trial.Number - 1] = change(trial);
            changed.Add(trials[(int)trial.Number - 1]);
        }

        return changed;
    }
}
