using System.Collections.Immutable;
using Weft.Search;
using Weft.Torch;

namespace Weft.Mfas;

/// <summary>Taps grouped by modality, in the order in which modalities first appear: the columns of a row.</summary>
internal sealed class TapGroups
{
    private readonly ImmutableArray<ImmutableArray<int>> indices;

    internal TapGroups(IReadOnlyList<Tap> taps)
    {
        Taps = taps;
        Modalities = [.. taps.Select(t => t.Modality).Distinct(StringComparer.Ordinal)];
        indices = [.. Modalities.Select(m => Enumerable.Range(0, taps.Count)
            .Where(t => string.Equals(taps[t].Modality, m, StringComparison.Ordinal)).ToImmutableArray())];
        Labels = [.. indices.Select(group => group.Select(t => taps[t].Label).ToImmutableArray())];
        if (Modalities.Length < 2)
        {
            throw new UsageException($"MFAS fuses at least two modalities; these taps are of {Modalities.Length}.");
        }
    }

    /// <summary>All taps in the task's order.</summary>
    internal IReadOnlyList<Tap> Taps { get; }

    internal ImmutableArray<string> Modalities { get; }

    /// <summary>The labels of each modality's taps.</summary>
    internal ImmutableArray<ImmutableArray<string>> Labels { get; }

    /// <summary>How many taps a modality has.</summary>
    internal int Size(int modality) => indices[modality].Length;

    /// <summary>The place among all taps of a modality's tap.</summary>
    internal int Index(int modality, int tap) => indices[modality][tap];
}
