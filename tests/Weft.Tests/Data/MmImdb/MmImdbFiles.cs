using System.Text.Json;
using Shouldly;
using Weft.Data.Formats.Hdf5;
using Weft.Data.MmImdb;
using Weft.Testing;
using Weft.Tests.Data.Formats;
using Weft.Torch.Files;

namespace Weft.Tests.Data.MmImdb;

/// <summary>The fixtures in MM-IMDB's published format, and copies of them that a test may damage. A test that makes one is skipped where they are absent.</summary>
internal sealed class MmImdbFiles : IDisposable
{
    private readonly TemporaryFolder folder = new();

    internal MmImdbFiles()
    {
        NeededLibrary.Hdf5();
        var expected = TestPaths.Fixture("mmimdb/expected.npz");
        Assert.SkipWhen(expected is null, "The fixtures are not beside the repository.");
        using var archive = new NpzReader(expected!);
        Ids = [.. archive.ReadStrings("ids").Values];
        Genres = archive.Read("genres").As<int>().ToArray();
        Texts = archive.Read("features").As<float>().ToArray();
        ImageSums = archive.Read("first_image_sum").As<long>().ToArray();
    }

    internal static string Gzip => TestPaths.Fixture("mmimdb/multimodal_imdb_gzip.hdf5")!;

    internal static string Contiguous => TestPaths.Fixture("mmimdb/multimodal_imdb_contiguous.hdf5")!;

    internal static string SplitFile => TestPaths.Fixture("mmimdb/mmimdb_split.json")!;

    internal static MmImdbRecipe Recipe => new(Gzip, SplitFile);

    /// <summary>The films in the HDF5 files' order.</summary>
    internal string[] Ids { get; }

    /// <summary>[24, 23].</summary>
    internal int[] Genres { get; }

    /// <summary>[24, 300].</summary>
    internal float[] Texts { get; }

    /// <summary>The sum of each poster's published values.</summary>
    internal long[] ImageSums { get; }

    internal string this[string name] => folder[name];

    /// <summary>A split file of the films at these indices.</summary>
    internal string Split(string name, int[] train, int[] dev, int[] test) => WriteSplit(
        name, [.. train.Select(i => Ids[i])], [.. dev.Select(i => Ids[i])], [.. test.Select(i => Ids[i])]);

    /// <summary>A split file.</summary>
    internal string WriteSplit(string name, string[] train, string[] dev, string[] test)
    {
        File.WriteAllText(this[name], JsonSerializer.Serialize(new { train, dev, test }));
        return this[name];
    }

    /// <summary>A copy of the six films in one piece, in which bytes were found and replaced.</summary>
    internal string Changed(string name, params (byte[] Found, byte[] Replaced)[] changes)
    {
        var bytes = File.ReadAllBytes(Contiguous);
        foreach (var (found, replaced) in changes)
        {
            var at = bytes.AsSpan().IndexOf(found);
            at.ShouldBeGreaterThan(0);
            replaced.CopyTo(bytes, at);
        }

        File.WriteAllBytes(this[name], bytes);
        return this[name];
    }

    /// <summary>The first values of a film's poster, as they are in the file.</summary>
    internal static int[] ImageStart(int film)
    {
        using var file = Hdf5File.Open(Contiguous);
        var image = new int[MmImdbFormat.ImagePixels];
        file.Dataset("images").Read(film, 1, image);
        return image[..64];
    }

    /// <summary>All files of a folder with their bytes.</summary>
    internal static Dictionary<string, byte[]> Content(string folder) => Directory.GetFiles(folder, "*", SearchOption.AllDirectories)
        .ToDictionary(path => Path.GetRelativePath(folder, path), File.ReadAllBytes);

    public void Dispose() => folder.Dispose();
}
