using System.Text.Json;
using Weft.Data.Formats.Images;
using Weft.Testing;
using Weft.Torch.Files;

namespace Weft.Tests.Data.Formats.Images;

/// <summary>What Pillow makes of pictures: tests/golden/images, made by make_images.py there.</summary>
internal static class GoldenImages
{
    private static readonly Lazy<Dictionary<string, NdArray>> Arrays = new(() =>
    {
        using var reader = new NpzReader(TestPaths.Golden("images", "images.npz"));
        return reader.Names.ToDictionary(name => name, reader.Read, StringComparer.Ordinal);
    });

    /// <summary>The pictures in JPEG's flavours.</summary>
    public static string[] Flavours => ["420", "422", "444", "progressive", "grey"];

    public static NdArray Array(string name) => Arrays.Value[name];

    public static byte[] Bytes(string name) => Array(name).As<byte>().ToArray();

    public static byte[] Jpeg(string flavour) => Bytes($"jpeg/{flavour}/bytes");

    public static PixelView View(NdArray picture) =>
        new(picture.As<byte>(), (int)picture.Shape[1], (int)picture.Shape[0], (int)picture.Shape[2]);

    /// <summary>A view's values without the gaps between its rows.</summary>
    public static byte[] Values(PixelView view)
    {
        var values = new List<byte>();
        for (var y = 0; y < view.Height; y++)
        {
            values.AddRange(view.Row(y));
        }

        return [.. values];
    }

    /// <summary>Frames of the fixture with the digests of what Pillow makes of them; the test is skipped where the fixture is absent.</summary>
    public static IEnumerable<(string Name, byte[] Jpeg, Func<string, string> Digest)> Fixtures()
    {
        var root = Path.Combine(TestPaths.Shared, "fixtures", "egogesture", "frames");
        Assert.SkipUnless(Directory.Exists(root), "the EgoGesture fixture is absent: skipped");
        using var document = JsonDocument.Parse(File.ReadAllText(TestPaths.Golden("images", "fixtures.json")));
        foreach (var frame in document.RootElement.EnumerateObject())
        {
            yield return (frame.Name, File.ReadAllBytes(Path.Combine(root, frame.Name)), what => frame.Value.GetProperty(what).GetString()!);
        }
    }
}
