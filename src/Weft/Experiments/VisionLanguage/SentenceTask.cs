using Weft.Data.Loading;
using Weft.Data.Text;
using Weft.MmNas;
using Weft.Runs;
using Weft.Training;

namespace Weft.Experiments.VisionLanguage;

/// <summary>What a network of sentences and regions is trained on, and how.</summary>
public sealed record WorkPlan
{
    /// <summary>What weights learn from.</summary>
    public required SentencePart Train { get; init; }

    /// <summary>What epochs are judged by; null for nothing.</summary>
    public SentencePart? Dev { get; init; }

    /// <summary>Samples in a batch.</summary>
    public required int BatchSize { get; init; }

    /// <summary>Determines the order of samples and what is drawn of them.</summary>
    public required ulong Seed { get; init; }

    /// <summary>What the network is not shown.</summary>
    public Blindfold Blind { get; init; }

    /// <summary>Whether it is a supernet that learns.</summary>
    public bool Searches { get; init; }
}

/// <summary>
/// A task of sentences and regions as runs meet it: data of one of the three kinds, with its losses, metrics and files. Made by
/// <see cref="SentenceTasks"/>.
/// </summary>
public abstract class SentenceTask : IDisposable
{
    private WordVectors? words;

    /// <summary>Readies a task.</summary>
    /// <param name="settings">The run's settings.</param>
    protected SentenceTask(MmNasSettings settings)
    {
        Settings = settings;
        Device = Torch.Device.Parse(settings.Device);
    }

    /// <summary>Where tensors live.</summary>
    public Torch.Device Device { get; }

    /// <summary>The run's settings.</summary>
    public MmNasSettings Settings { get; }

    /// <summary>The task's name as it was asked for.</summary>
    public string Name => Settings.Task;

    /// <summary>What its networks end in.</summary>
    public abstract MmNasHead Head { get; }

    /// <summary>The headline metric's name.</summary>
    public abstract string MetricName { get; }

    /// <summary>A hash of the content of the data.</summary>
    public abstract string ContentHash { get; }

    /// <summary>Facts for the report: counts, what was found where.</summary>
    public abstract IReadOnlyDictionary<string, string> Facts { get; }

    /// <summary>What the reader of a run must know of the data, in sentences.</summary>
    public virtual IEnumerable<string> Remarks
    {
        get
        {
            if (WordVectorsPath is null)
            {
                yield return "Words began with random vectors, since no file of word vectors was given (--glove).";
            }

            if (TestSplits.FirstOrDefault(Trains) is { } seen)
            {
                yield return $"Networks learn from {seen}, so test figures, which are those of {seen}, say nothing of data that they have not seen.";
            }
        }
    }

    /// <summary>The words.</summary>
    public abstract Vocabulary Vocabulary { get; }

    /// <summary>Numbers of a region's features.</summary>
    public abstract int RegionWidth { get; }

    /// <summary>Answers that are learned; 0 where there are none.</summary>
    public virtual int AnswerCount => 0;

    /// <summary>Splits that a trained network is measured on, the one of the headline first.</summary>
    public abstract IReadOnlyList<string> TestSplits { get; }

    /// <summary>All splits that can be measured, for <c>weft test --split</c>.</summary>
    public abstract IReadOnlyList<string> Splits { get; }

    /// <summary>Single modalities that rivals can have alone.</summary>
    public virtual IReadOnlyList<(string Name, Blindfold Hidden)> Singles { get; } =
        [("text", Blindfold.Regions), ("image", Blindfold.Text)];

    /// <summary>How sentences are cut.</summary>
    protected TokenRule TokenRule => Reference ? TokenRule.Published : Settings.Files.TokenRule;

    /// <summary>Whether rules are those of the published programs.</summary>
    protected bool Reference => Settings.Compatibility == Compatibility.Reference;

    /// <summary>The samples of a split.</summary>
    /// <param name="split">One of <see cref="Splits"/>, or several joined by <c>+</c> for training.</param>
    /// <exception cref="Weft.Torch.UsageException">There is no such split.</exception>
    public abstract SentencePart Part(string split);

    /// <summary>What epochs are judged by; null where networks train on all there is.</summary>
    public abstract SentencePart? Dev { get; }

