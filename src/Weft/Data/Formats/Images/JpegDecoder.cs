using System.Runtime.InteropServices;
using Weft.Torch;

namespace Weft.Data.Formats.Images;

/// <summary>
/// Decodes JPEG pictures, with the values that Pillow gives (exact cosine transform, smooth upsampling of colours). One thread at a time;
/// it holds memory of libjpeg-turbo's until disposal.
/// </summary>
public sealed unsafe class JpegDecoder : IDisposable
{
    /// <summary>The most pixels of a picture that is read: a header may claim four billion.</summary>
    public const int MostPixels = 1 << 26;

    // A block of 8 x 8 pixels takes a bit at the least: what claims more was not written, and nothing is allocated for it.
    private const long MostPixelsOfByte = 8 * 64;

    private const int FormatRgb = 0;
    private const int FormatGrey = 6;
    private const int ColoursGrey = 2;
    private const int ColoursCmyk = 3;

    // The exact transform; and no more than 500 scans, since a progressive picture of few bytes can ask for hours of work.
    private const int Flags = 4096 | 32768;

    private readonly TurboJpegLibrary library = TurboJpegLibrary.Require();
    private nint handle;
    private byte[] pixels = [];

    /// <summary>Makes a decoder.</summary>
    /// <exception cref="WeftException">libjpeg-turbo is not installed.</exception>
    public JpegDecoder()
    {
        handle = library.InitDecompress();
        if (handle == 0)
        {
            throw new WeftException("There is no memory left to decode pictures: end other programs.");
        }
    }

    /// <summary>Decodes a picture to red, green and blue; a grey one has three equal channels.</summary>
    /// <param name="jpeg">The file's bytes.</param>
    /// <param name="name">What to call it in errors.</param>
    /// <returns>A view that is valid until the next call.</returns>
    /// <exception cref="InvalidFileException">It is no JPEG, damaged, truncated, too large, or in the colours of printing.</exception>
    public PixelView Rgb(ReadOnlySpan<byte> jpeg, string name)
    {
        var (width, height, _) = Header(jpeg, name);
        return new PixelView(Decode(jpeg, name, width, height, 3), width, height, 3);
    }

    /// <summary>
    /// Decodes a picture to grey; of a coloured one the luma is computed from red, green and blue as Pillow does (ITU-R 601, 16 bits).
    /// </summary>
    /// <inheritdoc cref="Rgb"/>
    public PixelView Grey(ReadOnlySpan<byte> jpeg, string name)
    {
        var (width, height, colours) = Header(jpeg, name);
        if (colours == ColoursGrey)
        {
            return new PixelView(Decode(jpeg, name, width, height, 1), width, height, 1);
        }

        var values = Decode(jpeg, name, width, height, 3);
        for (var i = 0; i < width * height; i++)
        {
            values[i] = (byte)(((19595 * values[3 * i]) + (38470 * values[(3 * i) + 1]) + (7471 * values[(3 * i) + 2]) + 0x8000) >> 16);
        }

        return new PixelView(values[..(width * height)], width, height, 1);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (handle != 0)
        {
            library.Destroy(handle);
            handle = 0;
        }
    }

    private (int Width, int Height, int Colours) Header(ReadOnlySpan<byte> jpeg, string name)
    {
        ObjectDisposedException.ThrowIf(handle == 0, this);
        int width = 0, height = 0, subsampling = 0, colours = 0;
        var length = new CULong((uint)jpeg.Length);
        fixed (byte* bytes = jpeg)
        {
            // A file that ends before its picture begins is no error to libjpeg-turbo: it leaves the sizes as they are.
            var problem = jpeg.IsEmpty ? "it is empty"
                : library.DecompressHeader(handle, bytes, length, &width, &height, &subsampling, &colours) != 0 ? Problem()
                : width < 1 || height < 1 ? "it ends before its picture begins"
                : null;
            if (problem is not null)
            {
                throw new InvalidFileException(name, $"is no JPEG picture, or a damaged one ({problem}); get it again");
            }
        }

        var wrong = colours >= ColoursCmyk ? "is a JPEG picture in the colours of printing (CMYK); save it in red, green and blue"
            : (long)width * height > MostPixels
            ? $"claims {width} x {height} pixels, but at most {MostPixels} can be read; give a smaller picture"
            : (long)width * height > jpeg.Length * MostPixelsOfByte
            ? $"claims {width} x {height} pixels in {jpeg.Length} bytes, which cannot be; get it again"
            : null;
        return wrong is null ? (width, height, colours) : throw new InvalidFileException(name, wrong);
    }

    private Span<byte> Decode(ReadOnlySpan<byte> jpeg, string name, int width, int height, int channels)
    {
        var length = width * height * channels;
        if (pixels.Length < length)
        {
            pixels = GC.AllocateUninitializedArray<byte>(length);
        }

        fixed (byte* bytes = jpeg, to = pixels)
        {
            var format = channels == 1 ? FormatGrey : FormatRgb;

            // A warning, such as of data that end too early, means that pixels were made up.
            if (library.Decompress(handle, bytes, new CULong((uint)jpeg.Length), to, width, width * channels, height, format, Flags) != 0)
            {
                throw new InvalidFileException(name, $"is a damaged JPEG picture ({Problem()}); get it again");
            }
        }

        return pixels.AsSpan(0, length);
    }

    private string Problem() => Marshal.PtrToStringUTF8((nint)library.ErrorText(handle))?.TrimEnd('.') ?? "without a reason";
}
