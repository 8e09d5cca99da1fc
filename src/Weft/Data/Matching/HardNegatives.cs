using Weft.Torch;

namespace Weft.Data.Matching;

/// <summary>Scores pairs of an image and a caption; a higher score is a better match.</summary>
/// <param name="images">The images' indices.</param>
/// <param name="captions">The captions' indices, as many; pair i is image i with caption i.</param>
/// <param name="scores">Receives the scores.</param>
public delegate void PairScorer(ReadOnlySpan<int> images, ReadOnlySpan<int> captions, Span<float> scores);

/// <summary>How hard negatives are mined (MmNas specification 4.3 and 5.2).</summary>
/// <param name="Drawn">Candidates drawn for each image and each caption; 64.</param>
/// <param name="Kept">How many of them, the hardest, are kept; 5.</param>
/// <param name="Batch">Images or captions whose candidates are scored in one call; 50.</param>
/// <param name="FirstEpoch">The first 0-based epoch that mines; before it negatives are drawn anew for every epoch; 0.</param>
/// <param name="EveryEpochs">Mines again after as many epochs; 1.</param>
public sealed record MiningSettings(int Drawn = 64, int Kept = 5, int Batch = 50, int FirstEpoch = 0, int EveryEpochs = 1);

/// <summary>
/// For every image captions, and for every caption images, that do not belong to it and that the network takes for good ones all the same.
/// </summary>
public sealed class HardNegatives
{
    private readonly MiningSettings settings;
    private readonly NegativeDraws draws;
    private readonly Compatibility rules;
    private readonly long seed;
    private readonly int captionsPerImage;
    private readonly int[] captionsOfImages;
    private readonly int[] imagesOfCaptions;

    /// <summary>Creates the pools, with random negatives until <see cref="Prepare(int, PairScorer)"/> mines.</summary>
    /// <param name="groups">
    /// The group of each image: images of one group have the same texts and are no negatives of each other. Reference takes every image for
    /// a group of its own.
    /// </param>
    /// <param name="captionsPerImage">Captions of each image.</param>
    /// <param name="seed">The seed of all draws.</param>
    /// <param name="settings">How to mine; the published settings if null.</param>
    /// <param name="rules">
    /// Sound: a negative never belongs to the item, and an item draws nothing twice. Reference: random negatives before the mining are uniform,
    /// own ones among them, and candidates may repeat.
    /// </param>
    /// <exception cref="UsageException">A setting is out of range, or no image has another text than the others.</exception>
    public HardNegatives(
        IReadOnlyList<int> groups, int captionsPerImage, long seed, MiningSettings? settings = null, Compatibility rules = Compatibility.Sound)
    {
        this.settings = settings ?? new MiningSettings();
        if (captionsPerImage < 1
            || this.settings is { Drawn: < 1 } or { Kept: < 1 } or { Batch: < 1 } or { FirstEpoch: < 0 } or { EveryEpochs: < 1 }
            || this.settings.Kept > this.settings.Drawn)
        {
            throw new UsageException(
                "Hard negatives need at least 1 caption for each image and keep 1 to as many as are drawn, in batches of at least 1, "
                + "every 1 or more epochs; "
                + $"these are {captionsPerImage} captions and {this.settings}.");
        }

        this.captionsPerImage = captionsPerImage;
        this.seed = seed;
        this.rules = rules;
        IReadOnlyList<int> used = rules == Compatibility.Reference ? [.. Enumerable.Range(0, groups.Count)] : groups;
        draws = new NegativeDraws(used, captionsPerImage, seed, distinct: rules == Compatibility.Sound);
        captionsOfImages = new int[groups.Count * this.settings.Kept];
        imagesOfCaptions = new int[groups.Count * captionsPerImage * this.settings.Kept];
        Randomise(0);
    }

    private int ImageCount => captionsOfImages.Length / settings.Kept;

    private int CaptionCount => imagesOfCaptions.Length / settings.Kept;

    /// <summary>The kept captions of an image, the hardest first.</summary>
    /// <param name="image">The image.</param>
    public ReadOnlySpan<int> CaptionsOf(int image) => captionsOfImages.AsSpan(image * settings.Kept, settings.Kept);

    /// <summary>The kept images of a caption, the hardest first.</summary>
    /// <param name="caption">The caption.</param>
    public ReadOnlySpan<int> ImagesOf(int caption) => imagesOfCaptions.AsSpan(caption * settings.Kept, settings.Kept);

    /// <summary>The negatives of a caption and its image for one epoch: one of those kept, at random.</summary>
    /// <param name="epoch">The 0-based epoch.</param>
    /// <param name="caption">The caption.</param>
    public (int Image, int Caption) Negatives(int epoch, int caption)
    {
        var random = ItemRandom.For(~seed, epoch, caption);
        var image = ImagesOf(caption)[random.Next(settings.Kept)];
        return (image, CaptionsOf(caption / captionsPerImage)[random.Next(settings.Kept)]);
    }

    /// <summary>How many steps make the pools ready for an epoch.</summary>
    public int Steps => Batches(ImageCount) + Batches(CaptionCount);

    /// <summary>Makes the pools ready for an epoch: mines, draws at random, or leaves them, as the settings say.</summary>
    /// <param name="epoch">The 0-based epoch.</param>
    /// <param name="scorer">Scores pairs; asked only if the epoch mines.</param>
    /// <returns>Whether the epoch mined.</returns>
    public bool Prepare(int epoch, PairScorer scorer)
    {
        for (var step = 0; step < Steps; step++)
        {
            Prepare(epoch, step, scorer);
        }

        return Mines(epoch);
    }

