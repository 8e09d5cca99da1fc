using Weft.MmNas;
using Weft.Torch;

namespace Weft.Experiments.VisionLanguage;

/// <summary>
/// Scores pairs of images and captions with the weights that a network has when this is made: every caption is encoded once, every image is
/// projected once in a call, and what the decoder needs of a caption is prepared once for its images of a group.
/// </summary>
internal sealed class PairScoring : IDisposable
{
    // More of them leave the processor's caches, and so do not gain.
    private const int MostOnProcessor = 64;

    private readonly MmNasNetwork network;
    private readonly MatchingPairs pairs;
    private readonly RegionBatches batches;
    private readonly int pairsAtOnce;
    private readonly int decodedAtOnce;
    private readonly Device device;
    private readonly bool hidesImages;
    private readonly TextStates texts;

    /// <summary>Encodes the captions.</summary>
    /// <param name="network">The network, in evaluation mode; its weights must stay as they are.</param>
    /// <param name="pairs">Images and captions.</param>
    /// <param name="batches">Reads the images' regions.</param>
    /// <param name="textLength">The length that captions are padded to where padding matters; 0 otherwise.</param>
    /// <param name="pairsAtOnce">How many pairs are scored at once.</param>
    /// <param name="device">Where the network is.</param>
    /// <param name="hidesImages">Whether all images look alike.</param>
    internal PairScoring(
        MmNasNetwork network, MatchingPairs pairs, RegionBatches batches, int textLength, int pairsAtOnce, Device device, bool hidesImages = false)
    {
        this.network = network;
        this.pairs = pairs;
        this.batches = batches;
        this.pairsAtOnce = pairsAtOnce;
        decodedAtOnce = device.IsCpu ? Math.Min(pairsAtOnce, MostOnProcessor) : pairsAtOnce;
        this.device = device;
        this.hidesImages = hidesImages;
        texts = TextStates.Encode(network, pairs.Captions, textLength, device);
    }

    /// <summary>Scores pairs.</summary>
    /// <param name="images">The images' numbers.</param>
    /// <param name="captions">The captions' numbers, as many.</param>
    /// <param name="scores">Receives the logits.</param>
    internal void Score(ReadOnlySpan<int> images, ReadOnlySpan<int> captions, Span<float> scores)
    {
        for (var first = 0; first < images.Length; first += pairsAtOnce)
        {
            var count = Math.Min(pairsAtOnce, images.Length - first);
            ScoreSome(images.Slice(first, count), captions.Slice(first, count), scores.Slice(first, count));
        }
    }

    /// <summary>Scores some images with all captions.</summary>
    /// <param name="first">The first image.</param>
    /// <param name="count">How many.</param>
    /// <param name="scores">Receives the logits, [count, captions].</param>
    internal void ScoreRows(int first, int count, Span<float> scores)
    {
        var all = pairs.Captions.Length;
        var (images, captions) = (new int[count * all], new int[count * all]);
        for (var i = 0; i < images.Length; i++)
        {
            images[i] = first + (i / all);
            captions[i] = i % all;
        }

        ScoreSome(images, captions, scores);
    }

    /// <inheritdoc/>
    public void Dispose() => texts.Dispose();

    private void ScoreSome(ReadOnlySpan<int> images, ReadOnlySpan<int> captions, Span<float> scores)
    {
        using var noGrad = Autograd.NoGrad();
        using var scope = new TensorScope();
        var places = new Dictionary<int, int>();
        var rows = new long[images.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            if (!places.TryGetValue(images[i], out var place))
            {
                places[images[i]] = place = places.Count;
            }

            rows[i] = place;
        }

        var regions = Project([.. places.Keys]);
        foreach (var group in PairGroup.Of(captions.ToArray(), texts.LengthOf, decodedAtOnce))
        {
            using var inner = new TensorScope();
            var seen = regions.Rows(Index(Array.ConvertAll(group.Pairs, pair => rows[pair])));
            var values = network.Decode(texts.Of(group.Captions), seen).Scores.ToArray<float>();
            for (var i = 0; i < values.Length; i++)
            {
                scores[group.Pairs[i]] = values[i];
            }
        }
    }

    /// <summary>Reads images and runs what of the network depends on them alone.</summary>
    internal RegionState Project(int[] images)
    {
        var seen = batches.Load(Array.ConvertAll(images, i => pairs.Images[i]), hidesImages);
        return network.Advance(network.ProjectRegions(
            seen.Features.To(device),
            seen.Geometry.Rank > 2 ? seen.Geometry.To(device) : null,
            seen.Boxes.Rank > 2 ? seen.Boxes.To(device) : null));
    }

    private Tensor Index(long[] values) => Tensor.From(values, values.Length).To(device);
}
