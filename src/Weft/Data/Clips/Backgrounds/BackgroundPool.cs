using Weft.Data.Clips.Transforms;
using Weft.Data.Formats.Images;
using Weft.Torch;

namespace Weft.Data.Clips.Backgrounds;

/// <summary>
/// Backgrounds to blend into clips: pictures that are read when they are first drawn, brought to one size once, and kept as far as memory
/// that is set aside for it goes (CDAR specification 1.7). Safe for several threads at once.
/// </summary>
public sealed class BackgroundPool
{
    /// <summary>How often another picture is drawn in place of one that cannot be read.</summary>
    public const int Retries = 10;

    // As published: the short side is 256 pixels long before 224 are cropped.
    private const int PublishedShortSide = 256;
    private const int PublishedSize = 224;

    private const long KeptBytes = 256L << 20;

    private readonly IReadOnlyList<string> pictures;
    private readonly Kept?[] kept;

    /// <summary>Takes pictures.</summary>
    /// <param name="pictures">Files of JPEG or PNG; at least one.</param>
    /// <param name="size">The side in pixels of what is blended into; at least 1.</param>
    /// <exception cref="ArgumentException">There is no picture.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The size is below 1.</exception>
    public BackgroundPool(IReadOnlyList<string> pictures, int size)
    {
        if (pictures.Count == 0)
        {
            throw new ArgumentException("A pool of backgrounds needs a picture.", nameof(pictures));
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        (this.pictures, Size) = (pictures, size);
        kept = new Kept?[(int)Math.Clamp(KeptBytes / ((long)size * size * FrameStack.Colours), 1, pictures.Count)];
    }

    /// <summary>How many pictures there are.</summary>
    public int Count => pictures.Count;

    /// <summary>The side of each in pixels.</summary>
    public int Size { get; }

    /// <summary>Takes folders of pictures, with all below them, and single pictures.</summary>
    /// <param name="source">Their paths, separated by commas.</param>
    /// <param name="size">The side in pixels of what is blended into.</param>
    /// <exception cref="InvalidFileException">One of them is not there, or has no picture.</exception>
    public static BackgroundPool Open(string source, int size)
    {
        const StringSplitOptions Tidy = StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries;
        var found = source.Split(',', Tidy).SelectMany(Find).Distinct(StringComparer.Ordinal).ToArray();
        return found.Length > 0
            ? new BackgroundPool(found, size)
            : throw new WeftException("Backgrounds are to be blended in, but no folder of pictures is named: set the blend's source.");
    }

    /// <summary>Draws a background; another in place of one that cannot be read, a few times.</summary>
    /// <param name="draws">Random choices.</param>
    /// <returns>[size, size, 3], to be read only.</returns>
    /// <exception cref="WeftException">None of those that were drawn can be read; it names the last.</exception>
    public ReadOnlySpan<byte> Draw(IDraws draws)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return Picture(draws.Below(pictures.Count));
            }
            catch (InvalidFileException problem)
            {
                // Another is drawn; if none of many can be read, that is no fault of the clip.
                if (attempt >= Retries)
                {
                    throw new WeftException($"Backgrounds cannot be read, the last: {problem.Message}", problem);
                }
            }
        }
    }

    /// <summary>One background.</summary>
    /// <param name="index">0-based.</param>
    /// <returns>[size, size, 3], to be read only.</returns>
    /// <exception cref="InvalidFileException">It cannot be read.</exception>
    internal ReadOnlySpan<byte> Picture(int index)
    {
        // Where there is less room than there are pictures, several share a place, and the last that was read has it.
        ref var place = ref kept[index % kept.Length];
        if (place is { } there && there.Index == index)
        {
            return there.Pixels;
        }

        var pixels = Prepare(pictures[index], Size);
        place = new Kept(index, pixels);
        return pixels;
    }

    private static byte[] Prepare(string path, int size)
    {
        var picture = PictureFiles.Read(path);
        var shortSide = (int)(((long)size * PublishedShortSide / (double)PublishedSize) + 0.5);
        var (width, height) = Resize.Scaled(picture.Width, picture.Height, shortSide);
        if ((long)width * height > JpegDecoder.MostPixels)
        {
            throw new InvalidFileException(path, $"has {picture.Width} x {picture.Height} pixels, too narrow for a background; leave it out");
        }

        var stack = new FrameStack(picture.Pixels.ToArray(), 1, picture.Height, picture.Width);
        stack = Resize.To(stack, new PixelBox(0, 0, picture.Width, picture.Height), width, height);
        return Cropping.Apply(stack, new PixelBox((width - size) / 2, (height - size) / 2, size, size)).Pixels;
    }

    private static IEnumerable<string> Find(string path)
    {
        if (File.Exists(path))
        {
            return [path];
        }

        if (!Directory.Exists(path))
        {
            throw new InvalidFileException(path, "is not there; name a folder of pictures of backgrounds, such as `weft data medians` makes");
        }

        string[] found = [.. Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Where(PictureFiles.IsPicture).Order(StringComparer.Ordinal)];
        return found.Length > 0
            ? found
            : throw new InvalidFileException(path, "has no picture (.jpg, .png); make some with `weft data medians`");
    }

    private sealed record Kept(int Index, byte[] Pixels);
}
