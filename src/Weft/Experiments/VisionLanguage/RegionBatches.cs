using System.Runtime.ExceptionServices;
using Weft.Data.Regions;
using Weft.Torch;

namespace Weft.Experiments.VisionLanguage;

/// <summary>The regions of some images as tensors, and the files they come from.</summary>
/// <param name="Features">[images, rows, width]; rows of zeros are padding.</param>
/// <param name="Geometry">[images, rows, rows, 4]; [images, 0] where nobody reads it.</param>
/// <param name="Boxes">[images, rows, 5]; [images, 0] where nobody reads it.</param>
/// <param name="Files">The images' regions.</param>
/// <param name="Counts">How many rows of each image are regions.</param>
internal sealed record RegionBatch(Tensor Features, Tensor Geometry, Tensor Boxes, RegionFile[] Files, int[] Counts);

/// <summary>What of regions a network reads.</summary>
/// <param name="Maximum">The most regions of an image; further ones are left out.</param>
/// <param name="Geometry">Whether relations between regions are read; otherwise they are not computed.</param>
/// <param name="Boxes">Whether the boxes themselves are read.</param>
/// <param name="FullLength">Whether every image has the maximum's rows, because padding changes what the network says.</param>
internal sealed record RegionNeeds(int Maximum, bool Geometry, bool Boxes, bool FullLength);

/// <summary>Makes tensors of images' regions, as long as the longest of them.</summary>
/// <param name="cache">The files.</param>
/// <param name="width">Numbers of a region's features.</param>
/// <param name="needs">What is read.</param>
internal sealed class RegionBatches(RegionCache cache, int width, RegionNeeds needs)
{
    /// <summary>Reads regions of images. Safe for several threads at once.</summary>
    /// <param name="images">The images' ids; one that comes several times is read once.</param>
    /// <param name="hidden">Whether all images look alike.</param>
    public RegionBatch Load(ReadOnlySpan<long> images, bool hidden)
    {
        var files = hidden ? null : Read(images.ToArray());
        var counts = new int[images.Length];
        for (var i = 0; i < counts.Length; i++)
        {
            counts[i] = files is null ? 1 : Math.Min(files[i].Count, needs.Maximum);
        }

        var rows = needs.FullLength ? needs.Maximum : counts.Max();
        var features = Tensor.Zeros([images.Length, rows, width]);
        var geometry = Tensor.Zeros(needs.Geometry ? [images.Length, rows, rows, BoxGeometry.PairWidth] : [images.Length, 0]);
        var boxes = Tensor.Zeros(needs.Boxes ? [images.Length, rows, BoxGeometry.BoxWidth] : [images.Length, 0]);
        for (var i = 0; i < counts.Length; i++)
        {
            var row = features.AsSpan<float>().Slice(i * rows * width, counts[i] * width);
            if (files is null)
            {
                // Not zeros, which would be padding.
                row.Fill(1);
                continue;
            }

            files[i].Features.AsSpan(0, row.Length).CopyTo(row);
            if (needs.Geometry)
            {
                var pairs = rows * rows * BoxGeometry.PairWidth;
                BoxGeometry.Fill(files[i].Boxes, counts[i], rows, geometry.AsSpan<float>().Slice(i * pairs, pairs));
            }

            if (needs.Boxes)
            {
                var five = rows * BoxGeometry.BoxWidth;
                BoxGeometry.FillBoxes(files[i], boxes.AsSpan<float>().Slice(i * five, counts[i] * BoxGeometry.BoxWidth));
            }
        }

        return new RegionBatch(features, geometry, boxes, files ?? [], counts);
    }

    /// <summary>Token ids of sentences as a tensor.</summary>
    /// <param name="sentences">Ids without padding, at least one each.</param>
    /// <param name="length">The length to pad to; 0 takes the longest sentence's.</param>
    internal static Tensor Tokens(IReadOnlyList<long[]> sentences, int length)
    {
        var words = length > 0 ? length : Math.Max(1, sentences.Max(s => s.Length));
        var tensor = Tensor.Zeros([sentences.Count, words], DType.Int64);
        var ids = tensor.AsSpan<long>();
        for (var i = 0; i < sentences.Count; i++)
        {
            sentences[i].CopyTo(ids.Slice(i * words, words));
        }

        return tensor;
    }

    private RegionFile[] Read(long[] images)
    {
        var files = new RegionFile[images.Length];
        try
        {
            Parallel.For(0, images.Length, i =>
            {
                var file = cache.Read(images[i]);
                files[i] = file.Width == width
                    ? file
                    : throw new WeftException($"Image {images[i]} has {file.Width} numbers for each region, but others have {width}.");
            });
        }
        catch (AggregateException several)
        {
            // Whoever meets one damaged file is told of it, not of threads.
            ExceptionDispatchInfo.Throw(several.InnerExceptions[0]);
        }

        return files;
    }
}
