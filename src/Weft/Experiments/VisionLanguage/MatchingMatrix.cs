using Weft.Data.Matching;
using Weft.MmNas;
using Weft.Torch;

namespace Weft.Experiments.VisionLanguage;

/// <summary>All images of a part scored with all its captions, in steps.</summary>
internal sealed class MatchingMatrix : IDisposable
{
    private readonly MatchingPairs pairs;
    private readonly PairScoring scoring;
    private readonly float[] scores;

    /// <summary>Encodes the captions.</summary>
    /// <param name="task">The task.</param>
    /// <param name="network">The network, in evaluation mode.</param>
    /// <param name="pairs">Images and captions.</param>
    /// <param name="blind">What is not shown.</param>
    /// <exception cref="UsageException">There are more pairs than a matrix can hold.</exception>
    internal MatchingMatrix(MatchingTask task, MmNasNetwork network, MatchingPairs pairs, Blindfold blind)
    {
        this.pairs = pairs;
        scores = (long)pairs.Images.Length * pairs.Captions.Length <= Array.MaxLength
            ? new float[pairs.Images.Length * pairs.Captions.Length]
            : throw new UsageException(
                $"{pairs.Images.Length} images with {pairs.Captions.Length} captions are too many to be all scored with each other; measure a smaller split.");
        var shown = blind == Blindfold.Text ? pairs with { Captions = [.. pairs.Captions.Select(_ => new long[] { Data.Text.Vocabulary.Unknown })] } : pairs;
        scoring = new PairScoring(
            network, shown, task.Batches(network), task.PaddedLength(network), task.Settings.Matching.PairsAtOnce, task.Device, blind == Blindfold.Regions);
    }

    /// <summary>The number of steps.</summary>
    internal int Steps => StepsOf(pairs);

    /// <summary>The scores, after the last step.</summary>
    internal ScoreMatrix Scores => new(scores, pairs.Images.Length, pairs.CaptionsPerImage);

    /// <summary>The number of steps for some pairs.</summary>
    internal static int StepsOf(MatchingPairs pairs) => (pairs.Images.Length + MatchingTask.ImageBlock - 1) / MatchingTask.ImageBlock;

    /// <summary>One step: a block of images with all captions.</summary>
    internal void Step(int step)
    {
        using var noGrad = Autograd.NoGrad();
        var first = step * MatchingTask.ImageBlock;
        var count = Math.Min(MatchingTask.ImageBlock, pairs.Images.Length - first);
        scoring.ScoreRows(first, count, scores.AsSpan(first * pairs.Captions.Length, count * pairs.Captions.Length));
    }

    /// <inheritdoc/>
    public void Dispose() => scoring.Dispose();
}