    /// <summary>
    /// The two parts of train that a one-shot search learns weights and architecture from: cut by order as published, otherwise at random, so
    /// that no image is in both.
    /// </summary>
    /// <param name="share">The part of the weights.</param>
    /// <param name="seed">Determines the cut.</param>
    public abstract (SentencePart Weights, SentencePart Architecture) SearchParts(double share, ulong seed);

    /// <summary>Makes sure that everything a run will read is there, so that what is missing is told together and at once.</summary>
    /// <param name="parts">What will be read.</param>
    /// <exception cref="Weft.Torch.WeftException">Something is missing or damaged.</exception>
    public abstract void Check(IEnumerable<SentencePart> parts);

    /// <summary>What a network learns from.</summary>
    /// <param name="network">The network.</param>
    /// <param name="plan">The parts of the data.</param>
    public abstract ITrainingWork Work(MmNasNetwork network, WorkPlan plan);

    /// <summary>Measures a network, in evaluation mode, and writes the result files that others take.</summary>
    /// <param name="network">The network.</param>
    /// <param name="part">What it is measured on.</param>
    /// <param name="blind">What it is not shown.</param>
    /// <param name="resultFile">The result file to write; null writes none.</param>
    /// <param name="run">Progress and cancellation.</param>
    public abstract SplitResult Measure(MmNasNetwork network, SentencePart part, Blindfold blind, string? resultFile, RunContext run);

    /// <summary>Some samples with what a network makes of them, for people.</summary>
    /// <param name="network">The network, in evaluation mode.</param>
    /// <param name="part">Where samples are drawn from.</param>
    /// <param name="count">How many.</param>
    /// <param name="pictures">Takes pictures of images into the run folder.</param>
    public abstract IReadOnlyList<ExampleReport> Examples(MmNasNetwork network, SentencePart part, int count, ExamplePictures pictures);

    /// <summary>What the two ends of its networks fit.</summary>
    public MmNasEnds Ends => new(Head, Vocabulary.Count, RegionWidth, AnswerCount);

    /// <summary>
    /// Sizes with the width of the word vectors there are, where there are some.
    /// </summary>
    /// <param name="sizes">The sizes that were asked for.</param>
    public MmNasSizes Fit(MmNasSizes sizes) => Words is { } words ? sizes with { WordWidth = words.Width } : sizes;

    /// <summary>Initial word vectors for a network, [vocabulary, word width]; null where there are none. Belongs to the current scope.</summary>
    /// <param name="seed">Determines those of words that are not known.</param>
    public Torch.Tensor? InitialWords(ulong seed) => Words is { } words
        ? Torch.Tensor.From(
            EmbeddingRows.Initial(Vocabulary, words, words.Width, Reference ? UnknownWords.Zeros : UnknownWords.SmallNormals, unchecked((long)seed)),
            Vocabulary.Count,
            words.Width)
        : null;

    /// <summary>Whether networks that are kept learn from a split.</summary>
    /// <param name="split">The split.</param>
    private protected bool Trains(string split) => Settings.Split.Split('+').Contains(split, StringComparer.Ordinal);

    /// <summary>Batches for training: in an order by the seed, or as published.</summary>
    /// <param name="source">The samples.</param>
    /// <param name="batchSize">Samples in a batch.</param>
    /// <param name="seed">Determines the order; the published one depends on the epoch alone.</param>
    internal BatchLoader Loader(IBatchSource source, int batchSize, ulong seed) => new(
        source,
        batchSize,
        seed,
        dropPartial: Reference,
        publishedOrder: Reference ? new DistributedOrder(source.Count, 1, 0, shuffle: true).Indices : null);

    /// <summary>Word vectors of the vocabulary's words; null where none are given.</summary>
    private WordVectors? Words => words ??= WordVectorsPath is { } path
        ? WordVectors.Read(path, Vocabulary.Words.ToHashSet(StringComparer.Ordinal))
        : null;

    /// <summary>The file of word vectors: the one that was named, or the one that was prepared with the data; null without either.</summary>
    private string? WordVectorsPath
    {
        get
        {
            var prepared = Path.Combine(Settings.Data, SentenceDataSettings.PreparedWords);
            return Settings.Files.WordVectors.Length > 0 ? Settings.Files.WordVectors : File.Exists(prepared) ? prepared : null;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Closes the data.</summary>
    protected virtual void Dispose(bool disposing)
    {
    }
}
