using Weft.Torch;

namespace Weft.Data.Matching;

/// <summary>How the captions of one image become one text.</summary>
public enum CaptionGrouping
{
    /// <summary>Every caption is a text of its own, as published.</summary>
    None,

    /// <summary>All captions of an image are one text, with the mean of their scores.</summary>
    Mean,

    /// <summary>All captions of an image are one text, with the best of their scores.</summary>
    Best,
}

/// <summary>
/// Scores of images by captions, where the captions of an image follow each other and each has equally many: image 0's first, then those
/// of image 1.
/// </summary>
public sealed class ScoreMatrix
{
    private readonly ReadOnlyMemory<float> values;
    private readonly int stride;

    /// <summary>Wraps scores; they are not copied.</summary>
    /// <param name="values">The scores, [images, captions].</param>
    /// <param name="images">The number of images.</param>
    /// <param name="captionsPerImage">Captions of each image.</param>
    /// <exception cref="UsageException">The number of scores does not fit.</exception>
    public ScoreMatrix(ReadOnlyMemory<float> values, int images, int captionsPerImage)
        : this(values, images, captionsPerImage, checked(images * captionsPerImage))
    {
        if (images < 1 || captionsPerImage < 1 || values.Length != (long)images * Captions)
        {
            throw new UsageException(
                $"{values.Length} scores cannot be of {images} images by {captionsPerImage} captions for each of them; "
                + "every image is scored with every caption.");
        }
    }

    private ScoreMatrix(ReadOnlyMemory<float> values, int images, int captionsPerImage, int stride)
    {
        this.values = values;
        this.stride = stride;
        Images = images;
        CaptionsPerImage = captionsPerImage;
    }

    /// <summary>The number of images.</summary>
    public int Images { get; }

    /// <summary>Captions of each image.</summary>
    public int CaptionsPerImage { get; }

    /// <summary>The number of captions.</summary>
    public int Captions => Images * CaptionsPerImage;

    /// <summary>The scores of one image with all captions.</summary>
    /// <param name="image">The image.</param>
    public ReadOnlySpan<float> Row(int image) => values.Span.Slice(image * stride, Captions);

    /// <summary>The score of one pair; minus infinity where it is no number, so that such a pair comes last.</summary>
    /// <param name="image">The image.</param>
    /// <param name="caption">The caption.</param>
    public float this[int image, int caption] => Known(values.Span[(image * stride) + caption]);

    /// <summary>One of equal parts: consecutive images with their own captions, without a copy (COCO's 1K evaluation).</summary>
    /// <param name="index">Which part, from 0.</param>
    /// <param name="count">How many parts there are.</param>
    /// <exception cref="UsageException">The images cannot be divided so, or there is no such part.</exception>
    public ScoreMatrix Fold(int index, int count)
    {
        if (count < 1 || index < 0 || index >= count || Images % count != 0)
        {
            throw new UsageException(
                $"Part {index} of {count} equal ones cannot be taken of {Images} images; give a number of parts that divides them.");
        }

        var images = Images / count;
        var first = index * images;
        return new ScoreMatrix(values[((first * stride) + (first * CaptionsPerImage))..], images, CaptionsPerImage, stride);
    }

    /// <summary>The scores with all captions of an image as one text.</summary>
    /// <param name="grouping">How their scores become one; with <see cref="CaptionGrouping.None"/> the matrix stays.</param>
    public ScoreMatrix Grouped(CaptionGrouping grouping)
    {
        if (grouping == CaptionGrouping.None)
        {
            return this;
        }

        var grouped = new float[Images * Images];
        for (var image = 0; image < Images; image++)
        {
            for (var text = 0; text < Images; text++)
            {
                grouped[(image * Images) + text] = Group(Row(image).Slice(text * CaptionsPerImage, CaptionsPerImage), grouping);
            }
        }

        return new ScoreMatrix(grouped, Images, 1);
    }

    /// <summary>A score that can be compared.</summary>
    internal static float Known(float score) => float.IsNaN(score) ? float.NegativeInfinity : score;

    private static float Group(ReadOnlySpan<float> scores, CaptionGrouping grouping)
    {
        var (sum, best) = (0.0, float.NegativeInfinity);
        foreach (var score in scores)
        {
            sum += Known(score);
            best = Math.Max(best, Known(score));
        }

        return grouping == CaptionGrouping.Mean ? (float)(sum / scores.Length) : best;
    }
}
