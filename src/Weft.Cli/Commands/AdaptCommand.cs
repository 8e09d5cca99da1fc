using System.CommandLine;
using System.Globalization;
using Weft.Experiments.Adaptation;
using Weft.Torch;

namespace Weft.Cli.Commands;

/// <summary><c>weft adapt</c>: learns to recognise actions in one domain of videos, and to do so in another.</summary>
internal static class AdaptCommand
{
    /// <summary>The command.</summary>
    internal static Command Create()
    {
        var command = new Command("adapt", "Learn to recognise actions from labelled videos of one domain for another domain without labels.");
        var session = new AdaptationSession(command, new RunOptions(command, "adapt", "train.epochs"));
        var genotype = new Option<string?>("--genotype") { Description = "What `weft search alignment` found: its genotype.json, or its run folder (GLAD)." };
        command.Options.Add(genotype);
        command.SetAction((result, cancellation) =>
        {
            var asked = session.Settings(result);
            var settings = result.GetValue(genotype) is { } file ? AlignmentChoice.ApplyFile(asked, file) : asked;
            return Task.FromResult(session.Execute(
                result, settings, () => AdaptationChecks.Check(settings), AdaptationRun.Execute, cancellation));
        });
        return command;
    }
}

/// <summary>Runs that adapt: their options, settings and how they are opened.</summary>
internal sealed class AdaptationSession
{
    private static readonly string[] ListKeys = ["source", "target", "test", "dev"];

    private readonly RunOptions options;
    private readonly string? searched;
    private readonly Option<string?> method = new("--method") { Description = "source-only, dann, osbp, gcd4da, glad or temporal-order; glad by default." };
    private readonly Option<string?>[] lists =
    [
        new("--source") { Description = "The list of labelled clips to learn from; several with commas." },
        new("--target") { Description = "The list of the other domain's clips to learn from, without their labels." },
        new("--test") { Description = "The list of the other domain's clips that figures are of." },
        new("--dev") { Description = "A list of held-out clips of the source, by which epochs are chosen." },
    ];

    private readonly Option<string?> encoder = new("--encoder") { Description = "conv3d, tsm-resnet18, tsm-resnet50, tsm-resnet101, timesformer or i3d-nl." };
    private readonly Option<string?> weights = new("--init") { Description = "Weights that the encoder begins with: a file of `weft weights import`, or a run." };
    private readonly Option<int?> seeds = new("--seeds") { Description = "How many trainings, each of the next seed." };
    private readonly Option<int?> known = new("--known") { Description = "How many classes are known, the first ones; all of the source's by default." };
    private readonly Option<string?> rivals = new("--rivals") { Description = "Methods to train beside it, such as source-only,dann,glad-blend." };

    /// <summary>Adds the options to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="options">The options that all runs have.</param>
    /// <param name="searched">The space that the command searches, which has no method to name; null for runs that adapt.</param>
    internal AdaptationSession(Command command, RunOptions options, string? searched = null)
    {
        this.options = options;
        this.searched = searched;
        Option[] named = searched is null ? [method] : [];
        foreach (var option in (Option[])[.. named, .. lists, encoder, weights, seeds, known, rivals])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The options by which a worker of another run's study would not go.</summary>
    internal Option[] All => [.. lists, encoder, weights, seeds, known, rivals];

    /// <summary>Runs to the report.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="check">Looks for what is wrong before the folder is made.</param>
    /// <param name="body">What to do; null stands for "no report yet".</param>
    /// <param name="cancellation">Set when the person interrupts.</param>
    internal int Execute(
        ParseResult result,
        AdaptationSettings settings,
        Action check,
        Func<AdaptationExperiment, Runs.RunReport?> body,
        CancellationToken cancellation) =>
        RunSession.Execute(
            options.Folder(result),
            settings,
            options.Resume(result),
            result.InvocationConfiguration.Output,
            check,
            (stored, context) => new AdaptationExperiment(stored, context),
            body,
            cancellation);

    /// <summary>The settings that the command line means.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="more">Assignments of the command's own options.</param>
    internal AdaptationSettings Settings(ParseResult result, params IEnumerable<string> more)
    {
        if (searched is not null)
        {
            return options.Settings(result, new AdaptationSettings(), searched, AlignmentChoice.Method, [.. Assignments(result), .. more]);
        }

        var named = result.GetValue(method);
        if (named is not null && options.GoesOn(result)
            && Weft.Experiments.RunFolder.Load<AdaptationSettings>(options.Folder(result)).Method is var stored && !string.Equals(stored, named, StringComparison.Ordinal))
        {
            throw new UsageException($"{options.Folder(result)} holds a run of {stored}: go on with it without --method {named}, or choose another folder.");
        }

        // A method without or with one of its parts begins with the method's own settings.
        var variant = AdaptationVariant.Parse(named ?? new AdaptationSettings().Method, "--method");
        return options.Settings(result, new AdaptationSettings(), variant.Name, variant.Method, [.. Assignments(result), .. more]);
    }

    private IEnumerable<string> Assignments(ParseResult result)
    {
        string? first = null;
        for (var i = 0; i < lists.Length; i++)
        {
            if (result.GetValue(lists[i]) is { } list)
            {
                var whole = string.Join(',', list.Split(',').Select(one => Located(one.Trim())));
                first ??= whole.Split(',')[0];
                yield return $"{ListKeys[i]}.list={whole}";
            }
        }

        // Lists that lie beside their clips need no folder named.
        if (options.Data(result) is null && first is not null && Path.IsPathRooted(first) && !options.GoesOn(result))
        {
            yield return $"data={Path.GetDirectoryName(first)}";
        }

        foreach (var (key, value) in new[] { ("encoder.name", result.GetValue(encoder)), ("encoder.weights", Begun(result.GetValue(weights))), ("rivals", result.GetValue(rivals)) })
        {
            if (value is not null)
            {
                yield return $"{key}={value}";
            }
        }

        foreach (var (key, value) in new[] { ("train.seeds", result.GetValue(seeds)), ("known", result.GetValue(known)) })
        {
            if (value is { } number)
            {
                yield return $"{key}={number.ToString(CultureInfo.InvariantCulture)}";
            }
        }
    }

    /// <summary>A file of weights, or of a run the first network that it kept.</summary>
    private static string? Begun(string? path)
    {
        if (path is null || !Directory.Exists(path))
        {
            return path is null ? null : Path.GetFullPath(path);
        }

        var stored = Weft.Experiments.RunFolder.Load<AdaptationSettings>(path);
        var own = stored.Kind is "search" ? "found" : stored.Method;
        return Enumerable.Range(0, stored.Train.Seeds)
            .Select(k => Path.GetFullPath(Path.Combine(path, AdaptationNetworks.FileOf($"{own}:{stored.Seed + (ulong)k}"))))
            .FirstOrDefault(File.Exists)
            ?? throw new UsageException($"--init: {path} has no trained network of {own} yet; go on with it by --resume, or name a file of weights.");
    }

    /// <summary>A list as it is named where it is, in the current folder; otherwise it is looked for in the data's.</summary>
    private static string Located(string list) => File.Exists(list.Split('#')[0]) ? Path.GetFullPath(list) : list;
}
