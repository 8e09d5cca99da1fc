using Weft.Torch;

namespace Weft.Data.Regions;

/// <summary>
/// The regions of one image, as a detector or a grid found them: a feature vector and a box for each (MmNas specification, section 6.0).
/// Any width and any number of regions, from pictures or from anything else that has boxes.
/// </summary>
/// <param name="Features">[count, width], row by row. A row of zeros counts as padding in the networks.</param>
/// <param name="Boxes">[count, 4]: x1, y1, x2, y2 in pixels.</param>
/// <param name="Count">How many regions there are; at least 1.</param>
/// <param name="Width">How many numbers describe a region.</param>
/// <param name="ImageHeight">The image's height in pixels.</param>
/// <param name="ImageWidth">The image's width in pixels.</param>
public sealed record RegionFile(float[] Features, float[] Boxes, int Count, int Width, float ImageHeight, float ImageWidth)
{
    /// <summary>
    /// Reads a published .npz: <c>x</c> [width, count] or [count, width] (told by the number of boxes; [width, count] where both fit), or
    /// <c>fc7</c> and <c>pool5</c>, both [count, n], side by side; <c>bbox</c> [count, 4]; and where they are known <c>image_h</c>,
    /// <c>image_w</c> and <c>num_bbox</c>. Numbers of any type.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <returns>The regions. An image of unknown size is as large as its boxes reach.</returns>
    /// <exception cref="InvalidFileException">
    /// The file is missing or damaged, its arrays disagree, a number is not finite, or a box is inverted or outside of the image.
    /// </exception>
    public static RegionFile Read(string path) => RegionFileReader.Read(path);
}
