using System.IO.Compression;
using Shouldly;
using Weft.Data.Formats;
using Weft.Testing;
using Weft.Torch;

namespace Weft.Tests.Data.Formats;

public sealed class IdxFileTests : IDisposable
{
    private static readonly byte[] Small = [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Reads_raw_and_compressed_files(bool compressed)
    {
        var array = IdxFile.Read(Write(compressed ? Gzip(Small) : Small));
        array.Shape.ShouldBe([2, 2, 3]);
        array.Data.ShouldBe(Small[16..]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_file_cut_anywhere_is_refused(bool compressed)
    {
        var whole = compressed ? Gzip(Small) : Small;
        for (var length = 0; length < whole.Length; length++)
        {
            var path = Write(whole[..length]);
            Should.Throw<InvalidFileException>(() => IdxFile.Read(path), $"cut at {length}").Message.ShouldContain(path);
        }
    }

    [Fact]
    public void A_file_with_more_than_it_says_is_refused()
    {
        Should.Throw<InvalidFileException>(() => IdxFile.Read(Write([.. Small, 0])))
            .Message.ShouldContain("13 bytes of values, but its header promises 12");
        Should.Throw<InvalidFileException>(() => IdxFile.Read(Write(Gzip([.. Small, 0])))).Message.ShouldContain("more than the 12 values");
    }

    [Fact]
    public void Impossible_sizes_are_refused_before_memory_is_taken()
    {
        byte[] huge = [0, 0, 8, 3, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 3];
        Should.Throw<InvalidFileException>(() => IdxFile.Read(Write(huge))).Message.ShouldContain("size 4294967295 in dimension 0");
        Should.Throw<InvalidFileException>(() => IdxFile.Read(Write(Gzip(huge)))).Message.ShouldContain("size 4294967295 in dimension 0");
        byte[] large = [0, 0, 8, 1, 0x3F, 0xFF, 0xFF, 0xFF];
        Should.Throw<InvalidFileException>(() => IdxFile.Read(Write(large))).Message.ShouldContain("truncated");
    }

    [Fact]
    public void Other_files_are_told_apart()
    {
        Should.Throw<InvalidFileException>(() => IdxFile.Read(Write("hello, this is text"u8.ToArray())))
            .Message.ShouldContain("is not an IDX file");
        Should.Throw<InvalidFileException>(() => IdxFile.Read(Write([0, 0, 0x0D, 1, 0, 0, 0, 1, 0, 0, 0, 0])))
            .Message.ShouldContain("IDX type 0x0d");
        Should.Throw<InvalidFileException>(() => IdxFile.Read(_folder["absent"])).Message.ShouldContain("is not there");
        Should.Throw<InvalidFileException>(() => IdxFile.Read(_folder.Path)).Message.ShouldContain("may not be read");
    }

    [Fact]
    public void Damage_inside_a_compressed_file_is_seen()
    {
        var file = Gzip(Small);
        file[^6] ^= 0x55;
        Should.Throw<InvalidFileException>(() => IdxFile.Read(Write(file)));
    }

    public void Dispose() => _folder.Dispose();

    internal static byte[] Gzip(byte[] content)
    {
        using var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, CompressionLevel.SmallestSize))
        {
            gzip.Write(content);
        }

        return memory.ToArray();
    }

    private string Write(byte[] content)
    {
        File.WriteAllBytes(_folder["file"], content);
        return _folder["file"];
    }
}
