using System.Runtime.InteropServices;
using Weft.Torch;

namespace Weft.Data.Formats.Images;

/// <summary>Encodes JPEG pictures as Pillow does by default: colours at half the resolution, exact cosine transform.</summary>
public static unsafe class JpegEncoder
{
    /// <summary>Pillow's default quality.</summary>
    public const int DefaultQuality = 75;

    private const int FormatRgb = 0;
    private const int Subsampling420 = 2;

    // The exact transform; and the room for the result is ours.
    private const int Flags = 4096 | 1024;

    /// <summary>Encodes a picture.</summary>
    /// <param name="pixels">Red, green and blue: [height, width, 3].</param>
    /// <param name="width">Pixels of a row; 1 to 65,500.</param>
    /// <param name="height">Rows; 1 to 65,500.</param>
    /// <param name="quality">1 to 100.</param>
    /// <exception cref="ArgumentException">There are more or fewer pixels than that.</exception>
    /// <exception cref="WeftException">libjpeg-turbo is not installed, or cannot encode such a picture.</exception>
    public static byte[] Encode(ReadOnlySpan<byte> pixels, int width, int height, int quality = DefaultQuality)
    {
        if (width < 1 || height < 1 || pixels.Length != (long)width * height * RgbPicture.Colours)
        {
            throw new ArgumentException($"{pixels.Length} bytes are no {width} x {height} pixels of {RgbPicture.Colours} colours.", nameof(pixels));
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(quality, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quality, 100);
        var library = TurboJpegLibrary.Require();
        var room = new byte[checked((int)library.CompressedRoom(width, height, Subsampling420).Value)];
        var handle = library.InitCompress();
        if (handle == 0)
        {
            throw new WeftException("There is no memory left to encode pictures: end other programs.");
        }

        try
        {
            fixed (byte* from = pixels, to = room)
            {
                var target = to;
                var length = new CULong((uint)room.Length);
                if (library.Compress(handle, from, width, 0, height, FormatRgb, &target, &length, Subsampling420, quality, Flags) != 0)
                {
                    var problem = Marshal.PtrToStringUTF8((nint)library.ErrorText(handle));
                    throw new WeftException($"A picture of {width} x {height} pixels cannot be written as JPEG ({problem}); write it as PNG.");
                }

                return room[..(int)length.Value];
            }
        }
        finally
        {
            library.Destroy(handle);
        }
    }
}
