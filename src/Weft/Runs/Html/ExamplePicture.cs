using System.Buffers.Binary;

namespace Weft.Runs.Html;

/// <summary>A picture of a run folder as it goes into the page.</summary>
/// <param name="MediaType"><c>image/png</c> or <c>image/jpeg</c>.</param>
/// <param name="Base64">Its bytes.</param>
/// <param name="Width">Pixels of a row.</param>
/// <param name="Height">Rows.</param>
public sealed record ExamplePicture(string MediaType, string Base64, int Width, int Height)
{
    // A browser sets aside what a picture's header says: a small file must not claim a huge picture.
    private const int LongestSide = 8192;

    /// <summary>The picture as an address that holds it whole.</summary>
    internal string Address => $"data:{MediaType};base64,{Base64}";

    /// <summary>Takes a file's bytes for a picture.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <returns>The picture, or null if the bytes are no PNG or JPEG picture, or one with a side above 8192 pixels.</returns>
    internal static ExamplePicture? Of(ReadOnlySpan<byte> bytes)
    {
        var (type, width, height) = PngSize(bytes) is { } png ? ("image/png", png.Width, png.Height)
            : JpegSize(bytes) is { } jpeg ? ("image/jpeg", jpeg.Width, jpeg.Height)
            : ("", 0, 0);
        return width is < 1 or > LongestSide || height is < 1 or > LongestSide
            ? null
            : new ExamplePicture(type, Convert.ToBase64String(bytes), width, height);
    }

    private static (int Width, int Height)? PngSize(ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<byte> start = [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10, 0, 0, 0, 13, (byte)'I', (byte)'H', (byte)'D', (byte)'R'];
        return bytes.Length >= start.Length + 8 && bytes.StartsWith(start)
            ? (BinaryPrimitives.ReadInt32BigEndian(bytes[16..]), BinaryPrimitives.ReadInt32BigEndian(bytes[20..]))
            : null;
    }

    /// <summary>Goes from segment to segment up to the frame header, which holds the size.</summary>
    private static (int Width, int Height)? JpegSize(ReadOnlySpan<byte> bytes)
    {
        if (!bytes.StartsWith([(byte)0xFF, (byte)0xD8, (byte)0xFF]))
        {
            return null;
        }

        for (var at = 2; at + 9 <= bytes.Length && bytes[at] == 0xFF;)
        {
            var marker = bytes[at + 1];
            if (marker == 0xFF)
            {
                at++;
                continue;
            }

            // Frame headers, of which three numbers between them are other things.
            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
            {
                return (BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 7)..]), BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 5)..]));
            }

            at += 2 + BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 2)..]);
        }

        return null;
    }
}
