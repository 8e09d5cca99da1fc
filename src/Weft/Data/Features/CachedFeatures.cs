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

    /// <summary>Maps an entry.</summary>
    /// <param name="folder">Its folder.</param>
    /// <param name="type">The element type of the taps.</param>
    /// <param name="samples">How many rows every table must have.</param>
    /// <param name="length">The pooled length.</param>
    /// <param name="channels">The channels of each tap.</param>
    /// <param name="classes">The number of logits.</param>
    /// <exception cref="InvalidFileException">A file is absent, truncated or of another shape.</exception>
    internal static CachedFeatures Open(string folder, ElementType type, int samples, int length, IReadOnlyList<int> channels, int classes)
    {
        var tables = new List<RowTable>();
        try
        {
            for (var t = 0; t < channels.Count; t++)
            {
                Add(TapPath(folder, t), type, [samples, length, channels[t]]);
            }

            Add(Path.Combine(folder, "logits.npy"), ElementType.Float32, [samples, classes]);
            return new CachedFeatures([.. tables[..^1]], tables[^1]);
        }
        catch (InvalidFileException error)
        {
            tables.ForEach(t => t.Dispose());
            throw new InvalidFileException(
                folder, $"this cache entry is damaged ({error.Message.TrimEnd('.')}): delete its folder, and it will be made again.", error);
        }
        catch
        {
            tables.ForEach(t => t.Dispose());
            throw;
        }

        void Add(string path, ElementType wanted, long[] shape)
        {
            var file = NpyFile.OpenMapped(path);
            if (file.Type != wanted || !file.Shape.SequenceEqual(shape))
            {
                file.Dispose();
                throw new InvalidFileException(path, $"does not hold {wanted} [{string.Join(", ", shape)}]");
            }

            tables.Add(new RowTable(file));
        }
    }
}
