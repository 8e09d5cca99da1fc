using System.CommandLine;
using System.Globalization;
using Weft.Cli.Terminal;
using Weft.Runs;
using Weft.Studies;
using Weft.Torch;
using Weft.Torch.Files;

namespace Weft.Cli.Commands;

/// <summary><c>weft study</c>: shows a study, or writes its trials for other programs.</summary>
internal static class StudyCommand
{
    private const int Best = 10;

    /// <summary>The command.</summary>
    internal static Command Create() =>
        new("study", "Show a search's trials, or write them for other programs.") { CreateShow(), CreateExport(), CreateCorrelations() };

    private static Command CreateShow()
    {
        var location = Location();
        var show = new Command("show", "Show what a study searches, how far it is and its best trials.") { location };
        show.SetAction((result, _) => Task.FromResult(Show(result.GetValue(location)!, result.InvocationConfiguration.Output)));
        return show;
    }

    private static Command CreateExport()
    {
        var location = Location();
        var format = new Option<string?>("--format") { Description = "csv or json; by the file's name if left out, else csv." };
        format.AcceptOnlyFromAmong("csv", "json");
        var file = new Option<string?>("--out") { Description = "The file to write; printed if left out." };
        var export = new Command("export", "Write every trial with all its fields.") { location, format, file };
        export.SetAction((result, _) => Task.FromResult(Export(
            result.GetValue(location)!, result.GetValue(format), result.GetValue(file), result.InvocationConfiguration.Output)));
        return export;
    }

    private static Command CreateCorrelations()
    {
        var location = Location();
        var correlations = new Command("correlations", "Print how well predictions and training-free scores ranked the trials.") { location };
        correlations.SetAction((result, _) => Task.FromResult(Correlations(result.GetValue(location)!, result.InvocationConfiguration.Output)));
        return correlations;
    }

    private static Argument<string> Location() => new("STUDY") { Description = "The run folder, or the study's .db file." };

    private static int Show(string location, TextWriter output)
    {
        using var study = StudyStorages.Open(location, TimeProvider.System);
        var trials = study.Trials();
        var about = study.Description;
        output.WriteLine($"study    {location}");
        output.WriteLine($"task     {TextWidth.Clean(about.Task)}");
        output.WriteLine($"search   {TextWidth.Clean(about.Strategy)} in {TextWidth.Clean(about.Space)}, seed {about.Seed}");
        output.WriteLine($"data     {TextWidth.Clean(about.DataHash)}");
        output.WriteLine($"trials   {Counts(trials)}");
        output.WriteLine($"workers  {study.ActiveWorkers()} at work now");
        // Where scores are equal, the earlier trial is the one that the others may share theirs with.
        var best = trials.Where(trial => trial.State == TrialState.Done)
            .OrderByDescending(trial => trial.Result!.Score).ThenBy(trial => trial.Number).Take(Best).ToArray();
        if (best.Length == 0)
        {
            return 0;
        }

        output.WriteLine();
        output.WriteLine(best.Length == 1 ? "The best trial:" : $"The best {best.Length} trials:");
        var table = new TextTable(">number", ">step", ">score", ">predicted", ">seconds", "worker", "genotype");
        foreach (var trial in best)
        {
            table.Add(
                trial.Number.ToString(CultureInfo.InvariantCulture), (trial.Step + 1).ToString(CultureInfo.InvariantCulture),
                Number(trial.Result!.Score, "0.0000"), Number(trial.Proposal.Predicted, "0.0000"), Number(trial.Result.Seconds, "0.0"),
                trial.Worker, trial.Proposal.Hash);
        }

        table.Write(output);
        return 0;
    }

    private static int Correlations(string location, TextWriter output)
    {
        using var study = StudyStorages.Open(location, TimeProvider.System);
        var lines = TrialCorrelations.Of([.. study.Trials().Select(t => TrialReports.Of(t, string.Empty, null))]);
        if (lines.Count == 0)
        {
            output.WriteLine("No two trials have both a score and something that foresaw it.");
            return 0;
        }

        var table = new TextTable("foreseen by", "over", ">trials", ">Spearman", ">Kendall", ">mean error");
        foreach (var line in lines)
        {
            table.Add(
                line.Name, line.Scope, line.Trials.ToString(CultureInfo.InvariantCulture), Number(line.Spearman, "0.000"),
                Number(line.Kendall, "0.000"), Number(line.MeanAbsoluteError, "0.0000"));
        }

        table.Write(output);
        return 0;
    }

    private static int Export(string location, string? format, string? file, TextWriter output)
    {
        if (file is not null && Path.GetFullPath(file) == Path.GetFullPath(StudyStorages.Locate(location)))
        {
            throw new UsageException($"{file} is the study itself: choose another file to write to.");
        }

        format ??= file?.EndsWith(".json", StringComparison.OrdinalIgnoreCase) == true ? "json" : "csv";
        using var study = StudyStorages.Open(location, TimeProvider.System);
        var trials = study.Trials();
        if (file is null)
        {
            using var text = new MemoryStream();
            Write(text);
            output.Write(System.Text.Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length));
        }
        else
        {
            AtomicFile.Write(file, Write);
            output.WriteLine($"{trials.Count} trials: {file}");
        }

        return 0;

        void Write(Stream stream)
        {
            if (format == "json")
            {
                StudyExport.WriteJson(study.Description, trials, stream);
            }
            else
            {
                StudyExport.WriteCsv(trials, stream);
            }
        }
    }

    private static string Counts(IReadOnlyList<Trial> trials)
    {
        var states = Enum.GetValues<TrialState>().Select(state =>
            $"{trials.Count(trial => trial.State == state)} {state.ToString().ToLowerInvariant()}");
        return $"{trials.Count}: {string.Join(", ", states)}";
    }

    private static string? Number(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture);
}
