using System.CommandLine;
using System.Globalization;
using Weft.Cli.Terminal;
using Weft.Experiments;
using Weft.Runs;

namespace Weft.Cli.Commands;

/// <summary><c>weft runs</c>: lists run folders, or shows one.</summary>
internal static class RunsCommand
{
    /// <summary>The command; without a subcommand it lists.</summary>
    internal static Command Create()
    {
        var show = new Command("show", "Show one run: its settings' key facts, its state and its result.");
        var run = new Argument<string>("RUN") { Description = "The run folder." };
        show.Arguments.Add(run);
        show.SetAction((result, _) => Task.FromResult(Show(result.GetValue(run)!, result.InvocationConfiguration.Output)));
        var list = new Command("list", "List the runs in a folder and below.");
        var command = new Command("runs", "List runs, or show one.") { list, show };
        foreach (var lister in new[] { command, list })
        {
            var folder = new Option<string>("--in") { Description = "Where to look.", DefaultValueFactory = _ => "runs" };
            lister.Options.Add(folder);
            lister.SetAction((result, _) => Task.FromResult(List(result.GetValue(folder)!, result.InvocationConfiguration.Output)));
        }

        return command;
    }

    private static int List(string folder, TextWriter output)
    {
        var rows = RunListing.Find(folder);
        if (rows.Count == 0)
        {
            output.WriteLine($"There are no runs in {folder}.");
            return 0;
        }

        var table = new TextTable("run", "kind", "task", "method", ">seed", "state", ">test", "last event");
        foreach (var row in rows)
        {
            table.Add(Cells(row));
        }

        table.Write(output);
        foreach (var problem in rows.SelectMany(r => r.Problems))
        {
            output.WriteLine(problem);
        }

        return 0;
    }

    private static int Show(string folder, TextWriter output)
    {
        var settings = RunFolder.Load(folder);
        var row = RunListing.Read(folder);
        output.WriteLine($"run      {folder}");
        output.WriteLine($"kind     {settings.Kind}");
        output.WriteLine($"task     {settings.Task}, method {settings.Method}, rules: {settings.Compatibility.ToString().ToLowerInvariant()}, seed {settings.Seed}");
        output.WriteLine($"data     {settings.Data}");
        output.WriteLine($"state    {row.State.ToString().ToLowerInvariant()}, last event {Time(row.LastEvent)}");
        if (row.State == RunState.Finished)
        {
            ResultTable.Write(ReportBuilder.Read(folder), output);
        }

        foreach (var problem in row.Problems)
        {
            output.WriteLine(problem);
        }

        return 0;
    }

    private static string?[] Cells(RunRow row) =>
    [
        row.Path, row.Kind, row.Task, row.Method, row.Seed?.ToString(CultureInfo.InvariantCulture), row.State.ToString().ToLowerInvariant(),
        row.Metric?.ToString("0.0000", CultureInfo.InvariantCulture), Time(row.LastEvent),
    ];

    private static string? Time(DateTimeOffset? time) => time?.ToString("u", CultureInfo.InvariantCulture);
}
