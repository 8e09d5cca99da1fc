using Weft.Search;

namespace Weft.Experiments.VisionLanguage;

/// <summary>How tasks cut their data.</summary>
internal static class SentenceParts
{
    /// <summary>The dev split, unless networks train on it or it is the only one that they can be measured on.</summary>
    /// <param name="task">The task.</param>
    /// <param name="name">The dev split's name.</param>
    internal static SentencePart? Dev(SentenceTask task, string name) =>
        task.Splits.Contains(name, StringComparer.Ordinal) && !task.Settings.Split.Split('+').Contains(name, StringComparer.Ordinal)
            ? task.Part(name)
            : null;

    /// <summary>Some samples that lie evenly over all of them.</summary>
    /// <param name="samples">The samples.</param>
    /// <param name="count">How many; all where there are fewer.</param>
    internal static int[] Spread(int[] samples, int count)
    {
        var some = Math.Min(count, samples.Length);
        return [.. Enumerable.Range(0, some).Select(i => samples[(int)((2L * i + 1) * samples.Length / (2L * some))])];
    }

    /// <summary>Two parts for a one-shot search.</summary>
    /// <param name="samples">The samples of train, in the order of their file.</param>
    /// <param name="imageOf">The image of a sample.</param>
    /// <param name="share">The part of the weights.</param>
    /// <param name="seed">Draws images at random; null cuts by order, as published.</param>
    /// <param name="whole">Samples of one image that lie together and must not be cut; 1 where they may.</param>
    internal static (SentencePart Weights, SentencePart Architecture) ForSearch(int[] samples, Func<int, long> imageOf, double share, ulong? seed, int whole = 1)
    {
        var images = samples.Select(imageOf).Distinct().ToList();
        if (seed is { } draw && images.Count > 1)
        {
            // By images, so that none is in both parts; in the order of the file otherwise.
            var places = Seeds.Permutation(images.Count, Seeds.Derive(draw, "parts"));
            var chosen = images.Where((_, i) => places[i] < Math.Clamp((int)(images.Count * share), 1, images.Count - 1)).ToHashSet();
            return (
                new SentencePart("train, weights", [.. samples.Where(s => chosen.Contains(imageOf(s)))]),
                new SentencePart("train, architecture", [.. samples.Where(s => !chosen.Contains(imageOf(s)))]));
        }

        return SentencePart.Cut(samples, share, ("train, weights", "train, architecture"), whole);
    }
}
