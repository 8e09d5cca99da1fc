using Weft.Experiments.VisionLanguage;
using Weft.MmNas;
using Weft.Search;
using Weft.Testing;
using Weft.Torch;
using Weft.Torch.Files;

namespace Weft.Tests.Experiments.VisionLanguage;

/// <summary>Small data of one of the three kinds with the settings of a network that trains in a second, and a run to do it in.</summary>
internal sealed class SentenceBench : IDisposable
{
    /// <summary>A network of 16 numbers a token, with 2 and 3 blocks.</summary>
    public static readonly MmNasSizes Sizes = new()
    {
        Hidden = 16,
        WordWidth = 6,
        RelationWidth = 4,
        PoolHidden = 8,
        PoolOutput = 12,
        EncoderBlocks = 2,
        DecoderBlocks = 3,
        Dropout = 0.2,
    };

    /// <summary>Blocks of every published kind.</summary>
    public static readonly MmNasGenotype Genotype =
        MmNasGenotype.Of(["self_att_16", "feed_forward"], ["rel_self_att_16", "guided_att_16", "feed_forward"]);

    private readonly TemporaryFolder data = new();

    /// <summary>Writes the data.</summary>
    /// <param name="task">vqa, vgd or itm.</param>
    /// <param name="change">Changes the settings.</param>
    /// <param name="make">Writes other data than the usual.</param>
    public SentenceBench(string task, Func<MmNasSettings, MmNasSettings>? change = null, Action<string>? make = null)
    {
        Action<string> usual = task switch
        {
            "vqa" => folder => SmallSentences.Answers(folder),
            "vgd" => folder => SmallSentences.Grounding(folder),
            _ => folder => SmallSentences.Matching(folder),
        };
        (make ?? usual)(data.Path);
        Settings = (change ?? (s => s))(new MmNasSettings
        {
            Task = task,
            Data = data.Path,
            Seed = 5,
            Threads = 1,
            Network = Sizes,
            Space = new BlockPoolSettings
            {
                Encoder = new(["self_att_16", "feed_forward"]),
                Decoder = new(["self_att_16", "rel_self_att_16", "guided_att_16", "feed_forward"]),
            },
            Search = new OneShotSettings { Epochs = 2, BatchSize = 8, WarmupEpochs = 1, RateWarmupEpochs = 1, Every = 2, Network = Sizes },
            Retrain = new SentenceTrainingSettings { Epochs = 2, BatchSize = 8, Rate = 0.01, WarmupEpochs = 1, DecayEpochs = new([1]) },
            Answers = new AnswerSettings { MinimumCount = 0 },
            Matching = new MatchingSettings { RandomNegatives = 8, HardNegatives = 2, PairsAtOnce = 64 },
            Trials = new SentenceTrialSettings { Count = 3 },
            Baselines = new SentenceBaselineSettings { RandomNetworks = 1 },
        });
    }

    /// <summary>The run's folder, log and clock.</summary>
    public RunHarness Run { get; } = new();

    /// <summary>The folder of the data.</summary>
    public string Data => data.Path;

    /// <summary>The settings.</summary>
    public MmNasSettings Settings { get; }

    /// <summary>A file of the data.</summary>
    public string this[string name] => data[name];

    /// <summary>Opens the run.</summary>
    /// <param name="cancellation">The person's interruption.</param>
    public MmNasExperiment Open(CancellationToken cancellation = default) => new(Settings, Run.Context(cancellation: cancellation));

    /// <summary>Opens the task alone.</summary>
    public SentenceTask Task() => SentenceTasks.Open(Settings);

    /// <summary>A network of the task with fresh weights, which the random numbers must outlive.</summary>
    public MmNasNetwork Network(SentenceTask task, NetworkRandom random, MmNasGenotype? genotype = null) =>
        new(Settings.Network, genotype ?? Genotype, task.Ends, random);

    /// <summary>The bits of tensors.</summary>
    public static string[] Sums(IEnumerable<Tensor> tensors) => [.. tensors.Select(t => Checksum.OfBytes(TensorFile.ToNdArray(t).Bytes.Span))];

    public void Dispose()
    {
        Run.Dispose();
        data.Dispose();
    }
}
