using Weft.Data.Loading;
using Weft.Data.Matching;
using Weft.Torch;

namespace Weft.Experiments.VisionLanguage;

/// <summary>Captions with their images and, where there are negatives, a wrong caption and a wrong image for each.</summary>
/// <param name="pairs">Images and captions.</param>
/// <param name="batches">Reads regions.</param>
/// <param name="negatives">Where wrong ones come from; null for none.</param>
/// <param name="length">The length that captions are padded to; 0 for the longest of a batch.</param>
internal sealed class MatchingSource(MatchingPairs pairs, RegionBatches batches, HardNegatives? negatives, int length) : IBatchSource
{
    /// <inheritdoc/>
    public int Count => pairs.Captions.Length;

    /// <summary>Inputs: tokens, features, geometry, boxes; then those of the negatives. Labels: the images' groups.</summary>
    /// <inheritdoc/>
    public Batch Load(int epoch, ReadOnlySpan<int> indices)
    {
        var size = indices.Length;
        var captions = new int[negatives is null ? size : 2 * size];
        var images = new int[captions.Length];
        for (var i = 0; i < size; i++)
        {
            (captions[i], images[i]) = (indices[i], indices[i] / pairs.CaptionsPerImage);
            if (negatives is not null)
            {
                (images[size + i], captions[size + i]) = negatives.Negatives(epoch, indices[i]);
            }
        }

        var tokens = RegionBatches.Tokens(Array.ConvertAll(captions, c => pairs.Captions[c]), length);
        var seen = batches.Load(Array.ConvertAll(images, i => pairs.Images[i]), hidden: false);
        Tensor[] all = [tokens, seen.Features, seen.Geometry, seen.Boxes];
        var groups = new long[size];
        for (var i = 0; i < size; i++)
        {
            groups[i] = pairs.Groups[images[i]];
        }

        // Right ones and wrong ones are padded alike, so that they can go through a network together.
        return new Batch(
            negatives is null ? all : [.. all.Select(t => t.Narrow(0, 0, size)), .. all.Select(t => t.Narrow(0, size, size))],
            Tensor.From(groups, size));
    }
}
