namespace Weft.Studies;

/// <summary>What a study searches: written once, when it is made.</summary>
/// <param name="Task">The task.</param>
/// <param name="Space">The space's name.</param>
/// <param name="Strategy">The strategy's name.</param>
/// <param name="Seed">The search's seed.</param>
/// <param name="Settings">The run's settings as YAML: what a worker that joins runs by.</param>
/// <param name="DataHash">Content hash of the data.</param>
/// <param name="EncoderHashes">Hash of each modality's encoder file: workers with other encoders would give other scores.</param>
public sealed record StudyDescription(
    string Task,
    string Space,
    string Strategy,
    ulong Seed,
    string Settings,
    string DataHash,
    IReadOnlyDictionary<string, string> EncoderHashes);

/// <summary>
/// One study's trials in a database. Every method is one transaction: after a kill at any moment each call has happened or has not. Several
/// processes may work on one study; each waiting trial is given to one worker, and given again when that worker's lease has ended.
/// </summary>
public interface IStudyStorage : IDisposable
{
    /// <summary>What the study searches.</summary>
    StudyDescription Description { get; }

    /// <summary>Adds all trials of a step, unless somebody has added that step already.</summary>
    /// <param name="step">0-based; the one after the last.</param>
    /// <param name="proposals">
    /// The trials in order, at least one. One with <see cref="TrialProposal.SameAs"/> gets that trial's result, with no seconds, as soon as
    /// it is there, and is never given to a worker. Predictions and proxies that are not finite are left out.
    /// </param>
    /// <returns>False when the step was there already; its trials may differ from these and are the ones that count.</returns>
    /// <exception cref="ArgumentException">
    /// There are no proposals, a step is left out, or <see cref="TrialProposal.SameAs"/> names no earlier trial with this genotype.
    /// </exception>
    bool AddStep(int step, IReadOnlyList<TrialProposal> proposals);

    /// <summary>All trials in the order of their numbers.</summary>
    IReadOnlyList<Trial> Trials();

    /// <summary>The trials of one step in order; empty if it was not added yet.</summary>
    IReadOnlyList<Trial> Step(int step);

    /// <summary>Takes trials: waiting ones, and running ones whose lease has ended, lowest numbers first.</summary>
    /// <param name="worker">Who takes them; unique among all that share the study.</param>
    /// <param name="atMost">At most so many.</param>
    /// <param name="lease">How long the worker may be silent.</param>
    IReadOnlyList<Trial> Claim(string worker, int atMost, TimeSpan lease);

    /// <summary>Makes a worker's leases last longer, also those that have ended while nobody else took the trial.</summary>
    /// <param name="worker">The worker.</param>
    /// <param name="lease">From now on.</param>
    /// <returns>The numbers of the trials that are still the worker's; what is missing was given to another.</returns>
    IReadOnlyList<long> Renew(string worker, TimeSpan lease);

    /// <summary>Gives back what a worker has not finished: it waits again at once. For a worker that restarts or is interrupted.</summary>
    /// <param name="worker">The worker.</param>
    void Release(string worker);

    /// <summary>Records results. A trial that another worker got in the meantime, or that has a result, keeps what it has.</summary>
    /// <param name="worker">Who trained them.</param>
    /// <param name="results">
    /// Results by trial number. One with a problem, or whose score is missing or not finite, makes the trial fail; of the scores after each
    /// epoch, those that are not finite come back as NaN.
    /// </param>
    /// <returns>The numbers whose results were recorded.</returns>
    IReadOnlyList<long> Complete(string worker, IReadOnlyDictionary<long, TrialResult> results);

    /// <summary>
    /// Workers that gave a sign of life (<see cref="Claim"/>, <see cref="Renew"/>) whose lease has not ended, whether they hold trials or
    /// wait for others'. One that released its trials is not counted until its next sign.
    /// </summary>
    int ActiveWorkers();
}
