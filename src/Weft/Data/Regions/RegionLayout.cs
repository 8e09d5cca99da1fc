using System.Collections.Immutable;
using Weft.Torch;
using Weft.Torch.Files;

namespace Weft.Data.Regions;

/// <summary>What the headers of a region file say.</summary>
/// <param name="Count">How many regions there are.</param>
/// <param name="Width">How many numbers describe a region.</param>
/// <param name="Parts">The arrays whose columns make a region's numbers, with their widths; in order.</param>
/// <param name="Transposed">Whether the array is [width, count].</param>
internal sealed record RegionLayout(int Count, int Width, ImmutableArray<(string Name, int Width)> Parts, bool Transposed)
{
    /// <summary>The largest array that is read: 100 regions of 2,048 numbers have 0.8 MB.</summary>
    public const long MaximumBytes = 1 << 28;

    /// <summary>Whether both sides of the array are as long, so that it is taken for [width, count] without anything to tell it by.</summary>
    public bool IsSquare => Transposed && Count == Width;

    /// <summary>Whether the array is surely [count, width].</summary>
    public bool IsByRegion => !Transposed && Parts is [{ Name: "x" }];

    /// <summary>Reads the headers of a file alone.</summary>
    /// <exception cref="InvalidFileException">It is missing, damaged, or its arrays disagree.</exception>
    public static RegionLayout Of(string path)
    {
        using var archive = new NpzReader(path, MaximumBytes);
        return Of(archive, path);
    }

    /// <summary>The layout of an open file.</summary>
    /// <inheritdoc cref="Of(string)"/>
    public static RegionLayout Of(NpzReader archive, string path)
    {
        var boxes = Shape(archive, "bbox", path);
        if (boxes[1] != 4)
        {
            throw new InvalidFileException(path, $"its array 'bbox' has {boxes[1]} columns, but must have 4: x1, y1, x2, y2; write it again");
        }

        var count = boxes[0];
        if (count == 0)
        {
            throw new InvalidFileException(path, "has no region; leave the image out, or give one region that is the whole image");
        }

        if (!archive.Contains("x") && archive.Contains("fc7"))
        {
            var parts = new[] { Part(archive, "fc7", count, path), Part(archive, "pool5", count, path) };
            return new RegionLayout(count, checked(parts[0].Width + parts[1].Width), [.. parts], Transposed: false);
        }

        var shape = Shape(archive, "x", path);
        var transposed = shape[1] == count;
        if (!transposed && shape[0] != count)
        {
            throw new InvalidFileException(
                path, $"its array 'x' is {shape[0]} x {shape[1]}, but 'bbox' has {count} boxes; write both of the same regions again");
        }

        var width = transposed ? shape[0] : shape[1];
        return width > 0
            ? new RegionLayout(count, width, [("x", width)], transposed)
            : throw new InvalidFileException(path, "its array 'x' has no numbers; write the features again");
    }

    private static (string Name, int Width) Part(NpzReader archive, string name, int count, string path)
    {
        var shape = Shape(archive, name, path);
        return shape[0] == count && shape[1] > 0
            ? (name, shape[1])
            : throw new InvalidFileException(
                path, $"its array '{name}' is {shape[0]} x {shape[1]}, but 'bbox' has {count} boxes; write both of the same regions again");
    }

    private static int[] Shape(NpzReader archive, string name, string path)
    {
        if (!archive.Contains(name))
        {
            throw new InvalidFileException(
                path,
                $"has no array '{name}'; a region file has 'x' (or 'fc7' and 'pool5') and 'bbox', "
                + $"but this one has {(archive.Names.Length == 0 ? "none" : string.Join(", ", archive.Names.Take(8)))}");
        }

        var (type, shape) = archive.Describe(name);
        return type is not null && shape.Length == 2 && shape.All(axis => axis <= int.MaxValue)
            ? [.. shape.Select(axis => (int)axis)]
            : throw new InvalidFileException(
                path, $"its array '{name}' has {(type is null ? "texts" : $"{shape.Length} axes")}, but must be a matrix of numbers; write it again");
    }
}
