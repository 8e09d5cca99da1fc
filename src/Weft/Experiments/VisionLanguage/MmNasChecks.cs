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

        if (settings.Split.Split('+').FirstOrDefault(s => s.StartsWith("test", StringComparison.Ordinal)) is { } test)
        {
            throw new UsageException($"split: '{test}' is for testing; train on train, or on train+val.");
        }

        // Rivals of a given genotype are networks of the space too.
        var own = genotype is null ? [] : genotype.Encoder.Concat(genotype.Decoder).SelectMany(b => b);
        var spaces = searches || settings.Baselines.Enabled is true ? settings.Space.Encoder.Concat(settings.Space.Decoder) : [];
        CheckOperations(settings.Network, own.Concat(spaces), "network");
        using var task = SentenceTasks.Open(settings);
        var train = task.Part(settings.Split);
        if (searches && !IsOneShot(settings))
        {
            SentenceTrials.RequireDev(task);
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
