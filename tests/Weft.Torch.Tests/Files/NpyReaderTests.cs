using System.Text;
using Shouldly;
using Weft.Testing;
using Weft.Torch.Files;
using Xunit;

namespace Weft.Torch.Tests.Files;

public sealed class NpyReaderTests
{
    private static readonly byte[] Six = [1, 2, 3, 4, 5, 6];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void ReadsEveryVersion(byte version)
    {
        var array = NpyBytes.Read(NpyBytes.Of("|u1", "(2, 3)", Six, version: version));

        array.Shape.ShouldBe([2L, 3L]);
        array.As<byte>().ToArray().ShouldBe(Six);
    }

    [Fact]
    public void ConvertsBigEndian()
    {
        NpyBytes.Read(NpyBytes.Of(">i2", "(2,)", [1, 2, 3, 4])).As<short>().ToArray().ShouldBe([(short)0x0102, (short)0x0304]);
        NpyBytes.Read(NpyBytes.Of(">f4", "()", [0x3F, 0x80, 0, 0])).As<float>()[0].ShouldBe(1f);
        NpyBytes.Read(NpyBytes.Of(">f8", "()", [0x3F, 0xF0, 0, 0, 0, 0, 0, 0])).As<double>()[0].ShouldBe(1.0);
    }

    [Fact]
    public void ConvertsFortranOrder()
    {
        var matrix = NpyBytes.Read(NpyBytes.Of("|u1", "(2, 3)", [1, 4, 2, 5, 3, 6], fortran: true));
        var cube = NpyBytes.Read(NpyBytes.Of("<i2", "(2, 1, 2)", [1, 0, 3, 0, 2, 0, 4, 0], fortran: true));

        matrix.As<byte>().ToArray().ShouldBe(Six);
        cube.As<short>().ToArray().ShouldBe([(short)1, (short)2, (short)3, (short)4]);
        NpyBytes.Read(NpyBytes.Of("<f8", "(3, 0)", [], fortran: true)).Count.ShouldBe(0);
    }

    [Fact]
    public void ReadsUnicodeTexts()
    {
        var data = new UTF32Encoding(false, false).GetBytes("a\0\0🎧é\0");
        var texts = ReadStrings(NpyBytes.Of("<U3", "(2,)", data));

        texts.Shape.ShouldBe([2L]);
        texts.Values.ShouldBe(["a", "🎧é"]);
        var big = new UTF32Encoding(true, false).GetBytes("xy");
        ReadStrings(NpyBytes.Of(">U2", "()", big)).Values.ShouldBe(["xy"]);
    }

    [Fact]
    public void ReadsByteTexts() =>
        ReadStrings(NpyBytes.Of("|S3", "(2, 2)", "abca\0\0bb\0cc\0"u8.ToArray(), fortran: true))
            .Values.ShouldBe(["abc", "bb", "a", "cc"]);

    [Theory]
    [InlineData("<U1", new byte[] { 0, 0, 0x11, 0 })]
    [InlineData("<U1", new byte[] { 0, 0xD8, 0, 0 })]
    [InlineData("|S4", new byte[] { 0xFF, 1, 1, 1 })]
    public void RefusesTextsThatAreNotUnicode(string descr, byte[] data) =>
        Should.Throw<InvalidFileException>(() => ReadStrings(NpyBytes.Of(descr, "()", data)))
            .Message.ShouldBe("x.npy: a text is not valid Unicode; save the array again with numpy");

    [Theory]
    [InlineData("|S0", "(1000000000000,)")]
    [InlineData("<U99999999999", "(1,)")]
    [InlineData("<U", "(1,)")]
    public void RefusesTextsWithoutAWidth(string descr, string shape) =>
        Should.Throw<InvalidFileException>(() => ReadStrings(NpyBytes.Of(descr, shape, []))).Message.ShouldContain("no usable width");

    [Fact]
    public void TellsTextsFromNumbers()
    {
        Should.Throw<InvalidFileException>(() => NpyBytes.Read(NpyBytes.Of("|S1", "(1,)", [1])))
            .Message.ShouldContain("holds texts where numbers are needed");
        Should.Throw<InvalidFileException>(() => ReadStrings(NpyBytes.Of("|u1", "(1,)", [1])))
            .Message.ShouldContain("holds numbers where texts are needed");
    }

    [Fact]
    public void RefusesPickledObjects()
    {
        var message = Should.Throw<InvalidFileException>(() => NpyBytes.Read(NpyBytes.Of("|O", "(1,)", [0x80, 4, (byte)'.']))).Message;

        message.ShouldStartWith("x.npy: the array holds pickled Python objects, and reading pickles can run any code, so it is refused");
        message.ShouldContain("allow_pickle=True");
    }

