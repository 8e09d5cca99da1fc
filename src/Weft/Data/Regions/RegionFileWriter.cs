using Weft.Torch;
using Weft.Torch.Files;

namespace Weft.Data.Regions;

/// <summary>Writes region files as they are published, so that any reader of those reads them.</summary>
public static class RegionFileWriter
{
    /// <summary>
    /// Writes <c>x</c> float32 [width, count], <c>bbox</c> float32 [count, 4], <c>image_h</c>, <c>image_w</c> and <c>num_bbox</c>, atomically.
    /// </summary>
    /// <param name="path">The file to create or replace; named by <see cref="RegionFolder.IdOf"/>'s rule if a folder is to find it.</param>
    /// <param name="regions">What to write.</param>
    /// <param name="compress">Whether to deflate; features of real detectors shrink to about two thirds, and are read slower.</param>
    /// <param name="lasting">Whether the file is on the disk when this returns (<see cref="AtomicFile.Write"/>).</param>
    /// <exception cref="ArgumentException">The arrays do not have the lengths that the counts say.</exception>
    /// <exception cref="WeftException">The file cannot be written.</exception>
    public static void Write(string path, RegionFile regions, bool compress = true, bool lasting = true)
    {
        ArgumentNullException.ThrowIfNull(regions);
        var (count, width) = (regions.Count, regions.Width);
        if (count < 1 || width < 1 || regions.Features.LongLength != (long)count * width || regions.Boxes.LongLength != 4L * count)
        {
            throw new ArgumentException(
                $"{count} regions of {width} numbers need that many features and 4 numbers of each box; there are {regions.Features.Length} and "
                + $"{regions.Boxes.Length}.",
                nameof(regions));
        }

        var columns = new float[regions.Features.Length];
        for (var i = 0; i < count; i++)
        {
            for (var j = 0; j < width; j++)
            {
                columns[(j * count) + i] = regions.Features[(i * width) + j];
            }
        }

        var arrays = new Dictionary<string, NdArray>(StringComparer.Ordinal)
        {
            ["x"] = NdArray.From(columns, width, count),
            ["bbox"] = NdArray.From(regions.Boxes, count, 4),
            ["image_h"] = Scalar(regions.ImageHeight),
            ["image_w"] = Scalar(regions.ImageWidth),
            ["num_bbox"] = NdArray.From<long>([count]),
        };
        NpzWriter.Write(path, arrays, compress, lasting);
    }

    // Published sizes are whole numbers; a space that is no picture may have any.
    private static NdArray Scalar(float value) => value == Math.Truncate(value) ? NdArray.From<long>([(long)value]) : NdArray.From<float>([value]);
}
