using Weft.Data.Clips.Lists;
using Weft.Search;
using Weft.Torch;

namespace Weft.Data.Clips;

/// <summary>Which clips stand in the place of one that cannot be read: always the same, whichever were found unreadable first.</summary>
/// <param name="clips">The clips.</param>
/// <param name="seed">Determines which.</param>
/// <param name="remark">Is told of each clip that cannot be read, once.</param>
internal sealed class ClipReplacements(ClipList clips, ulong seed, Action<string>? remark)
{
    private readonly Dictionary<int, string> refused = [];
    private readonly Lazy<Dictionary<int, int[]>> classes = new(() => clips.Clips
        .Select((clip, index) => (clip.Label, Index: index))
        .GroupBy(pair => pair.Label, pair => pair.Index)
        .ToDictionary(group => group.Key, group => group.ToArray()));

    /// <summary>Clips that cannot be read.</summary>
    public int Count
    {
        get
        {
            lock (refused)
            {
                return refused.Count;
            }
        }
    }

    /// <summary>
    /// A clip and those that may stand for it: of its class, then, where it has no other, of any. Clips known to be unreadable are among them, or
    /// samples would depend on which was met first.
    /// </summary>
    /// <param name="index">The clip.</param>
    public IEnumerable<int> Candidates(int index)
    {
        yield return index;
        var same = classes.Value[clips.Clips[index].Label];
        foreach (var place in Seeds.Permutation(same.Length, Seeds.Derive(seed, $"replacement/{index}")))
        {
            if (same[place] != index)
            {
                yield return same[place];
            }
        }

        foreach (var other in Seeds.Permutation(clips.Clips.Count, Seeds.Derive(seed, $"replacement/any/{index}")))
        {
            if (clips.Clips[other].Label != clips.Clips[index].Label)
            {
                yield return other;
            }
        }
    }

    /// <summary>Notes that a clip cannot be read.</summary>
    /// <param name="index">The clip.</param>
    /// <param name="problem">Why.</param>
    /// <exception cref="WeftException">More than half of the clips cannot be read.</exception>
    public void Refuse(int index, InvalidFileException problem)
    {
        int count;
        lock (refused)
        {
            if (!refused.TryAdd(index, problem.Message))
            {
                return;
            }

            count = refused.Count;
        }

        if (2L * count > clips.Clips.Count)
        {
            throw new WeftException(
                $"{clips.Name}: {count} of its {clips.Clips.Count} clips cannot be read, which is more than half; the last: {problem.Message}", problem);
        }

        remark?.Invoke($"The clip {clips.Clips[index].Name} cannot be read and is replaced by another one: {problem.Message}");
    }
}
