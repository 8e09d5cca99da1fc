using Weft.Torch;
using Weft.Torch.Files;

namespace Weft.Data.Sprites;

/// <summary>The clips of one domain.</summary>
/// <param name="Name"><c>source</c> or <c>target</c>.</param>
/// <param name="Video">Pixels, uint8 [clips, frames, height, width, 3]; black where no sprite is.</param>
/// <param name="Labels">The action of each clip.</param>
/// <param name="Characters">The character of each clip, numbered as they first come.</param>
internal sealed record SpriteDomain(string Name, NdArray Video, int[] Labels, int[] Characters)
{
    /// <summary>Colours of a pixel.</summary>
    public const int Colours = 3;

    // A frame beyond this is no sprite, and what is made for it must stay small.
    private const int LargestSide = 1024;

    /// <summary>Clips.</summary>
    public int Count => Labels.Length;

    /// <summary>Frames of a clip.</summary>
    public int Frames => (int)Video.Shape[1];

    /// <summary>Rows of a frame.</summary>
    public int Height => (int)Video.Shape[2];

    /// <summary>Pixels of a row.</summary>
    public int Width => (int)Video.Shape[3];

    /// <summary>Different characters.</summary>
    public int CharacterCount => Characters.Max() + 1;

    /// <summary>A frame's pixels, [height, width, 3].</summary>
    /// <param name="clip">Which clip.</param>
    /// <param name="frame">0-based.</param>
    public ReadOnlySpan<byte> Frame(int clip, int frame)
    {
        var size = Height * Width * Colours;
        return Video.Bytes.Span.Slice(((clip * Frames) + frame) * size, size);
    }

    /// <summary>Reads and checks a domain.</summary>
    /// <param name="archive">The open archive.</param>
    /// <param name="path">Its path, for messages.</param>
    /// <param name="name"><c>source</c> or <c>target</c>.</param>
    /// <param name="classes">How many actions there are.</param>
    /// <exception cref="InvalidFileException">An array is absent, or is not what the others make it.</exception>
    public static SpriteDomain Read(NpzReader archive, string path, string name, int classes)
    {
        var video = Array(
            archive,
            path,
            $"{name}_video",
            ElementType.UInt8,
            s => s is [> 0, > 0, > 0 and <= LargestSide, > 0 and <= LargestSide, Colours],
            "uint8 [clips, frames, height, width, 3]");
        var clips = video.Shape[0];
        var labels = Array(archive, path, $"{name}_label", ElementType.Int32, s => s is [var n] && n == clips, $"int32 [{clips}]");
        var attributes = Array(
            archive, path, $"{name}_attributes", ElementType.Int32, s => s is [var n, > 0] && n == clips, $"int32 [{clips}, attributes]");
        var odd = labels.As<int>().IndexOfAnyExceptInRange(0, classes - 1);
        return odd < 0
            ? new SpriteDomain(name, video, labels.As<int>().ToArray(), Numbered(attributes))
            : throw new InvalidFileException(
                path, $"has the label {labels.As<int>()[odd]} at index {odd} of {name}_label, but there are {classes} classes");
    }

    private static NdArray Array(
        NpzReader archive, string path, string name, ElementType type, Func<IReadOnlyList<long>, bool> fits, string wanted)
    {
        if (!archive.Contains(name))
        {
            throw new InvalidFileException(path, $"has no array {name}; get the data set again");
        }

        // Before it is read: what is told wrong costs no memory.
        var (found, shape) = archive.Describe(name);
        return found == type && fits(shape)
            ? archive.Read(name)
            : throw new InvalidFileException(
                path, $"has {name} as {found?.ToString() ?? "texts"} [{string.Join(", ", shape)}], but {wanted} is needed");
    }

    private static int[] Numbered(NdArray attributes)
    {
        var (rows, width) = ((int)attributes.Shape[0], (int)attributes.Shape[1]);
        var known = new Dictionary<string, int>(StringComparer.Ordinal);
        var numbers = new int[rows];
        for (var row = 0; row < rows; row++)
        {
            var key = string.Join(' ', attributes.As<int>().Slice(row * width, width).ToArray());
            if (!known.TryGetValue(key, out numbers[row]))
            {
                known.Add(key, numbers[row] = known.Count);
            }
        }

        return numbers;
    }
}
