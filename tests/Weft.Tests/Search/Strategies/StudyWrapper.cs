using Weft.Studies;

namespace Weft.Tests.Search.Strategies;

/// <summary>A study that a test can cut off or interfere with.</summary>
/// <param name="inner">The study itself.</param>
internal sealed class StudyWrapper(IStudyStorage inner) : IStudyStorage
{
    /// <summary>Whether the process that holds it was killed: nothing reaches the study any more.</summary>
    public bool Killed { get; set; }

    /// <summary>Called after all trials, or those of a step, were read.</summary>
    public Action AfterRead { get; init; } = () => { };

    /// <summary>Called when a sign of life comes.</summary>
    public Action OnRenew { get; init; } = () => { };

    public StudyDescription Description => Inner.Description;

    private IStudyStorage Inner => Killed ? throw new ObjectDisposedException("the killed worker's study") : inner;

    public bool AddStep(int step, IReadOnlyList<TrialProposal> proposals) => Inner.AddStep(step, proposals);

    public IReadOnlyList<Trial> Trials() => Read([.. Inner.Trials()]);

    public IReadOnlyList<Trial> Step(int step) => Read([.. Inner.Step(step)]);

    public IReadOnlyList<Trial> Claim(string worker, int atMost, TimeSpan lease) => Inner.Claim(worker, atMost, lease);

    public IReadOnlyList<long> Renew(string worker, TimeSpan lease)
    {
        OnRenew();
        return Inner.Renew(worker, lease);
    }

    public void Release(string worker) => Inner.Release(worker);

    public IReadOnlyList<long> Complete(string worker, IReadOnlyDictionary<long, TrialResult> results) => Inner.Complete(worker, results);

    public int ActiveWorkers() => Inner.ActiveWorkers();

    public void Dispose() => inner.Dispose();

    private IReadOnlyList<Trial> Read(IReadOnlyList<Trial> trials)
    {
        AfterRead();
        return trials;
    }
}
