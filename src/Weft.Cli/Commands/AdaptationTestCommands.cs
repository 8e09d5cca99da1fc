using System.CommandLine;
using System.Globalization;
using Weft.Cli.Terminal;
using Weft.Experiments;
using Weft.Experiments.Adaptation;
using Weft.Runs;
using Weft.Torch;

namespace Weft.Cli.Commands;

/// <summary>What asks the networks of a run that adapts: its part of <c>weft test</c>, and <c>weft features</c>.</summary>
internal static class AdaptationTestCommands
{
    /// <summary><c>weft features</c>: writes what a network's encoder makes of clips.</summary>
    internal static Command Features()
    {
        var command = new Command("features", "Write what a trained network's encoder makes of clips, as .npz.");
        var run = new Option<string>("--run") { Description = "The run folder, of weft adapt.", Required = true };
        var list = new Option<string?>("--list") { Description = "The list of clips; the run's test list by default." };
        var output = new Option<string>("--out") { Description = "The .npz file to write: features [clips, channels] and labels [clips].", Required = true };
        var data = new Option<string?>("--data") { Description = "The data, where they are elsewhere now." };
        var seed = new Option<ulong?>("--seed") { Description = "Which of the run's networks; the first by default." };
        foreach (var option in (Option[])[run, list, output, data, seed])
        {
            command.Options.Add(option);
        }

        command.SetAction((result, cancellation) => Task.FromResult(With(result.GetValue(run)!, result.GetValue(data), experiment =>
        {
            var path = Path.GetFullPath(result.GetValue(output)!);
            if (!path.EndsWith(".npz", StringComparison.OrdinalIgnoreCase))
            {
                throw new UsageException($"--out: {path} does not end in .npz, which is what is written.");
            }

            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            var (clips, channels) = AdaptationTesting.Export(experiment, Located(result.GetValue(list)), result.GetValue(seed), path);
            return writer => writer.WriteLine($"{clips} clips of {channels} numbers: {path}");
        }, result.InvocationConfiguration.Output, cancellation)));
        return command;
    }

    /// <summary>Measures a run's networks on a list.</summary>
    /// <param name="folder">The run folder.</param>
    /// <param name="data">The data, where they are elsewhere now.</param>
    /// <param name="list">The list; null for the run's test list.</param>
    /// <param name="metrics">Names of metrics with commas; null for those that suit the method.</param>
    /// <param name="output">Where results go.</param>
    /// <param name="cancellation">Set when the person interrupts.</param>
    internal static int Test(string folder, string? data, string? list, string? metrics, TextWriter output, CancellationToken cancellation) =>
        With(folder, data, experiment =>
        {
            var names = metrics?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            var results = AdaptationTesting.Measure(experiment, Located(list), names);
            return writer => Write(results, experiment, writer);
        }, output, cancellation);

    private static int With(
        string folder, string? data, Func<AdaptationExperiment, Action<TextWriter>> body, TextWriter output, CancellationToken cancellation)
    {
        folder = Path.GetFullPath(folder);
        var settings = RunFolder.Load<AdaptationSettings>(folder);
        using var opened = RunFolder.Open(folder, settings, resume: true, TimeProvider.System);
        using var progress = ProgressConsole.ForProcess(TimeProvider.System);
        var context = new RunContext(folder, opened.Log, progress, TimeProvider.System, TimeSpan.MaxValue, cancellation);
        using var experiment = new AdaptationExperiment(data is null ? settings : settings with { Data = Path.GetFullPath(data) }, context);
        var write = body(AlignmentRun.Asked(experiment));
        progress.Dispose();
        write(output);
        return 0;
    }

    private static void Write(IReadOnlyList<ListResult> results, AdaptationExperiment experiment, TextWriter output)
    {
        var table = new TextTable(["metric", ">mean", ">std", ">best", .. results.Select(r => $">{r.Stage}")]);
        foreach (var name in results[0].Metrics.Keys)
        {
            double[] values = [.. results.Select(r => r.Metrics[name])];
            table.Add([name, Number(PairedStatistics.Mean(values)), values.Length > 1 ? Number(PairedStatistics.SampleStd(values)) : null, Number(values.Max()), .. values.Select(Number)]);
        }

        table.Write(output);
        foreach (var result in results.Where(r => r.Confusion is not null))
        {
            output.WriteLine($"what was taken for what, {result.Stage} (rows are the truth):");
            var counts = result.Confusion!.Counts;
            var matrix = new TextTable(["", .. Enumerable.Range(0, counts.Count).Select(c => $">{experiment.NameOf(c)}")]);
            for (var row = 0; row < counts.Count; row++)
            {
                matrix.Add([experiment.NameOf(row), .. counts[row].Select(n => n.ToString(CultureInfo.InvariantCulture))]);
            }

            matrix.Write(output);
        }
    }

    private static string? Located(string? list) => list is not null && File.Exists(list.Split('#')[0]) ? Path.GetFullPath(list) : list;

    private static string Number(double value) => value.ToString("0.0000", CultureInfo.InvariantCulture);
}
