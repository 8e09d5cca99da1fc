using Weft.Data.Matching;
using Weft.Data.Text;
using Weft.MmNas;
using Weft.Runs;
using Weft.Torch;
using Weft.Training;

namespace Weft.Experiments.VisionLanguage;

/// <summary>Image-text matching: whether a caption belongs to an image (MmNas specification 4.3 and 6.3).</summary>
public sealed class MatchingTask : SentenceTask
{
    private const int MostRegions = 36;
    private const int ImagesAtOnce = 16;
    private const int FoldedImages = 1000;

    private readonly CaptionFiles files;
    private readonly CaptionCorpus corpus;
    private readonly Dictionary<string, int> firsts = new(StringComparer.Ordinal);
    private readonly SentenceRegions regions;

    /// <summary>Opens the data.</summary>
    /// <param name="settings">The run's settings.</param>
    /// <exception cref="WeftException">The data are not there or damaged.</exception>
    public MatchingTask(MmNasSettings settings)
        : base(settings)
    {
        files = CaptionFiles.Find(settings.Data, settings.Dataset.Length > 0 ? settings.Dataset : null);
        corpus = CaptionCorpus.Read(files, TokenRule, cacheFolder: SentenceFiles.CacheOf(settings));
        foreach (var split in corpus.Splits)
        {
            firsts[split] = firsts.Keys.Sum(s => corpus.Of(s).Captions.Count);
        }

        regions = new SentenceRegions(settings, corpus.Images[0]);
        ContentHash = SentenceFiles.Hash(files.Paths, regions.Folder, corpus.Images);
    }

    /// <inheritdoc/>
    public override MmNasHead Head => MmNasHead.Matching;

    /// <summary>The mean of the recalls at 1, 5 and 10 in both directions.</summary>
    public override string MetricName => "mean recall";

    /// <inheritdoc/>
    public override string ContentHash { get; }

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> Facts => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["data set"] = files.Dataset,
        [$"images ({string.Join(" / ", corpus.Splits)})"] = string.Join(" / ", corpus.Splits.Select(s => corpus.Of(s).Images.Count)),
        ["captions of an image"] = $"{corpus.Of(corpus.Splits[0]).CaptionsPerImage}",
        ["words"] = $"{corpus.Vocabulary.Count}",
        ["region features"] = $"{regions.Width} numbers",
        ["content"] = ContentHash[..16],
    };

    /// <inheritdoc/>
    public override Vocabulary Vocabulary => corpus.Vocabulary;

    /// <inheritdoc/>
    public override int RegionWidth => regions.Width;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Splits => corpus.Splits;

    /// <inheritdoc/>
    public override IReadOnlyList<string> TestSplits => corpus.Splits.Contains("test", StringComparer.Ordinal)
        ? [.. corpus.Splits.Where(s => s.StartsWith("test", StringComparison.Ordinal))]
        : [.. corpus.Splits.TakeLast(1)];

    /// <summary>None: a pair cannot be judged by one of its sides.</summary>
    public override IReadOnlyList<(string Name, Blindfold Hidden)> Singles { get; } = [];

    /// <inheritdoc/>
    public override SentencePart? Dev => SentenceParts.Dev(this, "dev");

    /// <summary>The most words of a caption.</summary>
    internal int Length => Settings.Files.Tokens > 0 ? Settings.Files.Tokens : CaptionCorpus.PublishedLength;

    /// <summary>What pairs learn from.</summary>
    internal MatchingLoss Loss => Settings.Matching.Loss switch
    {
        MatchingLoss.Auto => Reference ? MatchingLoss.Bce : MatchingLoss.Logits,
        var chosen => chosen,
    };

    /// <inheritdoc/>
    public override SentencePart Part(string split) => new(
        split, [.. split.Split('+').SelectMany(s => Enumerable.Range(First(s), corpus.Of(s).Captions.Count))]);

    /// <inheritdoc/>
    public override (SentencePart Weights, SentencePart Architecture) SearchParts(double share, ulong seed)
    {
        var train = corpus.Of("train");
        return SentenceParts.ForSearch(Part("train").Samples, s => train.Images[train.ImageOf(s)], share, Reference ? null : seed, train.CaptionsPerImage);
    }

    /// <inheritdoc/>
    public override void Check(IEnumerable<SentencePart> parts) => regions.Check(parts.SelectMany(p => PairsOf(p).Images));

    /// <inheritdoc/>
    public override ITrainingWork Work(MmNasNetwork network, WorkPlan plan) => new MatchingWork(this, network, plan);

    /// <inheritdoc/>
    public override SplitResult Measure(MmNasNetwork network, SentencePart part, Blindfold blind, string? resultFile, RunContext run)
    {
        network.Eval();
        var pairs = PairsOf(part);
        using var matrix = new MatchingMatrix(this, network, pairs, blind);
        for (var step = 0; step < matrix.Steps; step++)
        {
            run.Cancellation.ThrowIfCancellationRequested();
            matrix.Step(step);
            run.Progress.Report(new ProgressUpdate($"test:{part.Name}", null, null, "test", step + 1, matrix.Steps, "blocks of images", null, null, null, null));
        }

        if (resultFile is not null)
        {
            RetrievalFile.Write(resultFile, matrix.Scores, pairs.Images);
        }

        return MatchingResults.Of(part.Name, MetricName, matrix.Scores, pairs.Images.Length % FoldedImages == 0 ? pairs.Images.Length / FoldedImages : 1);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<ExampleReport> Examples(MmNasNetwork network, SentencePart part, int count, ExamplePictures pictures) =>
        new MatchingExamples(this, network, part, pictures).Make(count / 2);

    /// <summary>What a network reads of regions.</summary>
    internal RegionBatches Batches(MmNasNetwork network) => new(
        regions.Cache,
        RegionWidth,
        new RegionNeeds(Settings.Files.Regions > 0 ? Settings.Files.Regions : MostRegions, network.MayNeedGeometry, network.NeedsBoxes, network.ReadsPadding));

    /// <summary>The length that captions are padded to: 0, as long as need be, unless padding matters.</summary>
    internal int PaddedLength(MmNasNetwork network) => network.ReadsPadding ? Length : 0;

    /// <summary>How many images are scored with all captions at once.</summary>
    internal static int ImageBlock => ImagesAtOnce;

    /// <summary>The images and captions of a part, whose samples are whole images' captions.</summary>
    internal MatchingPairs PairsOf(SentencePart part)
    {
        var parts = part.Samples.GroupBy(SplitOf, StringComparer.Ordinal)
            .Select(group => MatchingPairs.Of(
                corpus,
                group.Key,
                [.. group.Select(s => corpus.Of(group.Key).ImageOf(s - firsts[group.Key])).Distinct()],
                caption => SentenceTokens.Of(Blindfold.None, span => corpus.Encode(caption, span), Length)))
            .ToList();
        return parts.Count == 1
            ? parts[0]
            : throw new UsageException($"split: {part.Name} joins splits of captions; image-text matching trains on one, such as train.");
    }

    /// <summary>The captions of an image as written.</summary>
    internal IReadOnlyList<string> CaptionsOf(SentencePart part, int image)
    {
        var split = SplitOf(part.Samples[0]);
        var all = corpus.Of(split);
        var first = part.Samples[image * all.CaptionsPerImage] - firsts[split];
        return [.. Enumerable.Range(first, all.CaptionsPerImage).Select(c => all.Captions[c])];
    }

    private string SplitOf(int sample) => corpus.Splits.Last(s => firsts[s] <= sample);

    private int First(string split)
    {
        _ = corpus.Of(split);
        return firsts[split];
    }
}
