using System.Collections.Concurrent;
using Weft.Torch;

namespace Weft.Data.Regions;

/// <summary>
/// Region files that stay in memory once read, up to a number of bytes. What was first read stays: passes go over all images in a random
/// order, so replacing would only cost. Any number of threads may read.
/// </summary>
/// <param name="folder">The files.</param>
/// <param name="maximumBytes">The most bytes of features and boxes that are kept; 0 keeps none.</param>
/// <param name="boxScale">What boxes and sizes of images are multiplied by; 1 by default.</param>
public sealed class RegionCache(RegionFolder folder, long maximumBytes, float boxScale = 1)
{
    private readonly ConcurrentDictionary<long, RegionFile> kept = new();
    private long bytes;

    /// <summary>How many bytes are kept now.</summary>
    public long Bytes => Math.Max(0, Interlocked.Read(ref bytes));

    /// <summary>How many images are kept now.</summary>
    public int Count => kept.Count;

    /// <summary>The regions of an image, whose arrays are shared and must not be changed.</summary>
    /// <param name="id">The image.</param>
    /// <exception cref="InvalidFileException">There is no file, or it cannot be used.</exception>
    public RegionFile Read(long id)
    {
        if (kept.TryGetValue(id, out var known))
        {
            return known;
        }

        var regions = Scaled(folder.Read(id));
        var size = sizeof(float) * ((long)regions.Features.Length + regions.Boxes.Length);
        if (Interlocked.Add(ref bytes, size) > maximumBytes || !kept.TryAdd(id, regions))
        {
            Interlocked.Add(ref bytes, -size);
        }

        return regions;
    }

    private RegionFile Scaled(RegionFile regions) => boxScale.Equals(1f)
        ? regions
        : regions with
        {
            Boxes = Array.ConvertAll(regions.Boxes, value => value * boxScale),
            ImageHeight = regions.ImageHeight * boxScale,
            ImageWidth = regions.ImageWidth * boxScale,
        };
}
