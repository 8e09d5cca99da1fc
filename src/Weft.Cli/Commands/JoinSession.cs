using Weft.Cli.Terminal;
using Weft.Experiments;
using Weft.Experiments.Adaptation;
using Weft.Experiments.VisionLanguage;
using Weft.Runs;
using Weft.Studies;
using Weft.Torch;

namespace Weft.Cli.Commands;

/// <summary>A worker that helps with another run's study, by that run's settings.</summary>
internal static class JoinSession
{
    /// <summary>Works until the study's search is over.</summary>
    /// <param name="location">The run folder of the study, or its database.</param>
    /// <param name="method">The method of the command line, which must be the study's.</param>
    /// <param name="named">The worker's own run folder; null takes one beside the study.</param>
    /// <param name="data">Where the data are on this machine; null where the study's run has them.</param>
    /// <param name="threads">Threads of an operation; null takes the study's number.</param>
    /// <param name="output">Where the result goes.</param>
    /// <param name="cancellation">Set when the person interrupts.</param>
    internal static int Execute(string location, string method, string? named, string? data, int? threads, TextWriter output, CancellationToken cancellation)
    {
        var study = Path.GetFullPath(StudyStorages.Locate(location));
        RunSettings settings;
        using (var storage = StudyStorages.Open(study, TimeProvider.System))
        {
            if (!string.Equals(storage.Description.Space, method, StringComparison.Ordinal))
            {
                throw new UsageException($"{study} searches the space of {storage.Description.Space}: join it with `weft search {storage.Description.Space} --join`.");
            }

            settings = RunKinds.ReadText(storage.Description.Settings, $"the settings in {study}");
        }

        settings = settings with { Data = data is null ? settings.Data : Path.GetFullPath(data), Threads = threads ?? settings.Threads };
        var host = Path.GetDirectoryName(study)!;
        var folder = named is null ? Path.Combine(host, "workers", $"{Environment.MachineName}-{Environment.ProcessId}") : Path.GetFullPath(named);
        using var opened = RunFolder.Open(folder, settings, resume: true, TimeProvider.System);
        if (settings is FusionSettings fusion)
        {
            EncoderStage.TakeFrom(host, folder, TaskNames(fusion));
        }

        using var progress = ProgressConsole.ForProcess(TimeProvider.System);
        var context = new RunContext(
            folder, opened.Log, progress, TimeProvider.System, TimeSpan.FromSeconds(settings.CheckpointSeconds), cancellation);
        var done = Work(settings, context, study);
        progress.Dispose();
        output.WriteLine($"{study}: {done} trials trained here; the search is over. Its run goes on with `weft search {method} --run {host} --resume`.");
        return 0;
    }

    private static int Work(RunSettings settings, RunContext context, string study)
    {
        if (settings is MmNasSettings sentences)
        {
            using var asked = new MmNasExperiment(sentences, context);
            asked.RequireSameData();
            return MmNasRun.Join(asked, study);
        }

        if (settings is AdaptationSettings adapts)
        {
            using var aligned = new AdaptationExperiment(adapts, context);
            aligned.RequireSameData();
            return AlignmentRun.Join(aligned, study);
        }

        using var experiment = new FusionExperiment((FusionSettings)settings, context);
        experiment.RequireSameData();
        return SearchRun.Join(experiment, study);
    }

    private static IReadOnlyList<string> TaskNames(FusionSettings settings) =>
        [.. Tasks.TaskRegistry.For(settings.Task, settings.Data).Modalities.Select(m => m.Name)];
}
