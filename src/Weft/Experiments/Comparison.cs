using Weft.Data;
using Weft.Experiments.Baselines;
using Weft.Search;
using Weft.Tasks;
using Weft.Torch.Files;

namespace Weft.Experiments;

/// <summary>A method's results over seeds.</summary>
/// <param name="Name"><c>found</c>, <c>single:MODALITY</c>, <c>late-fusion</c>, <c>random-search</c>.</param>
/// <param name="Metrics">The test metric of each seed.</param>
/// <param name="DevMetrics">The dev metric of each seed.</param>
/// <param name="TestLogits">Scores on test of each seed, for paired intervals.</param>
/// <param name="Parameters">Trainable numbers, mean over seeds.</param>
/// <param name="Seconds">Seconds for one seed, mean.</param>
/// <param name="Note">How it was made.</param>
public sealed record MethodOutcome(
    string Name, double[] Metrics, double[] DevMetrics, NdArray[] TestLogits, long? Parameters, double? Seconds, string Note);

/// <summary>The honesty block: the found network and its rivals, on the same taps, by the same training, over the same seeds.</summary>
public sealed class Comparison
{
    private readonly FusionExperiment experiment;
    private readonly FusionWork work;
    private readonly IGenotype genotype;
    private readonly SearchResult? search;
    private readonly NetworkStage networks;
    private readonly ulong[] seeds;

    /// <summary>Readies the comparison.</summary>
    /// <param name="experiment">The run.</param>
    /// <param name="work">Its taps and space.</param>
    /// <param name="genotype">What was found or given.</param>
    /// <param name="search">What the search did, since random search is given as much; null for a given genotype.</param>
    public Comparison(FusionExperiment experiment, FusionWork work, IGenotype genotype, SearchResult? search = null)
    {
        this.experiment = experiment;
        this.work = work;
        this.genotype = genotype;
        this.search = search;
        networks = new NetworkStage(experiment, work.Features);
        seeds = [.. Enumerable.Range(0, experiment.Settings.Retrain.Seeds).Select(k => experiment.Settings.Seed + (ulong)k)];
    }

    /// <summary>Trains and tests everything that is not done yet.</summary>
    public IReadOnlyList<MethodOutcome> Run()
    {
        var outcomes = new List<MethodOutcome>();
        if (experiment.Settings.Baselines.Enabled)
        {
            outcomes.AddRange(experiment.Task.Modalities.Select(Single));
            outcomes.Add(Late());
            outcomes.Add(RandomSearch());
        }

        outcomes.Add(Found());
        return outcomes;
    }

    private MethodOutcome Found() => Outcome(
        "found", [.. seeds.Select(s => work.FoundPlan(genotype, s))], "the searched network, retrained from fresh weights");

    private MethodOutcome Single(Modality modality) => Outcome(
        $"single:{modality.Name}",
        [.. seeds.Select(s => SinglePlan(modality, s))],
        $"a network over all taps of the {modality.Name} encoder alone");

    /// <summary>The best on dev of random networks, for each seed; only the chosen one meets the test split.</summary>
    private MethodOutcome RandomSearch()
    {
        var random = new RandomBaseline(experiment, work, search);
        var best = new List<NetworkPlan>();
        foreach (var seed in seeds)
        {
            var genotypes = random.Candidates(seed);
            var plans = Enumerable.Range(1, genotypes.Count)
                .Select(j => work.Plan($"random:{seed}:{j}", $"random search, seed {seed}, network {j} of {genotypes.Count}", genotypes[j - 1], seed))
                .ToList();

            // If all diverge, training the first one again says so.
            best.Add(plans.Where(plan => networks.TryTrain(plan) is not null).MaxBy(plan => networks.Train(plan).DevMetric) ?? plans[0]);
        }

        var outcome = Outcome("random-search", [.. best], random.Note);
        return outcome with { Seconds = (outcome.Seconds * random.TrainedFully) + random.SearchSeconds };
    }

    private MethodOutcome Late()
    {
        var chosen = seeds.Select(LateOf).ToList();
        var weights = string.Join("; ", chosen.Select(c => string.Join(" + ", experiment.Task.Modalities.Select((m, i) => $"{c.Weights[i]:0.##} {m.Name} ({c.Sources[i]})"))));
        return new MethodOutcome(
            "late-fusion",
            [.. chosen.Select(c => c.TestMetric)],
            [.. chosen.Select(c => c.DevMetric)],
            [.. chosen.Select(c => c.TestLogits)],
            null,
            null,
            $"log-probabilities of the single modalities, sources and weights chosen on dev: {weights}{Untrained()}");
    }

    /// <summary>A rival that was handicapped is no rival, and its line says so.</summary>
    private string Untrained()
    {
        var names = work.Features.Encoders.Where(e => double.IsNaN(e.DevMetric)).Select(e => e.Modality).ToList();
        return names.Count == 0 ? string.Empty : $". The {string.Join(" and ", names)} encoder is untrained, as published, so this rival is weaker than it could be";
    }

    private LateFusion.Chosen LateOf(ulong seed)
    {
        var predictions = new List<Predictions>();
        foreach (var modality in experiment.Task.Modalities)
        {
            var plan = SinglePlan(modality, seed);
            predictions.Add(new(
                modality.Name, "encoder", work.Features.EncoderLogits(Split.Dev, modality.Name), work.Features.EncoderLogits(Split.Test, modality.Name)));

            // Where networks have trained on dev, what they say of it would be believed too much.
            if (!experiment.ChoosesOnTest)
            {
                predictions.Add(new(modality.Name, "retrained", networks.DevLogits(plan), networks.TestLogits(plan)));
            }
        }

        return LateFusion.Tune(experiment.Task, predictions, work.Features.Labels(Split.Dev), work.Features.Labels(Split.Test));
    }

    private NetworkPlan SinglePlan(Modality modality, ulong seed)
    {
        var taps = work.Features.Taps.Where(t => string.Equals(t.Modality, modality.Name, StringComparison.Ordinal)).ToList();
        var stage = $"single:{modality.Name}:{seed}";
        return new(
            stage,
            $"training on {modality.Name} alone, seed {seed}",
            random => experiment.Method.BuildSingle(experiment.Settings, taps, experiment.Task, random),
            modality.Name,
            Seeds.Derive(seed, stage));
    }

    private MethodOutcome Outcome(string name, NetworkPlan[] plans, string note)
    {
        var trained = Array.ConvertAll(plans, networks.Train);
        var tested = plans.Select((plan, i) => networks.Test(plan, trained[i])).ToArray();
        return new MethodOutcome(
            name,
            Array.ConvertAll(tested, t => t.Metric),
            Array.ConvertAll(trained, t => t.DevMetric),
            Array.ConvertAll(plans, networks.TestLogits),
            (long)trained.Average(t => t.Parameters),
            trained.Average(t => t.Seconds),
            note);
    }
}
