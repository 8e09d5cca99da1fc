using System.CommandLine;
using System.Globalization;
using Weft.Cli.Terminal;
using Weft.Experiments;
using Weft.Experiments.Adaptation;
using Weft.Runs;

namespace Weft.Cli.Commands;

/// <summary><c>weft sweep</c>: runs a grid of settings of <c>weft adapt</c> and compares its points.</summary>
internal static class SweepCommand
{
    /// <summary>The command.</summary>
    internal static Command Create()
    {
        var command = new Command("sweep", "Run a grid of settings of `weft adapt` as a study, and compare its points.");
        var options = new RunOptions(command, SweepPlan.RunKind, "train.epochs");
        var session = new AdaptationSession(command, options);
        var grid = new Option<string[]>("--grid")
        {
            Description = "A setting and its values, such as lr=1e-3,1e-2; again for each further one. "
                + "lr, ratio, epochs, batch, alpha, blend and weight are short names.",
        };
        command.Options.Add(grid);
        command.SetAction((result, cancellation) =>
        {
            var (folder, resume) = (options.Folder(result), options.Resume(result));
            var output = result.InvocationConfiguration.Output;
            SweepPlan Planned() => SweepPlan.Of(folder, session.Settings(result), result.GetValue(grid) ?? []);
            return Task.FromResult(Run(folder, resume, Planned, output, cancellation));
        });
        return command;
    }

    private static int Run(string folder, bool resume, Func<SweepPlan> planned, TextWriter output, CancellationToken cancellation)
    {
        RunFolder.RequireUsable(folder, resume);
        var plan = planned();
        plan.Check();
        using var opened = RunFolder.Open(folder, plan.Settings, resume, TimeProvider.System);
        plan.Save(folder);
        using var progress = ProgressConsole.ForProcess(TimeProvider.System);
        var interval = TimeSpan.FromSeconds(plan.Settings.CheckpointSeconds);
        var context = new RunContext(folder, opened.Log, progress, TimeProvider.System, interval, cancellation);
        opened.Log.Write(new RunEvent { Event = "start", Message = resume ? "resumed" : null });
        var table = new SweepRun(plan, context).Execute();
        opened.Log.Write(new RunEvent { Event = "end" });
        progress.Dispose();
        Write(table, output);
        output.WriteLine($"table: {Path.Combine(folder, SweepTable.FileName)}");
        return 0;
    }

    private static void Write(SweepTable table, TextWriter output)
    {
        var hasDev = table.BestOnDev is not null;
        string[] more = hasDev ? [">dev", ""] : [];
        var text = new TextTable(["point", $">mean {table.Metric}".TrimEnd(), ">std", ">worst", ">seconds", .. more]);
        foreach (var row in table.Rows)
        {
            string?[] dev = [Number(row.Swept.Dev), ReferenceEquals(row.Point, table.BestOnDev) ? "best on dev" : ""];
            text.Add(
            [
                row.Point.Name, Number(row.Mean), Number(row.Std), Number(row.Worst),
                row.Swept.Seconds.ToString("0.0", CultureInfo.InvariantCulture), .. hasDev ? dev : [],
            ]);
        }

        text.Write(output);
        foreach (var row in table.Rows.Where(r => r.Swept.Problem is not null))
        {
            output.WriteLine($"{row.Point.Name}: {row.Swept.Problem}");
        }

        if (table.Advice is { } advice)
        {
            output.WriteLine(advice);
        }
    }

    private static string? Number(double? value) => value?.ToString("0.0000", CultureInfo.InvariantCulture);
}
