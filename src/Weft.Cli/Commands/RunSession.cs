using Weft.Cli.Terminal;
using Weft.Experiments;
using Weft.Runs;
using Weft.Runs.Html;

namespace Weft.Cli.Commands;

/// <summary>Opens a run folder with everything around it, runs, and leaves the pages and the table.</summary>
internal static class RunSession
{
    /// <summary>Runs an experiment to its report.</summary>
    /// <typeparam name="TSettings">The settings of its kind.</typeparam>
    /// <typeparam name="TExperiment">Its kind.</typeparam>
    /// <param name="folder">The run folder.</param>
    /// <param name="settings">Its settings.</param>
    /// <param name="resume">Whether to go on.</param>
    /// <param name="output">Where the result goes.</param>
    /// <param name="check">Looks for what is wrong before the folder is made.</param>
    /// <param name="open">Opens what the settings name.</param>
    /// <param name="body">What to do; null stands for "no report yet".</param>
    /// <param name="cancellation">Set when the person interrupts.</param>
    internal static int Execute<TSettings, TExperiment>(
        string folder, TSettings settings, bool resume, TextWriter output, Action check,
        Func<TSettings, RunContext, TExperiment> open, Func<TExperiment, RunReport?> body, CancellationToken cancellation)
        where TSettings : RunSettings
        where TExperiment : Experiment
    {
        RunFolder.RequireUsable(folder, resume);
        check();
        using var opened = RunFolder.Open(folder, settings, resume, TimeProvider.System);
        using var progress = ProgressConsole.ForProcess(TimeProvider.System);
        var context = new RunContext(
            folder, opened.Log, progress, TimeProvider.System, TimeSpan.FromSeconds(opened.Settings.CheckpointSeconds), cancellation);
        opened.Log.Write(new RunEvent { Event = "start", Message = resume ? "resumed" : null });
        using var experiment = open((TSettings)opened.Settings, context);
        experiment.RequireSameData();
        var report = body(experiment);
        opened.Log.Write(new RunEvent { Event = "end" });
        if (report is null)
        {
            output.WriteLine($"genotype: {Path.Combine(folder, RunFolder.GenotypeName)}");
            return 0;
        }

        var page = HtmlReport.Write(folder);
        progress.Dispose();
        ResultTable.Write(report, output);
        output.WriteLine($"report: {page}");
        return 0;
    }
}
