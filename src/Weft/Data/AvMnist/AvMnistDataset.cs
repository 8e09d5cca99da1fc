using System.Runtime.InteropServices;
using Weft.Data.Prepared;
using Weft.Torch;
using Weft.Torch.Files;

namespace Weft.Data.AvMnist;

/// <summary>
/// A prepared AV-MNIST, read pair by pair by index: both modalities and the label of a pair stand at the same index. The files stay on disk
/// and are mapped into memory. Values are normalised by the statistics of the training pairs. Safe for several threads at once.
/// </summary>
public sealed class AvMnistDataset : IDisposable
{
    /// <summary>Values of an image: 28 rows of 28.</summary>
    public const int ImageSize = MnistPart.Pixels;

    /// <summary>Values of a spectrogram: 112 rows (highest frequency first) of 112 times.</summary>
    public const int AudioSize = Spectrogram.Bins * Spectrogram.Bins;

    private readonly NpyFile[] _images;
    private readonly NpyFile[] _audio;
    private readonly byte[][] _labels;
    private readonly float[] _levels;

    private AvMnistDataset(string folder, AvMnistManifest manifest, List<IDisposable> opened)
    {
        Folder = folder;
        Manifest = manifest;
        var arrays = new PreparedArrays(folder, manifest.Files);
        var (train, dev, test) = manifest.Counts;
        var both = train + dev;
        _images =
        [
            Map(AvMnistLayout.TrainImages, ElementType.Float32, both, ImageSize),
            Map(AvMnistLayout.TestImages, ElementType.Float32, test, ImageSize),
        ];
        _audio =
        [
            Map(AvMnistLayout.TrainAudio, ElementType.UInt8, both, Spectrogram.Bins, Spectrogram.Bins),
            Map(AvMnistLayout.TestAudio, ElementType.UInt8, test, Spectrogram.Bins, Spectrogram.Bins),
        ];
        _labels = [Labels(AvMnistLayout.TrainLabels, both), Labels(AvMnistLayout.TestLabels, test)];
        _levels = new float[256];
        for (var level = 0; level < _levels.Length; level++)
        {
            _levels[level] = (float)(((level / 255.0) - manifest.Audio.Mean) / manifest.Audio.Std);
        }

        NpyFile Map(string name, ElementType type, params long[] shape)
        {
            var file = arrays.Map(name, type, shape);
            opened.Add(file);
            return file;
        }

        byte[] Labels(string name, int count)
        {
            var labels = arrays.Read(name, ElementType.UInt8, count).Bytes.ToArray();
            var odd = labels.AsSpan().IndexOfAnyExceptInRange((byte)0, (byte)9);
            return odd < 0
                ? labels
                : throw new InvalidFileException(
                    Path.Combine(folder, name), $"has the label {labels[odd]} at index {odd}, which is not a digit; prepare the data again");
        }
    }

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>What the folder holds and how it was made.</summary>
    public AvMnistManifest Manifest { get; }

    /// <summary>
    /// Opens a folder that <see cref="AvMnistPreparer"/> made; checks the length and type of every file, but not the digests.
    /// </summary>
    /// <param name="folder">The prepared folder.</param>
    /// <returns>The data, to be disposed.</returns>
    /// <exception cref="InvalidFileException">
    /// The manifest or a file is absent, damaged, truncated, or not what the manifest says.
    /// </exception>
    public static AvMnistDataset Open(string folder)
    {
        var opened = new List<IDisposable>();
        try
        {
            return new AvMnistDataset(folder, AvMnistManifest.Read(folder), opened);
        }
        catch
        {
            opened.ForEach(file => file.Dispose());
            throw;
        }
    }

    /// <summary>How many pairs a split has.</summary>
    /// <param name="split">The split.</param>
    public int Count(Split split) => split switch
    {
        Split.Train => Manifest.Counts.Train,
        Split.Dev => Manifest.Counts.Dev,
        _ => Manifest.Counts.Test,
    };

    /// <summary>The digits of a split, `[count]`.</summary>
    /// <param name="split">The split.</param>
    public ReadOnlySpan<byte> Labels(Split split) => _labels[Part(split)].AsSpan(First(split), Count(split));

    /// <summary>Reads one image, normalised: (value - mean) / std of the training images.</summary>
    /// <param name="split">The split.</param>
    /// <param name="index">The pair's index within the split, from 0.</param>
    /// <param name="destination">Gets `[784]`.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such pair, or the destination has another length.</exception>
    /// <exception cref="ObjectDisposedException">The data were closed.</exception>
    public void ReadImage(Split split, int index, Span<float> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(destination.Length, ImageSize);
        var row = MemoryMarshal.Cast<byte, float>(Row(_images, split, index));
        var mean = (float)Manifest.Image.Mean;
        var scale = (float)(1 / Manifest.Image.Std);
        for (var i = 0; i < destination.Length; i++)
        {
            destination[i] = (row[i] - mean) * scale;
        }
    }

    /// <summary>Reads one spectrogram, normalised: (level / 255 - mean) / std of the training spectrograms.</summary>
    /// <param name="split">The split.</param>
    /// <param name="index">The pair's index within the split, from 0.</param>
    /// <param name="destination">Gets `[112, 112]`.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such pair, or the destination has another length.</exception>
    /// <exception cref="ObjectDisposedException">The data were closed.</exception>
    public void ReadAudio(Split split, int index, Span<float> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(destination.Length, AudioSize);
        var row = Row(_audio, split, index);
        for (var i = 0; i < destination.Length; i++)
        {
            destination[i] = _levels[row[i]];
        }
    }

    /// <summary>The stored image of a pair, not normalised: `[784]` grey levels about ±255. A view, valid until disposal.</summary>
    /// <param name="split">The split.</param>
    /// <param name="index">The pair's index within the split, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such pair.</exception>
    /// <exception cref="ObjectDisposedException">The data were closed.</exception>
    public ReadOnlySpan<float> StoredImage(Split split, int index) => MemoryMarshal.Cast<byte, float>(Row(_images, split, index));

    /// <summary>The stored spectrogram of a pair: `[112, 112]` grey levels. A view, valid until disposal.</summary>
    /// <param name="split">The split.</param>
    /// <param name="index">The pair's index within the split, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such pair.</exception>
    /// <exception cref="ObjectDisposedException">The data were closed.</exception>
    public ReadOnlySpan<byte> StoredAudio(Split split, int index) => Row(_audio, split, index);

    /// <summary>Closes the files; views of them are invalid from then on.</summary>
    public void Dispose()
    {
        foreach (var file in (ReadOnlySpan<NpyFile>)[.. _images, .. _audio])
        {
            file.Dispose();
        }
    }

    private static int Part(Split split) => split == Split.Test ? 1 : 0;

    private int First(Split split) => split == Split.Dev ? Manifest.Counts.Train : 0;

    private ReadOnlySpan<byte> Row(NpyFile[] files, Split split, int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count(split));
        return files[Part(split)].Row(First(split) + index);
    }
}
