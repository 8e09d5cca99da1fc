using Weft.Data.Clips.Lists;
using Weft.Search;
using Weft.Torch;

namespace Weft.Experiments.Adaptation;

/// <summary>What trials of a search learn from and are compared on: clips of the source alone.</summary>
/// <param name="Learned">Clips that trials learn from.</param>
/// <param name="HeldOut">Clips that they are compared on.</param>
internal sealed record AlignmentParts(ClipList Learned, ClipList HeldOut)
{
    /// <summary>The held-out list that the run names, or else a part of each class of its source.</summary>
    /// <param name="lists">The run's lists.</param>
    /// <param name="part">Which part of each class is held out.</param>
    /// <param name="seed">Determines which clips.</param>
    /// <exception cref="WeftException">There are too few clips.</exception>
    internal static AlignmentParts Of(AdaptationData lists, double part, ulong seed)
    {
        var source = lists.Source;
        if (lists.Dev is { } dev)
        {
            return new AlignmentParts(source, dev);
        }

        // A clip that a list names twice is on one side.
        var held = new HashSet<ClipRecord>();
        foreach (var alike in source.Clips.Distinct().GroupBy(clip => clip.Label))
        {
            var clips = alike.ToList();
            var count = Math.Min((int)Math.Ceiling(clips.Count * part), clips.Count - 1);
            held.UnionWith(Seeds.Permutation(clips.Count, Seeds.Derive(seed, $"held-out/{alike.Key}")).Take(count).Select(i => clips[i]));
        }

        return held.Count >= 2
            ? new AlignmentParts(source.Select(clip => !held.Contains(clip)), source.Select(held.Contains))
            : throw new UsageException(
                $"{source.Name}: {source.Clips.Count} clips are too few to hold some of each class out for the trials; name held-out clips "
                + "by --dev.");
    }
}
