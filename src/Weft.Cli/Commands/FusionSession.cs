using System.CommandLine;
using Weft.Experiments;
using Weft.Runs;
using Weft.Settings;
using Weft.Torch;

namespace Weft.Cli.Commands;

/// <summary>Runs of the methods that fuse encoders (BM-NAS, MFAS): their settings and how they are opened.</summary>
internal static class FusionSession
{
    /// <summary>The settings that the command line means.</summary>
    /// <param name="options">The options of the command.</param>
    /// <param name="result">The command line.</param>
    /// <param name="method">The method.</param>
    /// <param name="more">Assignments of the command's own options.</param>
    internal static FusionSettings Settings(RunOptions options, ParseResult result, string method, params string[] more)
    {
        var settings = options.Settings(result, new FusionSettings(), method, more);
        return settings with { Encoder = settings.Encoder with { Weights = Absolute(settings.Encoder.Weights) } };
    }

    /// <summary>Runs an experiment to its report.</summary>
    /// <param name="folder">The run folder.</param>
    /// <param name="settings">Its settings.</param>
    /// <param name="resume">Whether to go on.</param>
    /// <param name="output">Where the result goes.</param>
    /// <param name="genotype">A genotype to be trained, checked before the folder is made; null for none.</param>
    /// <param name="body">What to do; null stands for "no report yet".</param>
    /// <param name="cancellation">Set when the person interrupts.</param>
    internal static int Execute(
        string folder, FusionSettings settings, bool resume, TextWriter output, (string? Text, string Origin) genotype,
        Func<FusionExperiment, RunReport?> body, CancellationToken cancellation) => RunSession.Execute(
            folder,
            settings,
            resume,
            output,
            () => RunChecks.Check(settings, genotype.Text, genotype.Origin, resume ? folder : null),
            (stored, context) => new FusionExperiment(stored, context),
            body,
            cancellation);

    private static ValueMap Absolute(ValueMap files) =>
        new([.. files.Select(file => KeyValuePair.Create(file.Key, file.Value.Length > 0
            ? Path.GetFullPath(file.Value)
            : throw new UsageException($"encoder.weights.{file.Key} is empty: name a .safetensors file, or leave the setting out.")))]);
}
