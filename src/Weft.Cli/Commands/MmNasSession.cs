using System.CommandLine;
using System.Globalization;
using Weft.Cli.Terminal;
using Weft.Experiments;
using Weft.Experiments.VisionLanguage;
using Weft.MmNas;
using Weft.Runs;
using Weft.Torch;

namespace Weft.Cli.Commands;

/// <summary>Runs of MmNas: their options, settings and how they are opened.</summary>
internal sealed class MmNasSession
{
    private readonly RunOptions options;
    private readonly Option<string?> dataset = new("--dataset") { Description = "Which data set of the folder, such as refcoco+ or flickr (MmNas)." };
    private readonly Option<string?> split = new("--split") { Description = "What to train on: train, train+val or train+val+vg (MmNas)." };
    private readonly Option<string?> model = new("--model") { Description = "The network's size: small, as published, or large (MmNas)." };
    private readonly Option<int?> accumulate = new("--accumulate") { Description = "Compute each batch in so many parts: less memory, the same step (MmNas)." };
    private readonly Option<string?> glove = new("--glove") { Description = "A file of word vectors in GloVe's text format, plain or gzip (MmNas)." };

    /// <summary>Adds the options of MmNas to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="options">The options that all runs have.</param>
    internal MmNasSession(Command command, RunOptions options)
    {
        this.options = options;
        foreach (var option in All)
        {
            command.Options.Add(option);
        }
    }

    private Option[] All => [dataset, split, model, accumulate, glove];

    /// <summary>Makes sure that no option of MmNas is given where it would not be heeded.</summary>
    /// <param name="result">The command line.</param>
    /// <exception cref="UsageException">One is.</exception>
    internal void RequireNone(ParseResult result)
    {
        foreach (var option in All.Where(o => result.GetResult(o) is { Implicit: false }))
        {
            throw new UsageException($"{option.Name} is for MmNas, whose tasks are {string.Join(", ", SentenceTasks.Names)}: leave it out, or name one of them by --task.");
        }
    }

    /// <summary>The settings that the command line means.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="more">Assignments of the command's own options.</param>
    internal MmNasSettings Settings(ParseResult result, params IEnumerable<string> more)
    {
        if (!options.GoesOn(result) && !SentenceTasks.Has(options.TaskName(result)))
        {
            var named = options.TaskName(result);
            throw new UsageException(named is null
                ? $"--task is missing: name one of {string.Join(", ", SentenceTasks.Names)}."
                : $"--task: MmNas has no '{named}'; there are {string.Join(", ", SentenceTasks.Names)}.");
        }

        if (!options.GoesOn(result) && options.Data(result) is null && !options.SaysMore(result))
        {
            throw new UsageException("--data is missing: name the folder of the questions, sentences or captions and their region features.");
        }

        var settings = options.Settings(result, new MmNasSettings(), MmNasGenotype.SpaceName, [.. Assignments(result), .. more]);
        return settings.Files.WordVectors.Length == 0
            ? settings
            : settings with { Files = settings.Files with { WordVectors = Path.GetFullPath(settings.Files.WordVectors) } };
    }

    /// <summary>A genotype for the size that was asked for: the large network has heads of twice the width.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="genotype">The genotype.</param>
    internal MmNasGenotype Fit(ParseResult result, MmNasGenotype genotype) =>
        result.GetValue(model) is "large" ? genotype.WithHeadWidth(ModelSizes.LargeHeadWidth) : genotype;

    /// <summary>Runs an experiment to its report.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="genotype">A genotype to be trained, checked before the folder is made; null for none.</param>
    /// <param name="body">What to do; null stands for "no report yet".</param>
    /// <param name="cancellation">Set when the person interrupts.</param>
    internal int Execute(
        ParseResult result, MmNasSettings settings, MmNasGenotype? genotype, Func<MmNasExperiment, RunReport?> body, CancellationToken cancellation) =>
        RunSession.Execute(
            options.Folder(result),
            settings,
            options.Resume(result),
            result.InvocationConfiguration.Output,
            () => MmNasChecks.Check(settings, genotype, options.GoesOn(result)),
            (stored, context) => new MmNasExperiment(stored, context),
            body,
            cancellation);

    /// <summary>Measures a run's networks on a split again.</summary>
    /// <param name="folder">The run folder.</param>
    /// <param name="data">The data, where they are elsewhere now.</param>
    /// <param name="split">The split; null for the task's test splits.</param>
    /// <param name="output">Where results go.</param>
    /// <param name="cancellation">Set when the person interrupts.</param>
    internal static int Test(string folder, string? data, string? split, TextWriter output, CancellationToken cancellation)
    {
        var settings = RunFolder.Load<MmNasSettings>(folder);
        using var opened = RunFolder.Open(folder, settings, resume: true, TimeProvider.System);
        using var progress = ProgressConsole.ForProcess(TimeProvider.System);
        var context = new RunContext(folder, opened.Log, progress, TimeProvider.System, TimeSpan.MaxValue, cancellation);
        using var experiment = new MmNasExperiment(data is null ? settings : settings with { Data = Path.GetFullPath(data) }, context);

        // The numbers of words and answers are those of the data, which the run does not keep.
        experiment.RequireSameData();
        var results = MmNasRun.Test(experiment, split);
        progress.Dispose();
        var table = new TextTable("network", "split", "metric", ">value");
        foreach (var (stage, result, _) in results)
        {
            foreach (var (metric, value) in result.Metrics)
            {
                table.Add(stage, result.Split, metric, value.ToString("0.0000", CultureInfo.InvariantCulture));
            }

            if (result.Metrics.Count == 0)
            {
                table.Add(stage, result.Split, "no answers to compare with", null);
            }
        }

        table.Write(output);
        foreach (var file in results.Select(r => r.File))
        {
            output.WriteLine($"result file: {file}");
        }

        return 0;
    }

    private IEnumerable<string> Assignments(ParseResult result)
    {
        foreach (var (key, value) in new[] { ("dataset", result.GetValue(dataset)), ("split", result.GetValue(split)), ("files.wordVectors", FullPath(result.GetValue(glove))) })
        {
            if (value is not null)
            {
                yield return $"{key}={value}";
            }
        }

        if (result.GetValue(accumulate) is { } parts)
        {
            yield return $"retrain.accumulate={parts.ToString(CultureInfo.InvariantCulture)}";
            yield return $"search.accumulate={parts.ToString(CultureInfo.InvariantCulture)}";
        }

        foreach (var assignment in result.GetValue(model) is { } size ? ModelSizes.Of(size) : [])
        {
            yield return assignment;
        }
    }

    private static string? FullPath(string? path) => path is null ? null : Path.GetFullPath(path);
}
