using Weft.Data.Formats;
using Weft.Torch;
using Weft.Torch.Files;

namespace Weft.Data.Regions;

/// <summary>Reads region files and checks their numbers.</summary>
internal static class RegionFileReader
{
    // Detectors clip to the resized image: scaled back, a box may reach a little beyond.
    private const float Slack = 2;

    /// <inheritdoc cref="RegionFile.Read"/>
    public static RegionFile Read(string path)
    {
        using var archive = new NpzReader(path, RegionLayout.MaximumBytes);
        var layout = RegionLayout.Of(archive, path);
        var features = layout.Transposed ? Transposed(Singles(archive, "x", path), layout) : SideBySide(archive, layout, path);
        var boxes = Singles(archive, "bbox", path);
        var height = Scalar(archive, "image_h", path);
        var width = Scalar(archive, "image_w", path);
        if (Scalar(archive, "num_bbox", path) is { } claimed && claimed != layout.Count)
        {
            throw new InvalidFileException(path, $"says that it has {claimed} boxes, but 'bbox' has {layout.Count}; write the file again");
        }

        var odd = IndexOfNonFinite(features);
        if (odd >= 0)
        {
            throw new InvalidFileException(
                path, $"region {odd / layout.Width} has {features[odd]} at number {odd % layout.Width} of its features; compute them again");
        }

        RequireBoxes(boxes, height, width, path);
        return new RegionFile(features, boxes, layout.Count, layout.Width, height ?? Extent(boxes, 3), width ?? Extent(boxes, 2));
    }

    private static void RequireBoxes(float[] boxes, float? height, float? width, string path)
    {
        for (var i = 0; i < boxes.Length; i += 4)
        {
            var box = boxes.AsSpan(i, 4);
            var problem = IndexOfNonFinite(box) >= 0 ? "is not finite"
                : box[2] < box[0] || box[3] < box[1] ? "is inverted"
                : box[0] < -Slack || box[1] < -Slack || box[2] > width + Slack || box[3] > height + Slack ? $"is outside of its image of {Size(width, height)}"
                : null;
            if (problem is not null)
            {
                throw new InvalidFileException(
                    path, $"box {i / 4} (x1 {box[0]}, y1 {box[1]}, x2 {box[2]}, y2 {box[3]}) {problem}; write the boxes again, in pixels of the image");
            }
        }
    }

    private static string Size(float? width, float? height) => $"{width?.ToString() ?? "unknown"} x {height?.ToString() ?? "unknown"}";

    private static float[] SideBySide(NpzReader archive, RegionLayout layout, string path)
    {
        if (layout.Parts is [var (name, _)])
        {
            return Singles(archive, name, path);
        }

        var features = new float[checked(layout.Count * layout.Width)];
        var offset = 0;
        foreach (var (part, width) in layout.Parts)
        {
            var values = Singles(archive, part, path);
            for (var i = 0; i < layout.Count; i++)
            {
                values.AsSpan(i * width, width).CopyTo(features.AsSpan((i * layout.Width) + offset));
            }

            offset += width;
        }

        return features;
    }

    private static float[] Transposed(float[] values, RegionLayout layout)
    {
        const int block = 32;
        var (count, width) = (layout.Count, layout.Width);
        var result = new float[values.Length];
        for (var start = 0; start < width; start += block)
        {
            var end = Math.Min(width, start + block);
            for (var i = 0; i < count; i++)
            {
                for (var j = start; j < end; j++)
                {
                    result[(i * width) + j] = values[(j * count) + i];
                }
            }
        }

        return result;
    }

    private static float? Scalar(NpzReader archive, string name, string path)
    {
        if (!archive.Contains(name))
        {
            return null;
        }

        var array = archive.Read(name);
        return array.Count == 1 && Singles(array) is [var value] && float.IsFinite(value) && value > 0
            ? value
            : throw new InvalidFileException(path, $"its array '{name}' is not one positive number; write it again");
    }

    private static float[] Singles(NpzReader archive, string name, string path) =>
        Singles(archive.Read(name)) ?? throw new InvalidFileException(path, $"its array '{name}' is of a type that no features have; write it again as float32");

    private static float[]? Singles(NdArray array) => array.Type switch
    {
        ElementType.Float32 => array.As<float>().ToArray(),
        ElementType.Float64 => Array.ConvertAll(array.As<double>().ToArray(), value => (float)value),
        ElementType.Float16 => Array.ConvertAll(array.As<Half>().ToArray(), value => (float)value),
        _ => SourceFile.Widened(array) is { } integers ? Array.ConvertAll(integers, value => (float)value) : null,
    };

    private static float Extent(float[] boxes, int column)
    {
        var largest = 1f;
        for (var i = column; i < boxes.Length; i += 4)
        {
            largest = Math.Max(largest, boxes[i]);
        }

        return largest;
    }

    private static int IndexOfNonFinite(ReadOnlySpan<float> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i]))
            {
                return i;
            }
        }

        return -1;
    }
}
