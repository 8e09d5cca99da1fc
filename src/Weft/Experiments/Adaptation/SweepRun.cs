using System.Text.Json;
using Weft.Experiments.Trials;
using Weft.Runs;
using Weft.Runs.Html;
using Weft.Settings;
using Weft.Studies;
using Weft.Torch;
using Weft.Torch.Files;
using Weft.Training;

namespace Weft.Experiments.Adaptation;

/// <summary>What came of a point of a sweep. What may be absent comes last: a stage's file leaves it out.</summary>
/// <param name="Values">The headline of each seed; empty where there were no test clips.</param>
/// <param name="Seconds">Seconds of training, over all seeds.</param>
/// <param name="Metric">The headline's name; null where there were no test clips.</param>
/// <param name="Dev">The mean score on held-out clips of the source; null where there were none.</param>
/// <param name="Problem">Why there are no figures, in a sentence; null where there are.</param>
public sealed record SweptPoint(
    IReadOnlyList<double> Values, double Seconds, string? Metric = null, double? Dev = null, string? Problem = null);

/// <summary>
/// Runs the points of a sweep, each in a folder of its own as <c>weft adapt</c> would, and keeps them as trials of a study. What is done
/// is not done again: a sweep that was killed goes on where it was.
/// </summary>
/// <param name="plan">The sweep.</param>
/// <param name="run">The sweep's own folder, log, progress, clock and cancellation.</param>
public sealed class SweepRun(SweepPlan plan, RunContext run)
{
    private const string Space = "settings";
    private const string Strategy = "grid";

    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    private readonly StageLedger ledger = new(run.Folder);

    /// <summary>Runs every point that is not done, and tells of all.</summary>
    /// <exception cref="OperationCanceledException">The person interrupted; the point at work waits again.</exception>
    /// <exception cref="WeftException">A point cannot be run, or the folder's study is of something else.</exception>
    public SweepTable Execute()
    {
        using var storage = Open();
        using var heartbeat = StudyStorages.Open(StudyFile, run.Time);
        var worker = Workers.NameOf(run.Folder);
        storage.Release(worker);
        var alive = run.Time.CreateTimer(_ => SignOfLife(heartbeat, worker), null, Lease / 4, Lease / 4);
        try
        {
            while (storage.Claim(worker, 1, Lease) is [var trial])
            {
                var point = Once(trial.Position);
                storage.Complete(worker, new Dictionary<long, TrialResult> { [trial.Number] = ResultOf(point) });
            }
        }
        finally
        {
            // Waited for: a late sign of life would bring back a worker that is gone.
            alive.DisposeAsync().AsTask().GetAwaiter().GetResult();
            storage.Release(worker);
        }

        var table = new SweepTable(plan, [.. plan.Points.Select((_, i) => Once(i))]);
        AtomicFile.Write(Path.Combine(run.Folder, SweepTable.FileName), table.WriteCsv);
        return table;
    }

    private static void SignOfLife(IStudyStorage heartbeat, string worker)
    {
        try
        {
            heartbeat.Renew(worker, Lease);
        }
        catch (WeftException)
        {
            // A busy or full disk now; the folder is locked, so that nobody takes the trial meanwhile.
        }
    }

    // By the figure that may choose a point: the target's labels may not where there is another.
    private static TrialResult ResultOf(SweptPoint point) => new(
        point.Problem is not null ? null : point.Dev ?? PairedStatistics.Mean(point.Values), [], point.Seconds, point.Problem);

    private string StudyFile => Path.Combine(run.Folder, StudyStorages.FileName);

    private IStudyStorage Open()
    {
        var isNew = !File.Exists(StudyFile) || new FileInfo(StudyFile).Length == 0;
        var storage = isNew ? StudyStorages.Create(StudyFile, Description(), run.Time) : StudyStorages.Open(StudyFile, run.Time);
        try
        {
            var proposals = plan.Points.Select(Proposal).ToList();
            storage.AddStep(0, proposals);
            var stored = storage.Trials().Select(t => t.Proposal.Genotype);
            return stored.SequenceEqual(proposals.Select(p => p.Genotype), StringComparer.Ordinal)
                ? storage
                : throw new UsageException($"{StudyFile} is a study of another search: move it away, or begin another sweep.");
        }
        catch
        {
            storage.Dispose();
            throw;
        }
    }

    private StudyDescription Description() => new(
        plan.Settings.Task, Space, Strategy, plan.Settings.Seed, SettingsWriter.ToYaml(plan.Settings),
        new AdaptationData(plan.SettingsOf(0)).ContentHash, new Dictionary<string, string>(StringComparer.Ordinal));

    private TrialProposal Proposal(SweepPoint point, int index)
    {
        var settings = plan.Grid.Axes.Zip(point.Values).ToDictionary(p => p.First.Key, p => p.Second, StringComparer.Ordinal);
        var genotype = JsonSerializer.Serialize(settings);
        var hash = Checksum.OfBytes(System.Text.Encoding.UTF8.GetBytes(genotype))[..16];
        return new TrialProposal(genotype, hash, plan.SettingsOf(index).Seed);
    }

    private SweptPoint Once(int index) => ledger.Once($"point:{plan.Points[index].Name}", () => Measure(index));

    private SweptPoint Measure(int index)
    {
        run.Cancellation.ThrowIfCancellationRequested();
        var (point, folder) = (plan.Points[index], plan.FolderOf(run.Folder, index));
        run.Progress.Stage(point.Name, $"point {index + 1} of {plan.Points.Count}");
        using var opened = RunFolder.Open(folder, plan.SettingsOf(index), resume: true, run.Time);
        var settings = (AdaptationSettings)opened.Settings;
        opened.Log.Write(new RunEvent { Event = "start" });
        var context = run with { Folder = folder, Log = opened.Log, CheckpointInterval = TimeSpan.FromSeconds(settings.CheckpointSeconds) };
        using var experiment = new AdaptationExperiment(settings, context);
        experiment.RequireSameData();
        try
        {
            var report = AdaptationRun.Execute(experiment);
            opened.Log.Write(new RunEvent { Event = "end" });
            HtmlReport.Write(folder);
            var own = report.Baselines?[^1];
            var dev = plan.HasDev(index) ? report.Dev?.Values.First() : null;
            return new SweptPoint(own?.Values ?? [], (report.TrainSeconds ?? 0) * settings.Train.Seeds, own?.Metric, dev);
        }
        catch (DivergedException diverged)
        {
            // A rate too high is what a grid is to find out, and no reason to end it. Nobody goes on from the checkpoints.
            experiment.ClearCheckpoints(string.Empty);
            run.Remark($"{point.Name} was given up: {diverged.Message}");
            return new SweptPoint([], 0, Problem: diverged.Message);
        }
    }
}
