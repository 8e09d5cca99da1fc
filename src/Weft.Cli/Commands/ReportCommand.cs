using System.CommandLine;
using Weft.Cli.Terminal;
using Weft.Experiments;
using Weft.Runs.Html;

namespace Weft.Cli.Commands;

/// <summary><c>weft report</c>: makes a run's page again and prints its table.</summary>
internal static class ReportCommand
{
    /// <summary>The command.</summary>
    internal static Command Create()
    {
        var command = new Command("report", "Make a run's report.html again and print its result.");
        var run = new Option<string>("--run") { Description = "The run folder.", Required = true };
        command.Options.Add(run);
        command.SetAction((result, _) =>
        {
            var folder = Path.GetFullPath(result.GetValue(run)!);
            RunFolder.Load(folder);
            var report = ReportBuilder.Read(folder);
            var page = HtmlReport.Write(folder);
            ResultTable.Write(report, result.InvocationConfiguration.Output);
            result.InvocationConfiguration.Output.WriteLine($"report: {page}");
            return Task.FromResult(0);
        });
        return command;
    }
}
