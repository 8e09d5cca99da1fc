using System.CommandLine;
using System.Globalization;
using Weft.Cli.Terminal;
using Weft.Experiments;
using Weft.Experiments.Adaptation;
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
        var list = new Option<string?>("--list") { Description = "For runs of weft adapt: a list of clips; the run's test list by default." };
        var metrics = new Option<string?>("--metrics") { Description = "For runs of weft adapt: top-k, mean-class, confusion, h, kmeans, gcd, sskmeans, with commas." };
        command.Options.Add(split);
        command.Options.Add(list);
        command.Options.Add(metrics);
        command.SetAction((result, cancellation) =>
        {
            var folder = Path.GetFullPath(result.GetValue(run)!);
            var output = result.InvocationConfiguration.Output;
            if (RunFolder.Load(folder) is AdaptationSettings)
            {
                return Task.FromResult(result.GetValue(split) is null
                    ? AdaptationTestCommands.Test(folder, result.GetValue(data), result.GetValue(list), result.GetValue(metrics), output, cancellation)
                    : throw new UsageException("--split is for runs of MmNas; name the list of clips by --list."));
            }

            return result.GetValue(list) is null && result.GetValue(metrics) is null
                ? Task.FromResult(Run(folder, result.GetValue(data), result.GetValue(split), output, cancellation))
                : throw new UsageException("--list and --metrics are for runs of weft adapt; leave them out.");
        });
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