    [Theory]
    [InlineData("<c8")]
    [InlineData("<u4")]
    [InlineData("<M8[ns]")]
    [InlineData("|V2")]
    [InlineData("f4")]
    [InlineData("|f4")]
    [InlineData("")]
    [InlineData("<")]
    public void RefusesOtherTypes(string descr) =>
        Should.Throw<InvalidFileException>(() => NpyBytes.Read(NpyBytes.Of(descr, "(1,)", new byte[8])))
            .Message.ShouldStartWith($"x.npy: the element type '{descr}' is not supported");

    [Fact]
    public void RefusesBoolsThatAreNeither0Nor1() =>
        Should.Throw<InvalidFileException>(() => NpyBytes.Read(NpyBytes.Of("|b1", "(2,)", [1, 2])))
            .Message.ShouldContain("a bool is neither 0 nor 1");

    [Fact]
    public void RefusesBytesAfterTheArray() =>
        Should.Throw<InvalidFileException>(() => NpyBytes.Read(NpyBytes.Of("|u1", "(2,)", [1, 2, 3])))
            .Message.ShouldBe("x.npy: 1 bytes follow the array of shape (2,); keep one array in each .npy file");

    [Theory]
    [InlineData("(4611686018427387904, 4)", "larger than any file")]
    [InlineData("(0, 4611686018427387904, 4)", "larger than any file")]
    [InlineData("(1152921504606846975,)", "truncated")]
    public void RefusesOversizedClaims(string shape, string problem) =>
        Should.Throw<InvalidFileException>(() => NpyBytes.Read(NpyBytes.Of("<f8", shape, new byte[8]))).Message.ShouldContain(problem);

    [Fact]
    public void RefusesAHugeHeader() =>
        Should.Throw<InvalidFileException>(
                () => NpyBytes.Read([0x93, .. "NUMPY"u8, 2, 0, 0xFF, 0xFF, 0xFF, 0xFF, .. new byte[64]]))
            .Message.ShouldContain("claims 4294967295 bytes");

    [Fact]
    public void RefusesUnknownVersions() =>
        Should.Throw<InvalidFileException>(() => NpyBytes.Read(NpyBytes.Of("|u1", "(6,)", Six, version: 4)))
            .Message.ShouldContain(".npy version 4.0 is unknown");

    [Fact]
    public void RefusesHeadersThatAreNotAscii() =>
        Should.Throw<InvalidFileException>(() => NpyBytes.Read(NpyBytes.Of("é", "(6,)", Six, version: 3)))
            .Message.ShouldContain("characters that are not ASCII");

    [Fact]
    public void RefusesAStreamThatEndsBeforeItsLength()
    {
        var bytes = NpyBytes.Of("|u1", "(100000000,)", new byte[5]);
        using var stream = new MemoryStream(bytes);

        Should.Throw<InvalidFileException>(() => NpyReader.Read(stream, bytes.Length - 5 + 100_000_000, "x.npy"))
            .Message.ShouldContain("100000000 bytes were expected but only 5 are there");
    }

    [Fact]
    public void EveryTruncationIsTold()
    {
        var bytes = NpyBytes.Of("<i2", "(3,)", Six);
        for (var length = 0; length < bytes.Length; length++)
        {
            Should.Throw<InvalidFileException>(() => NpyBytes.Read(bytes[..length])).Message.ShouldContain("truncated");
        }
    }

    [Fact]
    public void EveryFlippedBitOfTheHeaderIsToldOrHarmless()
    {
        var bytes = NpyBytes.Of("<i2", "(3, 1)", Six);
        for (var bit = 0; bit < (bytes.Length - Six.Length) * 8; bit++)
        {
            var damaged = bytes.ToArray();
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            try
            {
                NpyBytes.Read(damaged).Bytes.Length.ShouldBe(Six.Length);
            }
            catch (InvalidFileException e)
            {
                e.Path.ShouldBe("x.npy");
            }
        }
    }

    [Fact]
    public void RandomBytesAreTold()
    {
        var random = new Random(20240601);
        for (var round = 0; round < 3000; round++)
        {
            var bytes = new byte[random.Next(200)];
            random.NextBytes(bytes);
            // Every other round lets the noise past the first checks.
            if (round % 2 == 1)
            {
                bytes = NpyBytes.Of(Encoding.Latin1.GetString(bytes.Select(b => (byte)(b & 127)).ToArray()), bytes);
            }

            Should.Throw<InvalidFileException>(() => NpyBytes.Read(bytes));
        }
    }

    [Fact]
    public void SaysThatAFileIsMissing()
    {
        using var folder = new TemporaryFolder();

        Should.Throw<InvalidFileException>(() => NpyReader.Read(folder["x.npy"])).Message.ShouldContain("does not exist");
    }

    private static StringArray ReadStrings(byte[] bytes)
    {
        using var stream = new MemoryStream(bytes);
        return NpyReader.ReadStrings(stream, bytes.Length, "x.npy");
    }
}
