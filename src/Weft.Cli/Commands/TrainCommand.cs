using System.CommandLine;
using System.Text.Json;
using Weft.BmNas;
using Weft.Experiments;
using Weft.Experiments.VisionLanguage;
using Weft.Mfas;
using Weft.MmNas;
using NamedGenotypes = Weft.Mfas.NamedGenotypes;
using Weft.Torch;

namespace Weft.Cli.Commands;

/// <summary><c>weft train</c>: trains a given genotype; <c>weft train encoder</c>: trains an encoder.</summary>
internal static class TrainCommand
{
    private const int LongestGenotype = 1 << 20;

    /// <summary>The command.</summary>
    internal static Command Create()
    {
        var command = new Command("train", "Train the network of a genotype and measure it beside simple rivals.") { Encoder() };
        var options = new RunOptions(command, "train", "retrain.epochs");
        var genotype = new Option<string?>("--genotype")
        {
            Description = "A file with a genotype (Weft's JSON, or the text of a published log), or a name of `weft genotype list`.",
        };
        var epoch = new Option<int?>("--genotype-epoch") { Description = "Which entry of a file of genotypes that a published search of MmNas wrote." };
        var session = new MmNasSession(command, options);
        var from = new Option<string?>("--from") { Description = "A run whose genotype is trained." };
        command.Options.Add(genotype);
        command.Options.Add(from);
        command.Options.Add(epoch);
        command.SetAction((result, cancellation) =>
        {
            var folder = options.Folder(result);
            var resumes = options.Resume(result) && File.Exists(Path.Combine(folder, RunFolder.GenotypeName));
            var sentences = SentenceTasks.Has(options.TaskName(result)) || (options.GoesOn(result) && RunFolder.Load(folder) is MmNasSettings);
            var settings = sentences ? session.Settings(result) : null;
            var origin = Origin(result.GetValue(genotype), result.GetValue(from), resumes || settings?.Blocks.Genotype is not null);
            var text = origin is null ? null : Read(origin);
            if (settings is not null)
            {
                var asked = text is not null ? session.Fit(result, MmNasGenotypeOf(text, origin!, result.GetValue(epoch)))
                    : resumes ? null
                    : settings.Blocks.Genotype;
                return Task.FromResult(session.Execute(
                    result, settings, asked, experiment => MmNasRun.Train(experiment, asked, origin ?? folder), cancellation));
            }

            session.RequireNone(result);
            var method = text is null ? BmNasGenotype.SpaceName : MethodOf(text);
            if (method is MmNasGenotype.SpaceName)
            {
                throw new UsageException($"--task is missing: {origin} is a network of MmNas, whose tasks are {string.Join(", ", SentenceTasks.Names)}.");
            }

            if (result.GetValue(epoch) is not null)
            {
                throw new UsageException("--genotype-epoch is for files of MmNas: leave it out, or name one of its tasks by --task.");
            }

            return Task.FromResult(FusionSession.Execute(
                folder,
                FusionSession.Settings(options, result, method),
                options.Resume(result),
                result.InvocationConfiguration.Output,
                (text, origin ?? folder),
                experiment => TrainRun.Execute(experiment, text, origin ?? folder),
                cancellation));
        });
        return command;
    }

    private static Command Encoder()
    {
        var command = new Command("encoder", "Train one modality's encoder and leave it with the data, where searches find it.");
        var options = new RunOptions(command, "encoder", "encoder.epochs");
        var modality = new Option<string>("--modality") { Description = "The modality, such as image or audio.", Required = true };
        command.Options.Add(modality);
        command.SetAction((result, cancellation) => Task.FromResult(FusionSession.Execute(
            options.Folder(result),
            FusionSession.Settings(options, result, BmNasGenotype.SpaceName, $"modality={result.GetValue(modality)}"),
            options.Resume(result),
            result.InvocationConfiguration.Output,
            default,
            experiment => EncoderRun.Execute(experiment, experiment.Settings.Modality!),
            cancellation)));
        return command;
    }

    private static string? Origin(string? genotype, string? from, bool known) => (genotype, from) switch
    {
        (not null, not null) => throw new UsageException("--genotype and --from exclude each other: both name the genotype."),
        (not null, null) => genotype,
        (null, not null) => Path.Combine(from, RunFolder.GenotypeName),
        _ => known ? null : throw new UsageException("--genotype FILE or --from RUN is missing: name what is to be trained."),
    };

    private static string Read(string path)
    {
        if (IsName(path))
        {
            return path;
        }

        if (!File.Exists(path))
        {
            throw new UsageException($"{path} is not there: name a genotype's file, a run that has found one, or a name of `weft genotype list`.");
        }

        return new FileInfo(path).Length <= LongestGenotype
            ? File.ReadAllText(path)
            : throw new InvalidFileException(path, "is too long for a genotype (over 1 MiB).");
    }

    private static MmNasGenotype MmNasGenotypeOf(string text, string origin, int? epoch) =>
        text.StartsWith(MmNas.NamedGenotypes.Prefix, StringComparison.Ordinal) ? MmNas.NamedGenotypes.Get(text) : MmNasGenotypeReader.Read(text, origin, epoch);

    private static bool IsName(string text) => text.StartsWith(MmNas.NamedGenotypes.Prefix, StringComparison.Ordinal) || text.StartsWith(NamedGenotypes.Prefix, StringComparison.Ordinal)
        || text.StartsWith(PublishedGenotypes.Prefix, StringComparison.Ordinal);

    /// <summary>Which method's genotype a text is; what is none at all is refused by the method that it is taken for.</summary>
    private static string MethodOf(string text)
    {
        var trimmed = text.TrimStart();
        if (trimmed.StartsWith(PublishedGenotypes.Prefix, StringComparison.Ordinal))
        {
            return BmNasGenotype.SpaceName;
        }

        if (trimmed.StartsWith(MmNas.NamedGenotypes.Prefix, StringComparison.Ordinal))
        {
            return MmNasGenotype.SpaceName;
        }

        if (trimmed.StartsWith(NamedGenotypes.Prefix, StringComparison.Ordinal) || trimmed.StartsWith('[')
            || trimmed.StartsWith("array(", StringComparison.Ordinal))
        {
            return MfasGenotype.SpaceName;
        }

        try
        {
            using var document = JsonDocument.Parse(trimmed);
            var named = document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("space", out var space)
                && space.ValueKind == JsonValueKind.String
                    ? space.GetString()
                    : null;
            return named is MfasGenotype.SpaceName or MmNasGenotype.SpaceName ? named : BmNasGenotype.SpaceName;
        }
        catch (JsonException)
        {
            return BmNasGenotype.SpaceName;
        }
    }
}
