using Weft.Cli.Terminal;
using Weft.Experiments;
using Weft.Runs;
using Weft.Runs.Html;

namespace Weft.Cli.Commands;

/// <summary>Opens a run folder with everything around it, runs, and leaves the pages and the table.</summary>
internal static class RunSession
{
    /// <summary>Runs an experiment to its report.</summary>
    /// <param name="folder">The run folder.</param>
    /// <param name="settings">Its settings.</param>
    /// <param name="resume">Whether to go on.</param>
    /// <param name="output">Where the result goes.</param>
    /// <param name="genotype">A genotype to be trained, checked before the folder is made; null for none.</param>
    /// <param name="body">What to do; null stands for "no report yet".</param>
    /// <param name="cancellation">Set when the person interrupts.</param>
    internal static int Execute(
        string folder, RunSettings settings, bool resume, TextWriter output, (string? Text, string Origin) genotype,
        Func<Experiment, RunReport?> body, CancellationToken cancellation)
    {
        RunFolder.RequireUsable(folder, resume);
        RunChecks.Check(settings, genotype.Text, genotype.Origin, resume ? folder : null);
        using var opened = RunFolder.Open(folder, settings, resume, TimeProvider.System);
        using var progress = ProgressConsole.ForProcess(TimeProvider.System);
        var context = new RunContext(
            folder, opened.Log, progress, TimeProvider.System, TimeSpan.FromSeconds(opened.Settings.CheckpointSeconds), cancellation);
        opened.Log.Write(new RunEvent { Event = "start", Message = resume ? "resumed" : null });
        using var experiment = new Experiment(opened.Settings, context);
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
