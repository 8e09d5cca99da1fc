using System.Globalization;
using Weft.Search;
using Weft.Search.Strategies;
using Weft.Studies;
using Weft.Tests.Studies;

namespace Weft.Tests.Search.Strategies;

/// <summary>Runs searches by trials without networks.</summary>
internal sealed class SearchBench : IDisposable
{
    /// <summary>So long that no sign of life is given while a test runs.</summary>
    internal static readonly TimeSpan Lease = TimeSpan.FromHours(2);

    private readonly RunHarness harness = new();

    /// <summary>The clock of leases.</summary>
    internal Weft.Testing.ManualTime Time => harness.Time;

    /// <summary>An empty study in memory.</summary>
    internal ModelStudy Memory() => new(Time);

    /// <summary>An empty study in a file.</summary>
    internal IStudyStorage File(string name = "study.db") => StudyStorages.Create(harness[name], SampleStudy.Description, Time);

    /// <summary>A further connection to it.</summary>
    internal IStudyStorage Reopen(string name = "study.db") => StudyStorages.Open(harness[name], Time);

    /// <summary>A search as a worker begins it, with a strategy of its own.</summary>
    internal TrialSearchSetup Setup(IStudyStorage study, ISequenceSpace space, ISearchStrategy strategy, ITrialTrainer trainer, ulong seed = 1) => new()
    {
        Storage = study,
        Heartbeat = study,
        Space = space,
        Strategy = strategy,
        Trainer = trainer,
        Worker = "w",
        Lease = Lease,
        Seed = seed,
        Run = harness.Context(),
    };

    /// <summary>Searches to the end, or to the exception of the trainer.</summary>
    internal IReadOnlyList<Trial> Run(
        IStudyStorage study, ISequenceSpace space, string strategyName, ITrialTrainer? trainer = null, ulong seed = 1,
        Func<TrialSearchSetup, TrialSearchSetup>? change = null)
    {
        using var strategy = SmallStrategies.Create(strategyName, space, seed);
        var setup = Setup(study, space, strategy, trainer ?? new FakeTrainer(space), seed);
        return new TrialSearch(change?.Invoke(setup) ?? setup).Run();
    }

    /// <summary>What of trials must be the same however often their search was interrupted, and by whomever they were trained.</summary>
    internal static IEnumerable<string> Text(IEnumerable<Trial> trials) => trials.Select(t => string.Create(
        CultureInfo.InvariantCulture,
        $"{t.Number} {t.Step} {t.Position} {t.Proposal.Genotype} {t.Proposal.Seed} {t.Proposal.Predicted:R} same as {t.Proposal.SameAs} "
        + $"{t.State} {t.Result?.Score:R} {t.Result?.Problem}"));

    public void Dispose() => harness.Dispose();
}
