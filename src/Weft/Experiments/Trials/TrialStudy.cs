using Weft.Search;
using Weft.Search.Strategies;
using Weft.Settings;
using Weft.Studies;
using Weft.Torch;

namespace Weft.Experiments.Trials;

/// <summary>What a run searches by trials, and by what means.</summary>
public sealed record TrialPlan
{
    /// <summary>The name of the search in the log.</summary>
    public required string Stage { get; init; }

    /// <summary>The study's file; made if it is not there.</summary>
    public required string File { get; init; }

    /// <summary>What is searched.</summary>
    public required ISequenceSpace Space { get; init; }

    /// <summary>How; it must be fresh.</summary>
    public required ISearchStrategy Strategy { get; init; }

    /// <summary>Measures trials.</summary>
    public required ITrialTrainer Trainer { get; init; }

    /// <summary>The most trials; 0 for as many as the strategy proposes.</summary>
    public int MostTrials { get; init; }

    /// <summary>Seconds that a worker may be silent.</summary>
    public required double LeaseSeconds { get; init; }

    /// <summary>Determines everything random.</summary>
    public required ulong Seed { get; init; }

    /// <summary>This worker's name.</summary>
    public required string Worker { get; init; }

    /// <summary>Take the score of an equal choice instead of training it again.</summary>
    public bool ReuseScores { get; init; } = true;

    /// <summary>Training-free scores; null computes none.</summary>
    public Func<IGenotype, ulong, IReadOnlyDictionary<string, double>>? Proxies { get; init; }

    /// <summary>Hash of each modality's encoder file; none where nothing is frozen.</summary>
    public IReadOnlyDictionary<string, string> EncoderHashes { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>What to do where no trial gives a score.</summary>
    public required string Advice { get; init; }
}

/// <summary>A search by trials as a part of a run: its study in a file, its trials by whatever trains them.</summary>
/// <param name="experiment">The run.</param>
/// <param name="plan">What is searched and how.</param>
public sealed class TrialStudy(Experiment experiment, TrialPlan plan)
{
    /// <summary>The file of a run's own study.</summary>
    public const string FileName = "study.db";

    /// <summary>Searches until the study is finished.</summary>
    /// <returns>All trials.</returns>
    /// <exception cref="WeftException">The study is of other data, encoders or settings, or no trial gave a score.</exception>
    public IReadOnlyList<Trial> Search()
    {
        using var storage = Open();
        using var heartbeat = StudyStorages.Open(plan.File, experiment.Run.Time);
        var trials = new TrialSearch(new TrialSearchSetup
        {
            Storage = storage,
            Heartbeat = heartbeat,
            Space = plan.Space,
            Strategy = plan.Strategy,
            Trainer = plan.Trainer,
            Worker = plan.Worker,
            Lease = TimeSpan.FromSeconds(plan.LeaseSeconds),
            Seed = plan.Seed,
            MostTrials = plan.MostTrials > 0 ? plan.MostTrials : null,
            ReuseScores = plan.ReuseScores,
            Proxies = plan.Proxies,
            Stage = plan.Stage,
            Run = experiment.Run,
        }).Run();
        experiment.ClearCheckpoints(plan.Stage + ":");
        return trials.Any(t => t.Result?.Score is not null)
            ? trials
            : throw new WeftException(
                $"{plan.File}: none of {trials.Count} trials gave a score ({(trials.Count > 0 ? trials[0].Result?.Problem : null) ?? "none was trained"}); "
                + $"{plan.Advice}.");
    }

    private IStudyStorage Open()
    {
        var (file, space, strategy) = (plan.File, plan.Space.Name, plan.Strategy.Name);
        var description = new StudyDescription(
            experiment.Settings.Task, space, strategy, plan.Seed, SettingsWriter.ToYaml(experiment.Settings), experiment.DataHash, plan.EncoderHashes);
        var empty = File.Exists(file) && new FileInfo(file).Length == 0;
        if (empty)
        {
            experiment.Run.Remark($"{Path.GetFileName(file)} was empty, so its search begins anew.");
        }

        if (empty || !File.Exists(file))
        {
            return StudyStorages.Create(file, description, experiment.Run.Time);
        }

        var storage = StudyStorages.Open(file, experiment.Run.Time);
        var found = storage.Description;
        var problem = !string.Equals(found.DataHash, description.DataHash, StringComparison.Ordinal) ? "other data"
            : found.EncoderHashes.Any(e => !string.Equals(e.Value, description.EncoderHashes.GetValueOrDefault(e.Key), StringComparison.Ordinal)) ? "other encoders"
            : !string.Equals(found.Strategy, strategy, StringComparison.Ordinal) || !string.Equals(found.Space, space, StringComparison.Ordinal) || found.Seed != plan.Seed
                ? "another search"
                : null;
        if (problem is null)
        {
            return storage;
        }

        storage.Dispose();
        throw new UsageException($"{file} is a study of {problem}: its scores would not compare. Begin another run.");
    }
}
