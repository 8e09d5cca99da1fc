using Weft.Data.Prepared;
using Weft.Torch;
using Weft.Torch.Files;

namespace Weft.Data.Arrays;

/// <summary>A prepared folder of arrays, read sample by sample: files stay on disk and are mapped into memory. Safe for several threads at once.</summary>
public sealed class ArrayDataset : IDisposable
{
    private readonly Dictionary<(string Modality, Split Split), NpyFile> samples = [];
    private readonly Dictionary<Split, NdArray> labels = [];

    private readonly PreparedArrays arrays;

    private ArrayDataset(string folder, ArrayManifest manifest) =>
        (Folder, Manifest, arrays) = (folder, manifest, new PreparedArrays(folder, manifest.Files));

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>What the folder holds and how it was made.</summary>
    public ArrayManifest Manifest { get; }

    /// <summary>
    /// Opens a folder that <see cref="ArrayPreparer"/> made; checks the length, type and shape of every file and every label, but not the digests.
    /// </summary>
    /// <param name="folder">The prepared folder.</param>
    /// <param name="task">The task that its data must be for.</param>
    /// <returns>The data, to be disposed.</returns>
    /// <exception cref="InvalidFileException">The manifest or a file is absent, damaged, truncated, or not what the manifest says.</exception>
    public static ArrayDataset Open(string folder, string task)
    {
        var data = new ArrayDataset(folder, ArrayManifest.Read(folder, task));
        try
        {
            foreach (var split in Enum.GetValues<Split>())
            {
                data.labels[split] = data.ReadLabels(split);
                foreach (var modality in data.Manifest.Modalities)
                {
                    data.Map(modality, split);
                }
            }

            return data;
        }
        catch
        {
            data.Dispose();
            throw;
        }
    }

    /// <summary>The labels of a split: Int64 [samples], or Float32 zeros and ones [samples, classes].</summary>
    public NdArray Labels(Split split) => labels[split];

    /// <summary>One sample of a modality, as stored. A view, valid until disposal.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such sample.</exception>
    public ReadOnlySpan<float> Sample(string modality, Split split, int index) => samples[(modality, split)].Row<float>(index);

    /// <summary>Closes the files.</summary>
    public void Dispose()
    {
        foreach (var file in samples.Values)
        {
            file.Dispose();
        }
    }

    private void Map(ArrayModality modality, Split split) => samples[(modality.Name, split)] = arrays.Map(
        ArrayManifest.FileOf(modality.Name, split), ElementType.Float32, [Manifest.Counts.Of(split), .. modality.Shape]);

    private NdArray ReadLabels(Split split)
    {
        var name = ArrayManifest.LabelsOf(split);
        var path = Path.Combine(Folder, name);
        var count = Manifest.Counts.Of(split);
        var array = Manifest.MultiLabel
            ? arrays.Read(name, ElementType.UInt8, count, Manifest.Classes)
            : arrays.Read(name, ElementType.Int64, count);
        if (!Manifest.MultiLabel)
        {
            var odd = array.As<long>().IndexOfAnyExceptInRange(0, Manifest.Classes - 1);
            return odd < 0
                ? array
                : throw new InvalidFileException(
                    path, $"has the label {array.As<long>()[odd]} at index {odd}, but there are {Manifest.Classes} classes; prepare the data again");
        }

        return array.As<byte>().ContainsAnyExceptInRange((byte)0, (byte)1)
            ? throw new InvalidFileException(path, "has a label that is neither 0 nor 1; prepare the data again")
            : NdArray.From(Array.ConvertAll(array.As<byte>().ToArray(), b => (float)b), count, Manifest.Classes);
    }
}
