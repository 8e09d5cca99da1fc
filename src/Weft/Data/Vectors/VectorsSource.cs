using Weft.Data.Arrays;
using Weft.Data.Formats;
using Weft.Torch;
using Weft.Torch.Files;

namespace Weft.Data.Vectors;

/// <summary>Reads modalities and labels of an archive of anybody's, and checks them: what is wrong is said with array and row.</summary>
internal sealed class VectorsSource : IDisposable
{
    private readonly string path;
    private readonly NpzReader archive;

    /// <summary>Opens an archive.</summary>
    /// <exception cref="InvalidFileException">It is absent or damaged.</exception>
    public VectorsSource(string path)
    {
        this.path = path;
        archive = new NpzReader(path);
    }

    /// <summary>An array of numbers as samples.</summary>
    /// <param name="name">The array.</param>
    /// <exception cref="InvalidFileException">It is absent, of another rank, empty, or holds what is no number.</exception>
    public ModalitySamples Modality(string name)
    {
        var array = archive.Read(name);
        if (array.Shape.Length is not (2 or 3) || array.Count == 0)
        {
            throw Problem(
                $"modality '{name}' holds {array}, but must hold numbers [samples, features] or [samples, channels, length]; "
                + "reshape it, or leave it out (--modalities)");
        }

        var samples = new ModalitySamples(name, [.. array.Shape[1..]], Numbers(array));
        var odd = samples.Values.AsSpan().IndexOfAnyExceptInRange(float.MinValue, float.MaxValue);
        return odd < 0
            ? samples
            : throw Problem($"modality '{name}' has {samples.Values[odd]} in row {odd / samples.Size}; replace it by a number, or leave the row out");
    }

    /// <summary>The labels: a list of classes, or a table of zeros and ones.</summary>
    /// <param name="name">The array.</param>
    /// <exception cref="InvalidFileException">It is absent or of another kind, or classes are not numbered without gaps.</exception>
    public SampleLabels Labels(string name)
    {
        var array = archive.Read(name);
        var values = SourceFile.Widened(array);
        return array.Shape.Length switch
        {
            1 when values is { Length: > 0 } => Classes(name, values),
            2 when array.Count > 0 => Table(name, array, values ?? Whole(Numbers(array))),
            _ => throw Problem($"labels '{name}' hold {array}, but must be whole numbers [samples], or zeros and ones [samples, classes]"),
        };
    }

    /// <summary>The split of each sample by an array: 0, 1, 2 or train, dev, test.</summary>
    /// <param name="name">The array.</param>
    /// <param name="count">The number of samples.</param>
    /// <exception cref="InvalidFileException">It is absent, of another length, or has other values.</exception>
    public Split?[] Splits(string name, int count)
    {
        var words = Words(name);
        if (words.Length != count)
        {
            throw Problem($"split '{name}' has {words.Length} rows, but the labels have {count}");
        }

        return Array.ConvertAll(words, word => word switch
        {
            "0" or "train" => (Split?)Split.Train,
            "1" or "dev" => Split.Dev,
            "2" or "test" => Split.Test,
            _ => throw Problem($"split '{name}' has '{word}' in row {Array.IndexOf(words, word)}; it may have 0, 1 and 2, or train, dev and test"),
        });
    }

    /// <summary>The error for what the archive holds.</summary>
    public InvalidFileException Problem(string text) => new(path, text);

    /// <inheritdoc/>
    public void Dispose() => archive.Dispose();

    private string[] Words(string name)
    {
        try
        {
            return [.. SourceFile.Integers(archive, name, path).Select(v => $"{v}")];
        }
        catch (InvalidFileException)
        {
            // Texts, or damage: that is told by what reads texts.
            return [.. archive.ReadStrings(name).Values];
        }
    }

    private SampleLabels Classes(string name, long[] values)
    {
        var count = new HashSet<long>(values).Count;
        var outside = values.AsSpan().IndexOfAnyExceptInRange(0, count - 1);
        if (outside >= 0)
        {
            var absent = Enumerable.Range(0, count).First(c => !values.Contains(c));
            throw Problem(
                $"labels '{name}' have {values[outside]} in row {outside}, but no sample has label {absent}: number the {count} classes from 0, without gaps");
        }

        return count > 1 ? new SampleLabels(count, values, null) : throw Problem($"labels '{name}' have a single class: there is nothing to learn");
    }

    private SampleLabels Table(string name, NdArray array, long[]? values)
    {
        var classes = checked((int)array.Shape[1]);
        var odd = values is null ? 0 : values.AsSpan().IndexOfAnyExceptInRange(0, 1);
        if (values is null || odd >= 0)
        {
            throw Problem($"labels '{name}' are a table with another value than 0 and 1 (row {odd / classes}); give one class for each sample, or zeros and ones");
        }

        return classes > 1
            ? new SampleLabels(classes, null, Array.ConvertAll(values, v => (byte)v))
            : throw Problem($"labels '{name}' have a single class: there is nothing to learn; give one class for each sample, as a list");
    }

    /// <summary>Numbers that are 0 or 1 as whole ones, all others as 2, which is no label.</summary>
    private static long[] Whole(float[] values) => Array.ConvertAll(values, v => v == 0 ? 0L : v == 1 ? 1 : 2);

    private static float[] Numbers(NdArray array) => array.Type switch
    {
        ElementType.Float32 => array.As<float>().ToArray(),
        ElementType.Float64 => Array.ConvertAll(array.As<double>().ToArray(), v => (float)v),
        ElementType.Float16 => Array.ConvertAll(array.As<Half>().ToArray(), v => (float)v),
        _ => Array.ConvertAll(SourceFile.Widened(array) ?? [], v => (float)v),
    };
}
