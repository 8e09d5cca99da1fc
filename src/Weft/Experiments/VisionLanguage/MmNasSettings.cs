using System.ComponentModel.DataAnnotations;
using Weft.MmNas;
using Weft.Settings;

namespace Weft.Experiments.VisionLanguage;

/// <summary>Every setting of a run of MmNas: <c>config.yaml</c>. Running it again repeats the run.</summary>
public sealed record MmNasSettings : RunSettings
{
    /// <summary>Takes what the published programs begin with.</summary>
    public MmNasSettings()
    {
        Method = MmNasGenotype.SpaceName;
        Seed = 888;

        // Networks of 60 million numbers, with their moments, are written in seconds rather than milliseconds.
        CheckpointSeconds = 600;
    }

    /// <summary>Which data set of the folder: <c>refcoco</c>, <c>flickr</c> and such; empty takes the only one there is.</summary>
    public string Dataset { get; init; } = string.Empty;

    /// <summary>What networks that are kept train on: <c>train</c>, <c>train+val</c> or <c>train+val+vg</c>.</summary>
    [Required]
    public string Split { get; init; } = "train";

    /// <summary>Where sentences, regions and pictures are found.</summary>
    public SentenceDataSettings Files { get; init; } = new();

    /// <summary>The size of networks that are kept.</summary>
    public MmNasSizes Network { get; init; } = new();

    /// <summary>What the search chooses from.</summary>
    public BlockPoolSettings Space { get; init; } = new();

    /// <summary>The network that <c>weft train</c> trains where no genotype is named; without blocks there is none.</summary>
    public BlockListSettings Blocks { get; init; } = new();

    /// <summary>The one-shot search.</summary>
    public OneShotSettings Search { get; init; } = new();

    /// <summary>The training of networks that are kept, and of every rival.</summary>
    public SentenceTrainingSettings Retrain { get; init; } = new();

    /// <summary>Answers to questions.</summary>
    public AnswerSettings Answers { get; init; } = new();

    /// <summary>Boxes for sentences.</summary>
    public GroundingSettings Grounding { get; init; } = new();

    /// <summary>Pairs of images and sentences.</summary>
    public MatchingSettings Matching { get; init; } = new();

    /// <summary>Searches by trials.</summary>
    public SentenceTrialSettings Trials { get; init; } = new();

    /// <summary>What the found network is compared with.</summary>
    public SentenceBaselineSettings Baselines { get; init; } = new();
}

/// <summary>Where sentences, regions and pictures are found, and how much of them is taken.</summary>
public sealed record SentenceDataSettings
{
    /// <summary>The file of word vectors that some data are prepared with.</summary>
    public const string PreparedWords = "word_vectors.txt";

    /// <summary>Folders of region features, within the data's folder or whole paths; empty takes every folder of <c>.npz</c> files there is.</summary>
    public ValueList<string> Features { get; init; } = new([]);

    /// <summary>
    /// A file of word vectors in GloVe's text format, plain or gzip; empty takes <c>word_vectors.txt</c> of the data's folder, if it is
    /// there, and begins with random ones otherwise.
    /// </summary>
    public string WordVectors { get; init; } = string.Empty;

    /// <summary>The folder of pictures, for the report's examples; empty takes <c>images</c> within the data's folder, if it is there.</summary>
    public string Pictures { get; init; } = string.Empty;

    /// <summary>The most tokens of a sentence; 0 is the task's own number: 14, 15 of which the last stays empty, or 50.</summary>
    [Range(0, 10_000)]
    public int Tokens { get; init; }

    /// <summary>The most regions of an image; 0 is the task's own number: 100, 100 or 36.</summary>
    [Range(0, 10_000)]
    public int Regions { get; init; }

    /// <summary>How sentences are cut: <c>unicode</c>, for any language, or <c>published</c>, which reference rules always take.</summary>
    public Data.Text.TokenRule TokenRule { get; init; }

    /// <summary>Megabytes of region features that are kept in memory; 1,000.</summary>
    [Range(0, 1_000_000)]
    public int CacheMegabytes { get; init; } = 1000;
}

/// <summary>What the blocks of encoder and decoder may be (MmNas specification 3.1).</summary>
public sealed record BlockPoolSettings
{
    /// <summary>The encoder's operations, in the order of alpha.</summary>
    public ValueList<string> Encoder { get; init; } = new(["self_att_64", "feed_forward"]);

    /// <summary>The decoder's operations, in the order of alpha.</summary>
    public ValueList<string> Decoder { get; init; } = new(["self_att_64", "rel_self_att_64", "guided_att_64", "feed_forward"]);

    /// <summary>Whether fewer blocks are networks of the space too, which surrogate-guided search needs; false, as published.</summary>
    public bool Shorter { get; init; }
}

/// <summary>One operation for each block of a network.</summary>
public sealed record BlockListSettings
{
    /// <summary>The encoder's operations, from the text on.</summary>
    public ValueList<string> Encoder { get; init; } = new([]);

    /// <summary>The decoder's operations, from the regions on.</summary>
    public ValueList<string> Decoder { get; init; } = new([]);

    /// <summary>The blocks as a genotype; null without blocks.</summary>
    [NotASetting]
    public MmNasGenotype? Genotype => Encoder.Count + Decoder.Count == 0 ? null : MmNasGenotype.Of(Encoder, Decoder);
}

/// <summary>What the found network is compared with, on the same data and by the same training.</summary>
public sealed record SentenceBaselineSettings
{
    /// <summary>Whether rivals are trained; null, the default, is after searches, but not beside a given genotype.</summary>
    public bool? Enabled { get; init; }

    /// <summary>Networks that random search trains for each seed, of which the best on dev counts; 0 is as many as the search trained.</summary>
    [Range(0, 10_000)]
    public int RandomNetworks { get; init; }
}

/// <summary>How trials of random search and evolution are trained and shared.</summary>
public sealed record SentenceTrialSettings
{
    /// <summary>How many trials; 30.</summary>
    [Range(1, 10_000_000)]
    public int Count { get; init; } = 30;

    /// <summary>Epochs of each; 1.</summary>
    [Range(1, 100_000)]
    public int Epochs { get; init; } = 1;

    /// <summary>How many of the best are trained as found networks, of which the best on dev is kept; 1. Reference rules: 1.</summary>
    [Range(1, 1000)]
    public int Candidates { get; init; } = 1;

    /// <summary>Seconds that a worker of a study may be silent before its trials are given to another; 60.</summary>
    [Range(1.0, 1e6)]
    public double LeaseSeconds { get; init; } = 60;
}
