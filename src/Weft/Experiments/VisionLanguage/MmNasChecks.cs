using Weft.MmNas;
using Weft.MmNas.Operations;
using Weft.Search;
using Weft.Settings;
using Weft.Torch;

namespace Weft.Experiments.VisionLanguage;

/// <summary>What can be known to be wrong with a run of MmNas before anything is written.</summary>
public static class MmNasChecks
{
    /// <summary>Checks names, sizes against each other, and that everything that will be read is there.</summary>
    /// <param name="settings">The settings asked for.</param>
    /// <param name="genotype">A genotype to be trained; null for none.</param>
    /// <param name="resumes">Whether a run goes on, whose data were looked through when it began.</param>
    /// <exception cref="WeftException">Something is wrong; the sentence names the setting or the files.</exception>
    public static void Check(MmNasSettings settings, MmNasGenotype? genotype = null, bool resumes = false)
    {
        Device.Parse(settings.Device);
        CheckStrategy(settings);
        TorchRuntime.Load();
        var searches = string.Equals(settings.Kind, "search", StringComparison.Ordinal);
        if (searches)
        {
            _ = Space(settings);
        }

        if (searches && IsOneShot(settings))
        {
            CheckOperations(settings.Search.Network, settings.Space.Encoder.Concat(settings.Space.Decoder), "search.network");
        }

        // Rivals of a given genotype are networks of the space too.
        var own = genotype is null ? [] : genotype.Encoder.Concat(genotype.Decoder).SelectMany(b => b);
        var spaces = searches || settings.Baselines.Enabled is true ? settings.Space.Encoder.Concat(settings.Space.Decoder) : [];
        CheckOperations(settings.Network, own.Concat(spaces), "network");
        CheckFiles(settings);
        using var task = SentenceTasks.Open(settings);
        if (task.Head == MmNasHead.Matching)
        {
            CheckMatching(settings, searches && IsOneShot(settings));
        }

        var train = task.Part(settings.Split);
        if (searches)
        {
            CheckSearch(settings, task);
        }

        if (!resumes)
        {
            task.Check([train, .. task.Dev is { } dev ? [dev] : Array.Empty<SentencePart>(), .. task.TestSplits.Select(task.Part)]);
        }
    }

    /// <summary>The space of a run.</summary>
    /// <param name="settings">Its settings.</param>
    public static MmNasSpace Space(MmNasSettings settings) => new(
        settings.Space.Encoder, settings.Space.Decoder, settings.Search.Network.EncoderBlocks, settings.Search.Network.DecoderBlocks, settings.Space.Shorter);

    /// <summary>Whether a run searches by gates.</summary>
    /// <param name="settings">Its settings.</param>
    public static bool IsOneShot(MmNasSettings settings) =>
        settings.Strategy.Length == 0 || string.Equals(settings.Strategy, SentenceTrials.Strategies[0], StringComparison.Ordinal);

    private static void CheckStrategy(MmNasSettings settings)
    {
        var strategies = SentenceTrials.Strategies;
        if (settings.Strategy.Length > 0 && !strategies.Contains(settings.Strategy, StringComparer.Ordinal))
        {
            throw new UsageException(NearestName.Find(settings.Strategy, strategies) is { } meant
                ? $"strategy: there is no '{settings.Strategy}'; did you mean '{meant}'? There are {string.Join(", ", strategies)}."
                : $"strategy: there is no '{settings.Strategy}'; there are {string.Join(", ", strategies)}.");
        }

        if (settings.Strategy is Weft.Search.Strategies.SurrogateStrategy.StrategyName && !settings.Space.Shorter)
        {
            throw new UsageException(
                "strategy: surrogate-guided search begins with networks of one block, which this space has only with space.shorter=true; set it, or take random or evolution.");
        }
    }

    private static void CheckFiles(MmNasSettings settings)
    {
        if (settings.Split.Split('+').FirstOrDefault(s => s.StartsWith("test", StringComparison.Ordinal)) is { } test)
        {
            throw new UsageException($"split: networks would learn from {test}, on which they are measured; train on train, or on train and val.");
        }

        if (settings.Files.WordVectors is { Length: > 0 } vectors && !File.Exists(vectors))
        {
            throw new UsageException($"files.wordVectors: {vectors} is not there; name a text file of word vectors, or leave it out.");
        }
    }

    private static void CheckMatching(MmNasSettings settings, bool oneShot)
    {
        var s = settings.Matching;
        var drawn = oneShot ? Math.Min(s.RandomNegatives, s.SearchRandomNegatives) : s.RandomNegatives;
        if (s.HardNegatives > drawn)
        {
            throw new UsageException(
                $"matching.hardNegatives is {s.HardNegatives}, but only {drawn} are drawn to choose from; lower it, or draw more by matching.randomNegatives "
                + "and matching.searchRandomNegatives.");
        }

        if (s.Loss == MatchingLoss.Contrastive && (settings.Retrain.Accumulate > 1 || (oneShot && settings.Search.Accumulate > 1)))
        {
            throw new UsageException(
                "accumulate: a contrastive loss compares all pairs of a batch, which cannot be computed in parts; leave it at 1, with smaller batches.");
        }
    }

    /// <summary>A search that could learn nothing says so before it takes days.</summary>
    private static void CheckSearch(MmNasSettings settings, SentenceTask task)
    {
        var s = settings.Search;
        if (!IsOneShot(settings))
        {
            if (settings.Compatibility == Compatibility.Reference && task.Dev is null)
            {
                throw new UsageException($"strategy: trials are compared on dev, which {settings.Split} leaves none of; use --split train, or --strategy gates.");
            }

            return;
        }

        if (s.WarmupEpochs >= s.Epochs)
        {
            throw new UsageException(
                $"search.warmupEpochs: the search has {s.Epochs} epochs, and in the first {s.WarmupEpochs} only weights learn, so the architecture never would; "
                + "lower it, or search longer.");
        }

        var samples = task.SearchParts(s.WeightsPart, 0).Weights.Samples.Length;
        var steps = Math.Max(1, settings.Compatibility == Compatibility.Reference ? samples / s.BatchSize : (samples + s.BatchSize - 1) / s.BatchSize);
        if (s.Every > steps)
        {
            throw new UsageException(
                $"search.every: an epoch of {samples} samples has {steps} steps, so the architecture, which learns after every {s.Every}, never would; "
                + "lower it, or search.batchSize.");
        }
    }

    /// <summary>Builds each operation once: whatever does not fit the sizes says so now.</summary>
    private static void CheckOperations(MmNasSizes sizes, IEnumerable<string> names, string setting)
    {
        using var random = new NetworkRandom(0);
        foreach (var name in names.Distinct(StringComparer.Ordinal))
        {
            using var scope = new TensorScope();
            try
            {
                BlockOperations.Create(name, sizes, random).Dispose();
            }
            catch (UsageException problem)
            {
                throw new UsageException($"{setting}: {problem.Message}");
            }
        }
    }
}
