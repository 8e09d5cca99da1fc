using System.Buffers.Binary;
using System.IO.Compression;
using Shouldly;
using Weft.Data.Formats;
using Weft.Testing;
using Weft.Torch;
using Weft.Torch.Files;

namespace Weft.Tests.Data.Formats;

public sealed class PngReaderTests
{
    private static readonly byte[] Pixels = [.. Enumerable.Range(0, 7 * 5 * 3).Select(i => (byte)((i * i * 37) + (i / 4)))];

    [Theory]
    [InlineData("rgb")]
    [InlineData("grey")]
    [InlineData("rgba")]
    [InlineData("grey-alpha")]
    [InlineData("rgb-key")]
    [InlineData("palette-4")]
    [InlineData("palette-8")]
    [InlineData("one-bit")]
    public void It_reads_what_Pillow_writes(string kind)
    {
        var (file, rgb) = Golden(kind);
        var picture = PngReader.Decode(file, kind);
        (picture.Height, picture.Width).ShouldBe(((int)rgb.Shape[0], (int)rgb.Shape[1]));
        picture.Pixels.ToArray().ShouldBe(rgb.As<byte>().ToArray());
    }

    [Fact]
    public void It_reads_what_the_writer_writes()
    {
        using var folder = new TemporaryFolder();
        PngWriter.Write(folder["a.png"], Pixels, 7, 5);
        PngReader.Read(folder["a.png"]).Pixels.ToArray().ShouldBe(Pixels);
        Should.Throw<InvalidFileException>(() => PngReader.Read(folder["b.png"])).Message.ShouldContain("b.png: is not there");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Every_filter_is_undone(int filter) => PngReader.Decode(Picture(Filtered(filter)), "a").Pixels.ToArray().ShouldBe(Pixels);

    [Theory]
    [InlineData(12, 1, "is an interlaced PNG picture, which is not read; save it without interlacing")]
    [InlineData(8, 16, "has 16 bits a colour, of which 8 are read; save it with 8")]
    [InlineData(8, 4, "is a damaged PNG picture (4 bits a colour); get it again")]
    [InlineData(9, 5, "is a damaged PNG picture (its header makes no sense); get it again")]
    [InlineData(0, 255, "claims 4278190087 x 5 pixels, but at most 67108864 can be read; give a smaller picture")]
    [InlineData(1, 15, "is a damaged PNG picture (it claims 983047 x 5 pixels in")]
    [InlineData(3, 0, "has no pixels; get it again")]
    [InlineData(7, 6, "is a damaged PNG picture (its pixels do not unpack); get it again")]
    [InlineData(9, 3, "is a damaged PNG picture (its palette has 0 bytes); get it again")]
    public void A_wrong_header_is_told(int at, byte value, string problem) =>
        Should.Throw<InvalidFileException>(() => PngReader.Decode(Picture(Filtered(0), (at, value)), "a.png"))
            .Message.ShouldStartWith($"a.png: {problem}");

    [Fact]
    public void A_filter_that_is_none_is_told() =>
        Should.Throw<InvalidFileException>(() => PngReader.Decode(Picture(Filtered(5)), "a")).Message
            .ShouldStartWith("a: is a damaged PNG picture (row 0 has filter 5); get it again");

    [Fact]
    public void A_truncated_or_changed_picture_is_told_and_nothing_else()
    {
        var (file, _) = Golden("palette-4");
        for (var length = 0; length < file.Length; length++)
        {
            Should.Throw<InvalidFileException>(() => PngReader.Decode(file.AsSpan(0, length), "a"));
        }

        for (var i = 0; i < file.Length; i++)
        {
            var changed = (byte[])file.Clone();
            changed[i] ^= 0x15;
            Should.Throw<InvalidFileException>(() => PngReader.Decode(changed, "a"), $"byte {i}");
        }
    }

    [Fact]
    public void A_colour_beyond_the_palette_is_told()
    {
        var file = Png(("IHDR", [0, 0, 0, 1, 0, 0, 0, 1, 8, 3, 0, 0, 0]), ("PLTE", [1, 2, 3]), ("IDAT", Packed([0, 1])), ("IEND", []));
        Should.Throw<InvalidFileException>(() => PngReader.Decode(file, "a")).Message
            .ShouldContain("a pixel has colour 1 of a palette of 1");
    }

    private static (byte[] File, NdArray Rgb) Golden(string kind)
    {
        using var archive = new NpzReader(TestPaths.Golden("images", "png.npz"));
        return (archive.Read(kind + "/file").As<byte>().ToArray(), archive.Read(kind + "/rgb"));
    }

    private static byte[] Filtered(int filter)
    {
        var rows = new List<byte>();
        for (var y = 0; y < 5; y++)
        {
            rows.Add((byte)filter);
            for (var i = 0; i < 21; i++)
            {
                int left = i < 3 ? 0 : Pixels[(21 * y) + i - 3], above = y == 0 ? 0 : Pixels[(21 * (y - 1)) + i];
                var corner = i < 3 || y == 0 ? 0 : Pixels[(21 * (y - 1)) + i - 3];
                var guess = left + above - corner;
                int[] nearest = [.. new[] { left, above, corner }.OrderBy(v => Math.Abs(guess - v))];
                var foretold = filter switch { 1 => left, 2 => above, 3 => (left + above) / 2, 4 => nearest[0], _ => 0 };
                rows.Add((byte)(Pixels[(21 * y) + i] - foretold));
            }
        }

        return [.. rows];
    }

    private static byte[] Picture(byte[] rows, params (int At, byte Value)[] changes)
    {
        byte[] header = [0, 0, 0, 7, 0, 0, 0, 5, 8, 2, 0, 0, 0];
        foreach (var (at, value) in changes)
        {
            header[at] = value;
        }

        return Png(("IHDR", header), ("IDAT", Packed(rows)), ("IEND", []));
    }

    private static byte[] Packed(byte[] rows)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            zlib.Write(rows);
        }

        return packed.ToArray();
    }

    private static byte[] Png(params (string Type, byte[] Data)[] chunks)
    {
        List<byte> file = [0x89, 0x50, 0x4E, 0x47, 13, 10, 26, 10];
        foreach (var (type, data) in chunks)
        {
            byte[] body = [.. System.Text.Encoding.ASCII.GetBytes(type), .. data];
            var number = new byte[4];
            BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
            file.AddRange([.. number, .. body]);
            BinaryPrimitives.WriteUInt32BigEndian(number, Crc32.End(Crc32.Update(Crc32.Start, body)));
            file.AddRange(number);
        }

        return [.. file];
    }
}
