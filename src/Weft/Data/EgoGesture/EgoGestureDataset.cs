using Weft.Data.Formats.Images;
using Weft.Data.Prepared;
using Weft.Torch;
using Weft.Torch.Files;

namespace Weft.Data.EgoGesture;

/// <summary>A prepared EgoGesture: the files of frames stay on disk and are mapped into memory. Safe for several threads at once.</summary>
public sealed class EgoGestureDataset : IDisposable
{
    private readonly Dictionary<Split, Index> indices = [];
    private readonly Dictionary<(Split Split, string Modality), (NpyFile Bytes, long[] Ends)> frames = [];

    private readonly PreparedArrays arrays;

    private EgoGestureDataset(string folder, EgoGestureManifest manifest) =>
        (Folder, Manifest, arrays) = (folder, manifest, new PreparedArrays(folder, manifest.Files));

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>What the folder holds and how it was made.</summary>
    public EgoGestureManifest Manifest { get; }

    /// <summary>
    /// Opens a folder that <see cref="EgoGesturePreparer"/> made; checks the length, type and shape of every file and that every frame lies
    /// within its file, but not the digests.
    /// </summary>
    /// <param name="folder">The prepared folder.</param>
    /// <returns>The data, to be disposed.</returns>
    /// <exception cref="InvalidFileException">The manifest or a file is absent, truncated, or not what the manifest says.</exception>
    public static EgoGestureDataset Open(string folder)
    {
        var data = new EgoGestureDataset(folder, EgoGestureManifest.Read(folder));
        try
        {
            foreach (var split in Enum.GetValues<Split>())
            {
                data.Load(split);
            }

            return data;
        }
        catch
        {
            data.Dispose();
            throw;
        }
    }

    /// <summary>The gesture of each clip of a split.</summary>
    public ReadOnlySpan<long> Labels(Split split) => indices[split].Labels;

    /// <summary>How many frames a clip has.</summary>
    /// <param name="split">The split.</param>
    /// <param name="clip">The clip.</param>
    public int Frames(Split split, int clip) => (int)(indices[split].ClipEnds[clip] - First(split, clip));

    /// <summary>A frame as it was published. A view, valid until disposal.</summary>
    /// <param name="modality">The modality.</param>
    /// <param name="split">The split.</param>
    /// <param name="clip">The clip.</param>
    /// <param name="frame">The frame of the clip, from 0.</param>
    /// <returns>The bytes of a JPEG picture.</returns>
    public ReadOnlySpan<byte> Jpeg(EgoGestureModality modality, Split split, int clip, int frame)
    {
        var (bytes, ends) = frames[(split, modality.Name)];
        var index = First(split, clip) + frame;
        var start = index == 0 ? 0 : ends[index - 1];
        return bytes.Rows(start, ends[index] - start);
    }

    /// <summary>Decodes the frames of a window, cuts and resizes them, and subtracts the modality's means.</summary>
    /// <param name="modality">The modality.</param>
    /// <param name="split">The split.</param>
    /// <param name="clip">The clip.</param>
    /// <param name="window">Which frames.</param>
    /// <param name="crop">Which part of each.</param>
    /// <param name="destination">Receives [channels, window's length, size, size].</param>
    /// <exception cref="InvalidFileException">A frame is damaged.</exception>
    public void Read(EgoGestureModality modality, Split split, int clip, ClipWindow window, ClipCrop crop, Span<float> destination)
    {
        var size = Manifest.Recipe.Size;
        var plane = size * size;
        var count = Frames(split, clip);
        var cut = new byte[plane * modality.Channels];
        using var decoder = new JpegDecoder();
        for (var t = 0; t < window.Length; t++)
        {
            // A frame that a short clip comes back to was decoded before.
            var frame = window.Frame(t, count);
            var before = t - Math.Min(window.Length, count - window.Begin);
            if (before < 0)
            {
                var name = $"{Folder}: frame {frame} of clip {clip} of {split.Word()}/{modality.Name}";
                crop.Apply(EgoGestureFrames.Decode(decoder, modality, Jpeg(modality, split, clip, frame), name), size, cut);
            }

            for (var c = 0; c < modality.Channels; c++)
            {
                var target = destination.Slice(((c * window.Length) + t) * plane, plane);
                if (before >= 0)
                {
                    destination.Slice(((c * window.Length) + before) * plane, plane).CopyTo(target);
                    continue;
                }

                for (var i = 0; i < plane; i++)
                {
                    target[i] = cut[(i * modality.Channels) + c] - modality.Means[c];
                }
            }
        }
    }

    /// <summary>Closes the files.</summary>
    public void Dispose()
    {
        foreach (var (bytes, _) in frames.Values)
        {
            bytes.Dispose();
        }
    }

    private long First(Split split, int clip) => clip == 0 ? 0 : indices[split].ClipEnds[clip - 1];

    private void Load(Split split)
    {
        var count = Manifest.Counts.Of(split);
        var clipEnds = Ends(EgoGestureManifest.ClipEndsOf(split), count);
        var labels = Numbers(EgoGestureManifest.LabelsOf(split), count);
        var odd = labels.AsSpan().IndexOfAnyExceptInRange(0, Manifest.Classes.Count - 1);
        if (odd >= 0)
        {
            throw new InvalidFileException(
                Path.Combine(Folder, EgoGestureManifest.LabelsOf(split)),
                $"has the label {labels[odd]} at index {odd}, but there are {Manifest.Classes.Count} classes; prepare the data again");
        }

        indices[split] = new Index(clipEnds, labels);
        foreach (var modality in EgoGestureModality.All)
        {
            var ends = Ends(EgoGestureManifest.FrameEndsOf(modality, split), clipEnds[^1]);
            frames[(split, modality.Name)] = (arrays.Map(EgoGestureManifest.FramesOf(modality, split), ElementType.UInt8, ends[^1]), ends);
        }
    }

    /// <summary>Ends that grow: nothing is empty or lies elsewhere.</summary>
    private long[] Ends(string name, long count)
    {
        var ends = Numbers(name, count);
        for (var i = 0; i < ends.Length; i++)
        {
            var before = i == 0 ? 0 : ends[i - 1];
            if (ends[i] <= before || ends[i] - before > int.MaxValue)
            {
                throw new InvalidFileException(
                    Path.Combine(Folder, name), $"has the end {ends[i]} at index {i}, which cannot be; prepare the data again");
            }
        }

        return ends;
    }

    private long[] Numbers(string name, long count) => arrays.Read(name, ElementType.Int64, count).As<long>().ToArray();

    private sealed record Index(long[] ClipEnds, long[] Labels);
}
