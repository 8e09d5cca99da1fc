using System.Text.Json;
using Weft.Data.Formats;
using Weft.Torch;

namespace Weft.Data.Grounding;

/// <summary>The parts of COCO's <c>instances.json</c> that references speak of: such files have hundreds of megabytes.</summary>
internal sealed class InstancesReader
{
    private readonly string path;

    private InstancesReader(string path) => this.path = path;

    /// <summary>Boxes by annotation.</summary>
    public Dictionary<long, MeantBox> Boxes { get; } = [];

    /// <summary>Images by id.</summary>
    public Dictionary<long, (string? FileName, double? Height, double? Width)> Images { get; } = [];

    /// <summary>Names of categories by id.</summary>
    public Dictionary<long, string> Categories { get; } = [];

    /// <summary>Reads what is wanted.</summary>
    /// <param name="path">The file.</param>
    /// <param name="annotations">The annotations that are wanted.</param>
    /// <param name="images">The images that are wanted.</param>
    /// <param name="categories">The categories that are wanted.</param>
    /// <exception cref="InvalidFileException">The file is absent, damaged, or has no annotations.</exception>
    public static InstancesReader Read(
        string path, IReadOnlySet<long> annotations, IReadOnlySet<long> images, IReadOnlySet<long> categories)
    {
        var reader = new InstancesReader(path);
        var found = JsonItems.Read(path, new Dictionary<string, Action<JsonElement>>(StringComparer.Ordinal)
        {
            ["annotations"] = item => Take(item, annotations, reader.TakeBox),
            ["images"] = item => Take(item, images, reader.TakeImage),
            ["categories"] = item => Take(item, categories, (id, kind) => reader.Categories[id] = kind.Text("name") ?? string.Empty),
        });
        return found.Contains("annotations")
            ? reader
            : throw new InvalidFileException(path, "has no list 'annotations'; give COCO's instances file of the data set");
    }

    private static void Take(JsonElement item, IReadOnlySet<long> wanted, Action<long, JsonElement> take)
    {
        if (item.Whole("id") is { } id && wanted.Contains(id))
        {
            take(id, item);
        }
    }

    private void TakeBox(long id, JsonElement annotation)
    {
        Boxes[id] = annotation.Numbers("bbox") is [var x, var y, >= 0 and var width, >= 0 and var height]
            ? new MeantBox(x, y, width, height)
            : throw new InvalidFileException(path, $"its annotation {id} has no bbox of four numbers [x, y, width, height]; get it again");
    }

    private void TakeImage(long id, JsonElement image) =>
        Images[id] = (image.Text("file_name"), image.Number("height"), image.Number("width"));
}
