using Shouldly;
using Weft.Data.Formats.Images;
using Weft.Torch;
using Weft.Torch.Files;

namespace Weft.Tests.Data.Formats.Images;

public sealed class JpegDecoderTests : IDisposable
{
    private readonly JpegDecoder decoder;

    public JpegDecoderTests()
    {
        NeededLibrary.Jpeg();
        decoder = new JpegDecoder();
    }

    [Fact]
    public void It_gives_the_bits_that_Pillow_gives()
    {
        foreach (var flavour in GoldenImages.Flavours)
        {
            var (rgb, grey) = (GoldenImages.Array($"jpeg/{flavour}/rgb"), GoldenImages.Array($"jpeg/{flavour}/grey"));
            var colour = decoder.Rgb(GoldenImages.Jpeg(flavour), flavour);
            (colour.Width, colour.Height, colour.Channels).ShouldBe((37, 21, 3));
            GoldenImages.Values(colour).ShouldBe(rgb.As<byte>().ToArray(), flavour);
            var shades = decoder.Grey(GoldenImages.Jpeg(flavour), flavour);
            shades.Channels.ShouldBe(1);
            GoldenImages.Values(shades).ShouldBe(grey.As<byte>().ToArray(), flavour);
        }
    }

    [Fact]
    public void It_gives_the_bits_that_Pillow_gives_for_frames_of_the_fixture()
    {
        foreach (var (name, jpeg, digest) in GoldenImages.Fixtures())
        {
            var view = name.Contains("Color", StringComparison.Ordinal) ? decoder.Rgb(jpeg, name) : decoder.Grey(jpeg, name);
            Checksum.OfBytes(GoldenImages.Values(view)).ShouldBe(digest("decoded"), name);
        }
    }

    [Fact]
    public void A_truncated_picture_is_damaged_wherever_it_ends()
    {
        foreach (var flavour in GoldenImages.Flavours)
        {
            var jpeg = GoldenImages.Jpeg(flavour);
            for (var length = 0; length < jpeg.Length - 2; length += 7)
            {
                Should.Throw<InvalidFileException>(() => _ = decoder.Rgb(jpeg.AsSpan(0, length), "a.jpg").Width).Message
                    .ShouldMatch("a.jpg: is (no JPEG picture, or a damaged one|a damaged JPEG picture) \\(.+\\); get it again");
            }
        }
    }

    [Fact]
    public void Changed_bytes_are_read_or_told_and_nothing_else()
    {
        var random = new Random(4);
        var told = 0;
        for (var n = 0; n < 400; n++)
        {
            var jpeg = GoldenImages.Jpeg(GoldenImages.Flavours[n % GoldenImages.Flavours.Length]);
            for (var k = 0; k < 3; k++)
            {
                jpeg[random.Next(jpeg.Length)] = (byte)random.Next(256);
            }

            try
            {
                GoldenImages.Values(decoder.Grey(jpeg, "a.jpg")).ShouldNotBeEmpty();
            }
            catch (InvalidFileException error)
            {
                error.Message.ShouldStartWith("a.jpg: ");
                told++;
            }
        }

        told.ShouldBeInRange(50, 399);
    }

    [Theory]
    [InlineData(0x20, 0x20, "claims 8224 x 8224 pixels, but at most 67108864 can be read; give a smaller picture")]
    [InlineData(0x08, 0x08, "claims 2056 x 2056 pixels in .* bytes, which cannot be; get it again")]
    public void Claimed_sizes_are_not_believed(byte high, byte low, string problem)
    {
        var jpeg = GoldenImages.Jpeg("420");
        var frame = jpeg.AsSpan().IndexOf([(byte)0xFF, (byte)0xC0]);
        (jpeg[frame + 5], jpeg[frame + 6], jpeg[frame + 7], jpeg[frame + 8]) = (high, low, high, low);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Should.Throw<InvalidFileException>(() => _ = decoder.Rgb(jpeg, "a.jpg").Width).Message.ShouldMatch($"a.jpg: {problem}");
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1 << 20);
    }

    [Fact]
    public void Other_files_and_a_missing_library_get_a_sentence()
    {
        Should.Throw<InvalidFileException>(() => _ = decoder.Rgb("no picture"u8, "a.jpg").Width).Message
            .ShouldStartWith("a.jpg: is no JPEG picture, or a damaged one (");
        Should.Throw<WeftException>(() => TurboJpegLibrary.Find("libnowhere.so.7")).Message
            .ShouldBe("JPEG pictures are read with libjpeg-turbo, but libnowhere.so.7 does not load: run `apt-get install libturbojpeg0`.");
        decoder.Dispose();
        Should.Throw<ObjectDisposedException>(() => _ = decoder.Rgb(GoldenImages.Jpeg("420"), "a.jpg").Width);
    }

    public void Dispose() => decoder.Dispose();
}