    /// <summary>
    /// One step of making the pools ready for an epoch. It depends on nothing but its number, the epoch and the scores, so that steps can be
    /// repeated.
    /// </summary>
    /// <param name="epoch">The 0-based epoch.</param>
    /// <param name="step">0 to <see cref="Steps"/> - 1.</param>
    /// <param name="scorer">Scores pairs; asked only if the epoch mines.</param>
    public void Prepare(int epoch, int step, PairScorer scorer)
    {
        if (!Mines(epoch))
        {
            if (epoch < settings.FirstEpoch && step == 0)
            {
                Randomise(epoch);
            }

            return;
        }

        if (step < Batches(ImageCount))
        {
            Mine(step, captionsOfImages, image => draws.Captions(epoch, image, settings.Drawn), (image, caption, scores) => scorer(image, caption, scores));
        }
        else
        {
            Mine(
                step - Batches(ImageCount),
                imagesOfCaptions,
                caption => draws.Images(epoch, caption, settings.Drawn),
                (caption, image, scores) => scorer(image, caption, scores));
        }
    }

    /// <summary>Whether an epoch mines.</summary>
    /// <param name="epoch">The 0-based epoch.</param>
    public bool Mines(int epoch) => epoch >= settings.FirstEpoch && (epoch - settings.FirstEpoch) % settings.EveryEpochs == 0;

    /// <summary>Keeps the candidates with the highest scores, the best first, of equal ones that drawn first.</summary>
    /// <param name="scores">The candidates' scores; what is no number is kept last.</param>
    /// <param name="candidates">The candidates, at least one.</param>
    /// <param name="kept">Receives those kept; fewer candidates than places are repeated from the best.</param>
    public static void Hardest(ReadOnlySpan<float> scores, ReadOnlySpan<int> candidates, Span<int> kept)
    {
        var order = RetrievalRanks.Order(scores);
        for (var i = 0; i < kept.Length; i++)
        {
            kept[i] = candidates[order[i % order.Length]];
        }
    }

    /// <summary>The pools, for a checkpoint; new tensors of the current scope.</summary>
    public IReadOnlyDictionary<string, Tensor> State() => new Dictionary<string, Tensor>(StringComparer.Ordinal)
    {
        ["captions"] = Tensor.From(captionsOfImages),
        ["images"] = Tensor.From(imagesOfCaptions),
    };

    /// <summary>Takes up what <see cref="State"/> gave.</summary>
    /// <param name="state">The pools.</param>
    /// <exception cref="WeftException">They are of other data or settings.</exception>
    public void Load(IReadOnlyDictionary<string, Tensor> state)
    {
        var captions = Pool(state, "captions", captionsOfImages.Length, CaptionCount);
        var images = Pool(state, "images", imagesOfCaptions.Length, ImageCount);
        captions.CopyTo(captionsOfImages, 0);
        images.CopyTo(imagesOfCaptions, 0);
    }

    private static int[] Pool(IReadOnlyDictionary<string, Tensor> state, string name, int length, int bound) =>
        state.TryGetValue(name, out var tensor) && tensor.DType == DType.Int32 && tensor.ToArray<int>() is var pool
            && pool.Length == length && !pool.AsSpan().ContainsAnyExceptInRange(0, bound - 1)
            ? pool
            : throw new WeftException(
                $"The saved pool of hard negatives '{name}' is not of this data and these settings; go on with those of the run, or start it anew.");

    private void Randomise(int epoch)
    {
        for (var image = 0; image < ImageCount; image++)
        {
            Fill(captionsOfImages.AsSpan(image * settings.Kept, settings.Kept), CaptionCount, 2 * epoch, image, draws.Captions);
        }

        for (var caption = 0; caption < CaptionCount; caption++)
        {
            Fill(imagesOfCaptions.AsSpan(caption * settings.Kept, settings.Kept), ImageCount, (2 * epoch) + 1, caption, draws.Images);
        }

        void Fill(Span<int> pool, int total, int stream, int item, Func<int, int, int, int[]> draw)
        {
            var random = ItemRandom.For(seed, stream, item);
            var drawn = rules == Compatibility.Sound ? draw(epoch, item, pool.Length) : [];
            for (var i = 0; i < pool.Length; i++)
            {
                pool[i] = drawn.Length > 0 ? drawn[i % drawn.Length] : random.Next(total);
            }
        }
    }

    private int Batches(int items) => (items + settings.Batch - 1) / settings.Batch;

    /// <summary>Scores the candidates of a batch of items and keeps the hardest.</summary>
    private void Mine(int batch, int[] pools, Func<int, int[]> draw, PairScorer score)
    {
        var first = batch * settings.Batch;
        var items = Enumerable.Range(first, Math.Min(settings.Batch, (pools.Length / settings.Kept) - first)).ToList();
        var drawn = items.ConvertAll(item => draw(item));
        int[] candidates = [.. drawn.SelectMany(list => list)];
        int[] owners = [.. items.SelectMany((item, i) => Enumerable.Repeat(item, drawn[i].Length))];
        var scores = new float[candidates.Length];
        score(owners, candidates, scores);
        var start = 0;
        for (var i = 0; i < items.Count; i++)
        {
            var count = drawn[i].Length;
            Hardest(scores.AsSpan(start, count), drawn[i], pools.AsSpan(items[i] * settings.Kept, settings.Kept));
            start += count;
        }
    }
}
