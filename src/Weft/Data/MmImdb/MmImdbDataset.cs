using Weft.Data.Formats;
using Weft.Data.Prepared;
using Weft.Torch;
using Weft.Torch.Files;

namespace Weft.Data.MmImdb;

/// <summary>A prepared MM-IMDB, read film by film: files stay on disk and are mapped into memory. Safe for several threads at once.</summary>
public sealed class MmImdbDataset : IDisposable
{
    // 32 letters and a line's end for each of a million films.
    private const int MaximumIdBytes = 33 << 20;

    private readonly Dictionary<Split, Opened> splits = [];

    private readonly PreparedArrays arrays;

    private MmImdbDataset(string folder, MmImdbManifest manifest) =>
        (Folder, Manifest, arrays) = (folder, manifest, new PreparedArrays(folder, manifest.Files));

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>What the folder holds and how it was made.</summary>
    public MmImdbManifest Manifest { get; }

    /// <summary>
    /// Opens a folder that <see cref="MmImdbPreparer"/> made; checks the length, type and shape of every file, every label and the order, but
    /// not the digests.
    /// </summary>
    /// <param name="folder">The prepared folder.</param>
    /// <returns>The data, to be disposed.</returns>
    /// <exception cref="InvalidFileException">The manifest or a file is absent, damaged, truncated, or not what the manifest says.</exception>
    public static MmImdbDataset Open(string folder)
    {
        var data = new MmImdbDataset(folder, MmImdbManifest.Read(folder));
        try
        {
            foreach (var split in Enum.GetValues<Split>())
            {
                data.OpenSplit(split);
            }

            return data;
        }
        catch
        {
            data.Dispose();
            throw;
        }
    }

    /// <summary>The ids of a split's films, in the split file's order.</summary>
    public IReadOnlyList<string> Ids(Split split) => splits[split].Ids;

    /// <summary>The genres of a split's films: Float32 zeros and ones [films, 23].</summary>
    public NdArray Labels(Split split) => splits[split].Labels;

    /// <summary>A film's text: 300 values. A view, valid until disposal.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such film.</exception>
    public ReadOnlySpan<float> Text(Split split, int index) => splits[split].Texts!.Row<float>(splits[split].Order[index]);

    /// <summary>A film's poster as it was published: blue, green and red less their means, cut to whole numbers [3, 256, 160].</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such film.</exception>
    public void ReadImage(Split split, int index, Span<float> destination) => MmImdbFilm.ToPublished(Image(split, index), destination);

    /// <summary>A film's poster as a picture: red, green and blue of each pixel [256, 160, 3].</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such film.</exception>
    public byte[] Poster(Split split, int index) => MmImdbFilm.ToPicture(Image(split, index));

    /// <summary>Where a film is; null if it is in no split.</summary>
    public (Split Split, int Index)? Find(string id)
    {
        foreach (var (split, opened) in splits)
        {
            if (Array.IndexOf(opened.Ids, id) is >= 0 and var index)
            {
                return (split, index);
            }
        }

        return null;
    }

    /// <summary>Closes the files.</summary>
    public void Dispose()
    {
        foreach (var opened in splits.Values)
        {
            opened.Images?.Dispose();
            opened.Texts?.Dispose();
        }
    }

    private ReadOnlySpan<byte> Image(Split split, int index) => splits[split].Images!.Row<byte>(splits[split].Order[index]);

    private void OpenSplit(Split split)
    {
        var opened = splits[split] = new Opened();
        var count = Manifest.Counts.Of(split);
        opened.Order = ReadOrder(split, count);
        opened.Labels = ReadLabels(split, count, opened.Order);
        opened.Images = arrays.Map(MmImdbManifest.ImagesOf(split), ElementType.UInt8, [count, .. MmImdbFormat.ImageShape]);
        opened.Texts = arrays.Map(MmImdbManifest.TextsOf(split), ElementType.Float32, [count, MmImdbFormat.TextValues]);
        var path = PreparedFolder.Checked(Folder, MmImdbManifest.IdsOf(split), Manifest.Files);
        using var stream = BoundedRead.Open(path);
        opened.Ids = System.Text.Encoding.ASCII.GetString(BoundedRead.All(stream, path, MaximumIdBytes)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (opened.Ids.Length != count)
        {
            throw new InvalidFileException(path, $"has {opened.Ids.Length} ids, but the manifest says {count}; prepare the data again");
        }
    }

    private int[] ReadOrder(Split split, int count)
    {
        var name = MmImdbManifest.OrderOf(split);
        var order = arrays.Read(name, ElementType.Int32, [count]).As<int>().ToArray();
        return order.Order().SequenceEqual(Enumerable.Range(0, count))
            ? order
            : throw new InvalidFileException(Path.Combine(Folder, name), $"is no order of {count} films; prepare the data again");
    }

    private NdArray ReadLabels(Split split, int count, int[] order)
    {
        var name = MmImdbManifest.LabelsOf(split);
        var genres = MmImdbFormat.Genres.Count;
        var stored = arrays.Read(name, ElementType.UInt8, [count, genres]).As<byte>().ToArray();
        return stored.AsSpan().ContainsAnyExceptInRange((byte)0, (byte)1)
            ? throw new InvalidFileException(Path.Combine(Folder, name), "has a label that is neither 0 nor 1; prepare the data again")
            : NdArray.From([.. order.SelectMany(row => stored.Skip(row * genres).Take(genres)).Select(b => (float)b)], count, genres);
    }

    private sealed class Opened
    {
        internal NpyFile? Images { get; set; }

        internal NpyFile? Texts { get; set; }

        internal int[] Order { get; set; } = [];

        internal string[] Ids { get; set; } = [];

        internal NdArray Labels { get; set; } = NdArray.From([0f], 1);
    }
}
