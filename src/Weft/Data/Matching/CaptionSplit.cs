namespace Weft.Data.Matching;

/// <summary>The images and captions of one split; caption i is of image i / <see cref="CaptionsPerImage"/>.</summary>
public sealed class CaptionSplit
{
    internal CaptionSplit(IReadOnlyList<long> images, IReadOnlyList<string> captions, int captionsPerImage)
    {
        Images = images;
        Captions = captions;
        CaptionsPerImage = captionsPerImage;
    }

    /// <summary>The images' ids, by which their regions are found.</summary>
    public IReadOnlyList<long> Images { get; }

    /// <summary>The captions as written.</summary>
    public IReadOnlyList<string> Captions { get; }

    /// <summary>Captions of each image.</summary>
    public int CaptionsPerImage { get; }

    /// <summary>The image of a caption, as an index into <see cref="Images"/>.</summary>
    /// <param name="caption">The caption's index.</param>
    public int ImageOf(int caption) => caption / CaptionsPerImage;

    /// <summary>
    /// A group number for each image, the same for images whose captions are all the same, which must not be taken for negatives of each
    /// other.
    /// </summary>
    public int[] Groups()
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        var groups = new int[Images.Count];
        for (var image = 0; image < groups.Length; image++)
        {
            var text = string.Join('\n', Captions.Skip(image * CaptionsPerImage).Take(CaptionsPerImage));
            if (!numbers.TryGetValue(text, out groups[image]))
            {
                numbers[text] = groups[image] = numbers.Count;
            }
        }

        return groups;
    }
}
