using Weft.Torch;
using Weft.Torch.Files;

namespace Weft.Data.Features;

/// <summary>An opened cache entry: the taps and logits of one modality and split, memory-mapped.</summary>
public sealed class CachedFeatures : IDisposable
{
    private CachedFeatures(RowTable[] taps, RowTable logits)
    {
        Taps = taps;
        Logits = logits;
    }

    /// <summary>One table for each tap: rows of [length, channels].</summary>
    public IReadOnlyList<RowTable> Taps { get; }

    /// <summary>The encoder's own logits: rows of [classes].</summary>
    public RowTable Logits { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tap in Taps)
        {
            tap.Dispose();
        }

        Logits.Dispose();
    }

    internal static string TapPath(string folder, int tap) => Path.Combine(folder, $"tap-{tap}.npy");

    internal static CachedFeatures Open(string folder, int samples)
    {
        var tables = new List<RowTable>();
        try
        {
            for (var t = 0; File.Exists(TapPath(folder, t)); t++)
            {
                tables.Add(new RowTable(NpyFile.OpenMapped(TapPath(folder, t))));
            }

            tables.Add(new RowTable(NpyFile.OpenMapped(Path.Combine(folder, "logits.npy"))));
            return tables.TrueForAll(t => t.Count == samples)
                ? new CachedFeatures([.. tables[..^1]], tables[^1])
                : throw new InvalidFileException(folder, $"does not hold {samples} samples: delete this cache entry, it will be made again.");
        }
        catch
        {
            tables.ForEach(t => t.Dispose());
            throw;
        }
    }
}
