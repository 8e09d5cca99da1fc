using System.Text;
using Weft.Testing;

namespace Weft.Tests.Data.Grounding;

/// <summary>References in a folder of a test's own: a pickle that can be spoilt, with the boxes that go with it.</summary>
public sealed class SmallRefs : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public string this[string name] => folder[name];

    public string Path => folder.Path;

    /// <summary>The fixture in the original format, or null where it is absent.</summary>
    public static string? Fixture => TestPaths.Fixture("refs/refcoco/refs(unc).p") is { } path ? System.IO.Path.GetDirectoryName(path) : null;

    public static Dictionary<string, object?> Reference(int number, string split = "train") => new()
    {
        ["ann_id"] = 100 + number,
        ["image_id"] = 7,
        ["split"] = split,
        ["category_id"] = 1,
        ["file_name"] = "COCO_train2014_000000000007_3.jpg",
        ["sentences"] = new List<object?> { new Dictionary<string, object?> { ["tokens"] = new List<object?> { "the", "dog" } } },
    };

    /// <summary>Writes refs(unc).p and instances.json into a folder.</summary>
    public string Write(object? references, string below = "refcoco")
    {
        var place = Directory.CreateDirectory(folder[below]).FullName;
        File.WriteAllBytes(System.IO.Path.Combine(place, "refs(unc).p"), Encoding.Latin1.GetBytes(Pickle(references) + "."));
        File.WriteAllText(System.IO.Path.Combine(place, "instances.json"), """
            {"annotations": [{"id": 100, "bbox": [1, 2, 3, 4], "segmentation": [[1]]}, {"id": 101, "bbox": [5, 6, 7.5, 8]}, {"id": 9, "bbox": []}],
             "categories": [{"id": 1, "name": "dog"}], "images": [{"id": 8}, {"id": 7, "height": 48, "width": 64}]}
            """);
        return place;
    }

    public void Dispose() => folder.Dispose();

    private static string Pickle(object? value) => value switch
    {
        null => "N",
        int number => "J" + Int32(number),
        string text => "X" + Int32(Encoding.UTF8.GetByteCount(text)) + Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text)),
        Dictionary<string, object?> map => "}(" + string.Concat(map.Select(pair => Pickle(pair.Key) + Pickle(pair.Value))) + "u",
        List<object?> list => "](" + string.Concat(list.Select(Pickle)) + "e",
        _ => throw new ArgumentException("no pickle", nameof(value)),
    };

    private static string Int32(int number) => Encoding.Latin1.GetString(BitConverter.GetBytes(number));
}
