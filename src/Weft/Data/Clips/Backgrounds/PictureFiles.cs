using Weft.Data.Formats;
using Weft.Data.Formats.Images;
using Weft.Torch;

namespace Weft.Data.Clips.Backgrounds;

/// <summary>Pictures as files: JPEG or PNG, whichever their first byte says.</summary>
internal static class PictureFiles
{
    private const int MostBytes = 1 << 28;
    private const byte PngBegins = 0x89;

    private static readonly string[] Endings = [".jpg", ".jpeg", ".png"];

    /// <summary>Whether a file's name ends as one of a picture does.</summary>
    /// <param name="path">The file.</param>
    internal static bool IsPicture(string path) => Endings.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    /// <summary>The pictures that lie directly in a folder, in the order of their names.</summary>
    /// <param name="folder">The folder.</param>
    internal static string[] In(string folder) =>
        [.. Directory.EnumerateFiles(folder).Where(IsPicture).Order(StringComparer.Ordinal)];

    /// <summary>Reads a picture.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidFileException">It is absent, no picture, or damaged.</exception>
    internal static RgbPicture Read(string path)
    {
        byte[] bytes;
        using (var file = BoundedRead.Open(path))
        {
            bytes = BoundedRead.All(file, path, MostBytes);
        }

        if (bytes is [PngBegins, ..])
        {
            return PngReader.Decode(bytes, path);
        }

        using var decoder = new JpegDecoder();
        var view = decoder.Rgb(bytes, path);
        var pixels = new byte[view.Width * view.Height * RgbPicture.Colours];
        for (var y = 0; y < view.Height; y++)
        {
            view.Row(y).CopyTo(pixels.AsSpan(y * view.Width * RgbPicture.Colours));
        }

        return new RgbPicture(pixels, view.Width, view.Height);
    }
}
