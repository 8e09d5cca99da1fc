using System.CommandLine;
using System.Globalization;
using Weft.Cli.Terminal;
using Weft.Experiments;
using Weft.Experiments.VisionLanguage;
using Weft.Runs;
using Weft.Torch;

namespace Weft.Cli.Commands;

/// <summary><c>weft test</c>: measures a run's trained networks on the test split again.</summary>
internal static class TestCommand
{
    /// <summary>The command.</summary>
    internal static Command Create()
    {
        var command = new Command("test", "Measure a run's trained networks on the test split again.");
        var run = new Option<string>("--run") { Description = "The run folder.", Required = true };
        var data = new Option<string?>("--data") { Description = "The data, where it is elsewhere now." };
        var split = new Option<string?>("--split") { Description = "For MmNas: val, test, testA and such; all test splits by default." };
        command.Options.Add(run);
        command.Options.Add(data);
        command.Options.Add(split);
        command.SetAction((result, cancellation) =>
            Task.FromResult(Run(
                Path.GetFullPath(result.GetValue(run)!), result.GetValue(data), result.GetValue(split), result.InvocationConfiguration.Output, cancellation)));
        return command;
    }

    private static int Run(string folder, string? data, string? split, TextWriter output, CancellationToken cancellation)
    {
        if (RunFolder.Load(folder) is MmNasSettings)
        {
            return MmNasSession.Test(folder, data, split, output, cancellation);
        }

        if (split is not null)
        {
            throw new UsageException("--split is for runs of MmNas; others have one test split: leave it out.");
        }

        var settings = RunFolder.Load<FusionSettings>(folder);
        using var opened = RunFolder.Open(folder, settings, resume: true, TimeProvider.System);
        using var progress = ProgressConsole.ForProcess(TimeProvider.System);
        var context = new RunContext(folder, opened.Log, progress, TimeProvider.System, TimeSpan.MaxValue, cancellation);
        using var experiment = new FusionExperiment(data is null ? settings : settings with { Data = Path.GetFullPath(data) }, context);
        var results = TestRun.Execute(experiment);
        progress.Dispose();
        var table = new TextTable("network", $">test {results.MetricName}", ">loss");
        foreach (var (name, tested) in results.Networks)
        {
            table.Add(name, Number(tested.Metric), Number(tested.Loss));
        }

        table.Write(output);
        output.WriteLine($"mean test {results.MetricName}: {Number(results.Networks.Average(n => n.Tested.Metric))}");
        return 0;
    }

    private static string Number(double value) => value.ToString("0.0000", CultureInfo.InvariantCulture);
}
