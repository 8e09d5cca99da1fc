using System.Text.Json;
using Weft.Runs;
using Weft.Torch;
using Weft.Torch.Files;

namespace Weft.Data.Features;

/// <summary>An opened cache entry: the taps and logits of one modality and split, memory-mapped.</summary>
public sealed class CachedFeatures : IDisposable
{
    private CachedFeatures(RowTable[] taps, RowTable logits, RowTable? headFeatures)
    {
        Taps = taps;
        Logits = logits;
        HeadFeatures = headFeatures;
    }

    /// <summary>One table for each tap: rows of [length, channels].</summary>
    public IReadOnlyList<RowTable> Taps { get; }

    /// <summary>The encoder's own logits: rows of [classes].</summary>
    public RowTable Logits { get; }

    /// <summary>What the encoder's separate head reads: rows of [features]; null where it has none.</summary>
    public RowTable? HeadFeatures { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tap in Taps)
        {
            tap.Dispose();
        }

        Logits.Dispose();
        HeadFeatures?.Dispose();
    }

    private const string DescriptionName = "entry.json";

    /// <summary>The name of the file of logits, or of what the head reads.</summary>
    internal static string OutputsName(FeatureEntry entry) => entry.KeepsHeadFeatures ? "head.npy" : "logits.npy";

    /// <summary>The name of a tap's file.</summary>
    internal static string TapName(int tap) => $"tap-{tap}.npy";

    /// <summary>Whether a folder is a complete entry.</summary>
    internal static bool IsThere(string folder) => File.Exists(Path.Combine(folder, DescriptionName));

    /// <summary>Describes an entry, with a checksum of each file, as the last of its files.</summary>
    internal static void WriteDescription(string folder, FeatureEntry entry)
    {
        var description = new Description(
            entry.Task.Name,
            entry.Encoder.Modality,
            entry.Split,
            entry.View,
            entry.Encoder.Hash,
            entry.Samples,
            Names(entry).ToDictionary(name => name, name => Checksum.OfFile(Path.Combine(folder, name)), StringComparer.Ordinal));
        AtomicFile.WriteAllText(Path.Combine(folder, DescriptionName), JsonSerializer.Serialize(description, RunReport.Json));
    }

    /// <summary>Checks an entry's files and maps them.</summary>
    /// <param name="folder">Its folder.</param>
    /// <param name="entry">What it must hold.</param>
    /// <exception cref="InvalidFileException">A file is absent, damaged or of another shape.</exception>
    internal static CachedFeatures Open(string folder, FeatureEntry entry)
    {
        var tables = new List<RowTable>();
        try
        {
            var checksums = ReadDescription(folder).Files;
            for (var t = 0; t < entry.TapChannels.Count; t++)
            {
                Add(TapName(t), entry.Type, [entry.Samples, entry.Pooling.Length, entry.TapChannels[t]], checksums);
            }

            Add(OutputsName(entry), ElementType.Float32, [entry.Samples, entry.Outputs], checksums);
            return entry.KeepsHeadFeatures
                ? new CachedFeatures([.. tables[..^1]], LogitsOf(entry, tables[^1]), tables[^1])
                : new CachedFeatures([.. tables[..^1]], tables[^1], null);
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

        void Add(string name, ElementType wanted, long[] shape, IReadOnlyDictionary<string, string> checksums)
        {
            var path = Path.Combine(folder, name);
            if (Checksum.OfFile(path) != checksums.GetValueOrDefault(name))
            {
                throw new InvalidFileException(path, "is not as it was written");
            }

            var file = NpyFile.OpenMapped(path);
            if (file.Type != wanted || !file.Shape.SequenceEqual(shape))
            {
                file.Dispose();
                throw new InvalidFileException(path, $"does not hold {wanted} [{string.Join(", ", shape)}]");
            }

            tables.Add(new RowTable(file));
        }
    }

    /// <summary>The head runs anew each time: it is one small matrix product.</summary>
    private static RowTable LogitsOf(FeatureEntry entry, RowTable features)
    {
        const int rows = 4096;
        using var noGrad = Autograd.NoGrad();
        using var encoder = entry.Encoder.Load(entry.Task, Device.Cpu);
        var logits = new float[entry.Samples * entry.Task.Classes];
        for (var first = 0; first < entry.Samples; first += rows)
        {
            using var scope = new TensorScope();
            var some = features.Gather([.. Enumerable.Range(first, Math.Min(rows, entry.Samples - first))]).Scoped();
            encoder.Head(some).ToArray<float>().CopyTo(logits, first * entry.Task.Classes);
        }

        return new RowTable(NdArray.From(logits, entry.Samples, entry.Task.Classes));
    }

    private static IEnumerable<string> Names(FeatureEntry entry) => Enumerable.Range(0, entry.TapChannels.Count).Select(TapName).Append(OutputsName(entry));

    private static Description ReadDescription(string folder)
    {
        var path = Path.Combine(folder, DescriptionName);
        try
        {
            return JsonSerializer.Deserialize<Description>(File.ReadAllText(path), RunReport.Json) is { Files: not null } description
                ? description
                : throw new InvalidFileException(path, "is empty");
        }
        catch (JsonException error)
        {
            throw new InvalidFileException(path, "is no description of an entry", error);
        }
    }

    private sealed record Description(
        string Task, string Modality, Split Split, int View, string Encoder, int Samples, IReadOnlyDictionary<string, string> Files);
}
