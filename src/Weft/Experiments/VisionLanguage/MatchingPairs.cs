using Weft.Data.Matching;

namespace Weft.Experiments.VisionLanguage;

/// <summary>Some images with their captions: image i has the captions from i times their number on.</summary>
/// <param name="Images">The images' ids.</param>
/// <param name="Captions">The captions' token ids, without padding.</param>
/// <param name="CaptionsPerImage">Captions of each image.</param>
/// <param name="Groups">A number for each image, the same for images with the same captions.</param>
internal sealed record MatchingPairs(long[] Images, long[][] Captions, int CaptionsPerImage, int[] Groups)
{
    /// <summary>Takes the captions of a part of a split.</summary>
    /// <param name="corpus">The data.</param>
    /// <param name="split">The split.</param>
    /// <param name="images">Which of its images.</param>
    /// <param name="encode">Token ids of a caption.</param>
    internal static MatchingPairs Of(CaptionCorpus corpus, string split, IReadOnlyList<int> images, Func<string, long[]> encode)
    {
        var all = corpus.Of(split);
        var groups = all.Groups();
        return new MatchingPairs(
            [.. images.Select(i => all.Images[i])],
            [.. images.SelectMany(i => Enumerable.Range(i * all.CaptionsPerImage, all.CaptionsPerImage)).Select(c => encode(all.Captions[c]))],
            all.CaptionsPerImage,
            [.. images.Select(i => groups[i])]);
    }
}
