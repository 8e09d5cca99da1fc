using System.Text.Json;
using Weft.Cdar.Space;
using Weft.Experiments.Trials;
using Weft.Runs;
using Weft.Search;
using Weft.Torch;
using Weft.Torch.Files;

namespace Weft.Experiments.Adaptation;

/// <summary>
/// The path of <c>weft search alignment</c>: finds which features GLAD is to make alike by a criterion that needs no label of the target,
/// trains what was found on all of the source beside GLAD's fixed choice, the source alone and random choices, and reports.
/// </summary>
public static class AlignmentRun
{
    /// <summary>The name of what was found, among the methods beside each other.</summary>
    internal const string Found = "found";

    /// <summary>The name of random choices, one for each seed; what such a line is called in every search.</summary>
    internal const string RandomChoice = "random-search";

    private const string SourceOnly = "source-only";

    /// <summary>Runs what is not done yet.</summary>
    /// <param name="experiment">The run.</param>
    /// <param name="searchOnly">Stop when the genotype is found.</param>
    /// <returns>The report, or null after <paramref name="searchOnly"/>.</returns>
    public static RunReport? Search(AdaptationExperiment experiment, bool searchOnly)
    {
        var fixedChoice = experiment.With(experiment.Settings with { Method = AlignmentChoice.Method });
        AdaptationRun.Remark(fixedChoice);
        if (experiment.Settings.Order.Epochs > 0)
        {
            experiment.Run.Remark("Trials were compared without the training on the order of clips with which kept networks begin.");
        }

        var space = AlignmentChecks.Space(experiment.Settings);
        var search = new AlignmentTrials(experiment, space);
        var trials = search.Search(Path.Combine(experiment.Run.Folder, TrialStudy.FileName), Workers.NameOf(experiment.Run.Folder));
        var result = search.Result(trials);
        var genotype = search.Choose(result);
        AtomicFile.WriteAllText(GenotypePath(experiment), genotype.ToJson());
        if (searchOnly)
        {
            return null;
        }

        var found = Chosen(experiment, genotype, Found);
        List<AdaptedOutcome> outcomes =
        [
            .. AdaptationRun.Rivals(experiment, [.. Rivals(experiment)], rival => Outcome(fixedChoice, rival)),
            Outcome(fixedChoice, AdaptationVariant.Parse(AlignmentChoice.Method, "--method")) with
            {
                Note = $"the choice that the settings hold: {AlignmentGenotype.Of(fixedChoice.Settings.Adapt).Describe()}",
            },
            Random(experiment, space),
            Outcome(found, found.Own!) with { Note = $"found without labels of the target: {genotype.Describe()}" },
        ];
        return AdaptationReportBuilder.Build(
            found.With(found.Settings with { Method = experiment.Settings.Method }, own: found.Own),
            new AdaptationNetworks(found),
            outcomes,
            report => report with
            {
                Genotype = JsonDocument.Parse(genotype.ToJson()).RootElement.Clone(),
                GenotypeHash = ((IGenotype)genotype).Hash,
                Architecture = space.Draw(genotype),
                SearchSeconds = result.Seconds,
                Search = search.Report(trials),
            });
    }

    /// <summary>Works on another run's study until its search is over.</summary>
    /// <param name="experiment">This worker's own run, by the settings of the study.</param>
    /// <param name="study">The study's file.</param>
    /// <returns>How many trials this worker trained.</returns>
    public static int Join(AdaptationExperiment experiment, string study)
    {
        var name = Workers.NameOf(experiment.Run.Folder);
        return new AlignmentTrials(experiment, AlignmentChecks.Space(experiment.Settings)).Search(study, name)
            .Count(t => string.Equals(t.Worker, name, StringComparison.Ordinal));
    }

    /// <summary>A run as its networks are asked: of a search, by what it found; any other as it is.</summary>
    /// <param name="experiment">The run.</param>
    /// <exception cref="UsageException">The search has found nothing yet.</exception>
    public static AdaptationExperiment Asked(AdaptationExperiment experiment)
    {
        if (experiment.Settings.Method is not AlignmentGenotype.SpaceName)
        {
            return experiment;
        }

        var path = GenotypePath(experiment);
        return File.Exists(path)
            ? Chosen(experiment, AlignmentGenotypeReader.ReadFile(path), Found)
            : throw new UsageException(
                $"{experiment.Run.Folder} has found nothing yet: go on with `weft search alignment --run {experiment.Run.Folder} --resume`.");
    }

    private static AdaptationExperiment Chosen(AdaptationExperiment experiment, AlignmentGenotype genotype, string name) => experiment.With(
        AlignmentChoice.Apply(experiment.Settings, genotype),
        own: AdaptationVariant.Parse(AlignmentChoice.Method, "--method") with { Name = name });

    private static string GenotypePath(AdaptationExperiment experiment) => Path.Combine(experiment.Run.Folder, RunFolder.GenotypeName);

    private static IEnumerable<AdaptationVariant> Rivals(AdaptationExperiment experiment) =>
        new[] { SourceOnly }.Concat(experiment.Settings.Rivals.Where(r => r is not SourceOnly))
            .Select(r => AdaptationVariant.Parse(r, "rivals"));

    private static AdaptedOutcome Outcome(AdaptationExperiment experiment, AdaptationVariant variant) =>
        AdaptationRun.Outcome(experiment, new AdaptationNetworks(experiment), variant);

    /// <summary>A random choice for each seed, so that their spread is that of choosing too.</summary>
    private static AdaptedOutcome Random(AdaptationExperiment experiment, AlignmentSpace space)
    {
        var each = experiment.Seeds.Select(seed =>
        {
            var genotype = (AlignmentGenotype)space.Sample(Seeds.Derive(seed, RandomChoice));
            var chosen = Chosen(experiment, genotype, RandomChoice);
            var one = chosen.With(chosen.Settings with { Seed = seed, Train = chosen.Settings.Train with { Seeds = 1 } }, own: chosen.Own);
            return (genotype, Outcome: Outcome(one, one.Own!));
        }).ToList();
        return each[0].Outcome with
        {
            Trained = [.. each.SelectMany(e => e.Outcome.Trained)],
            Results = [.. each.SelectMany(e => e.Outcome.Results)],
            Note = $"drawn at random, another for each seed: {string.Join("; ", each.Select(e => e.genotype.Describe()))}",
        };
    }
}
