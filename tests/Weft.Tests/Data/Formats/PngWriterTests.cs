using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Shouldly;
using Weft.Data.Formats;

namespace Weft.Tests.Data.Formats;

public sealed class PngWriterTests
{
    [Fact]
    public void A_picture_comes_back_from_its_chunks()
    {
        byte[] pixels = [255, 0, 0, 0, 255, 0, 0, 0, 255, 1, 2, 3, 4, 5, 6, 7, 8, 9];
        var file = PngWriter.Encode(pixels, 3, 2);
        file[..8].ShouldBe(new byte[] { 0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A });
        var chunks = Chunks(file);
        chunks.Select(c => c.Type).ShouldBe(["IHDR", "IDAT", "IEND"]);
        chunks[0].Data.ShouldBe(new byte[] { 0, 0, 0, 3, 0, 0, 0, 2, 8, 2, 0, 0, 0 });
        chunks[2].Crc.ShouldBe(0xAE426082, "the checksum of every PNG's end");
        using var zlib = new ZLibStream(new MemoryStream(chunks[1].Data), CompressionMode.Decompress);
        using var rows = new MemoryStream();
        zlib.CopyTo(rows);
        rows.ToArray().ShouldBe([0, .. pixels[..9], 0, .. pixels[9..]]);
    }

    [Theory]
    [InlineData(3, 3)]
    [InlineData(0, 0)]
    [InlineData(-1, -6)]
    public void Pixels_of_another_number_are_refused(int width, int height) =>
        Should.Throw<ArgumentException>(() => PngWriter.Encode(new byte[18], width, height)).Message.ShouldContain($"are no {width} x {height} pixels");

    private static List<(string Type, byte[] Data, uint Crc)> Chunks(byte[] file)
    {
        var chunks = new List<(string, byte[], uint)>();
        for (var at = 8; at < file.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));
            var data = file[(at + 8)..(at + 8 + length)];
            chunks.Add((Encoding.ASCII.GetString(file, at + 4, 4), data, BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at + 8 + length))));
            at += 12 + length;
        }

        return chunks;
    }
}
