using System.Globalization;
using System.Text;
using Weft.Torch;

namespace Weft.Data.Formats.Video;

/// <summary>Frames of a video in its own size.</summary>
/// <param name="Pixels">Red, green and blue: [frames, height, width, 3].</param>
/// <param name="Width">Pixels of a row.</param>
/// <param name="Height">Rows of a frame.</param>
internal sealed record VideoPictures(byte[] Pixels, int Width, int Height)
{
    private const int LongestHeader = 64;

    /// <summary>One frame's pixels.</summary>
    /// <param name="frame">Its index.</param>
    public Span<byte> this[int frame] => Pixels.AsSpan(frame * 3 * Width * Height, 3 * Width * Height);

    /// <summary>Makes room.</summary>
    /// <param name="path">The video, for errors.</param>
    /// <param name="count">Frames.</param>
    /// <param name="width">Pixels of a row.</param>
    /// <param name="height">Rows of a frame.</param>
    /// <exception cref="InvalidFileException">So much does not fit into memory.</exception>
    public static VideoPictures Allocate(string path, int count, int width, int height) =>
        3L * count * width * height <= Array.MaxLength
            ? new VideoPictures(new byte[3 * count * width * height], width, height)
            : throw new InvalidFileException(path, $"{count} frames of {width} x {height} pixels do not fit into memory; make the video smaller");

    /// <summary>Reads a picture's header: <c>P6</c>, its width and height, and the highest value 255, each with one byte of space behind it.</summary>
    /// <param name="stream">What ffmpeg writes.</param>
    /// <returns>Null where the stream ends, or where no such picture follows.</returns>
    public static (int Width, int Height)? Size(Stream stream)
    {
        var header = new StringBuilder();
        for (var spaces = 0; spaces < 4;)
        {
            var next = stream.ReadByte();
            if (next < 0 || header.Length > LongestHeader)
            {
                return null;
            }

            spaces += next is ' ' or '\n' ? 1 : 0;
            header.Append((char)next);
        }

        var fields = header.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return fields is ["P6", var width, var height, "255"]
            && int.TryParse(width, NumberStyles.None, CultureInfo.InvariantCulture, out var columns) && columns > 0
            && int.TryParse(height, NumberStyles.None, CultureInfo.InvariantCulture, out var rows) && rows > 0
            ? (columns, rows)
            : null;
    }
}
