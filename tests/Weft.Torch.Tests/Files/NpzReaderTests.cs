using System.Buffers.Binary;
using System.IO.Compression;
using Shouldly;
using Weft.Testing;
using Weft.Torch.Files;
using Xunit;

namespace Weft.Torch.Tests.Files;

public sealed class NpzReaderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string Archive => folder["x.npz"];

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("f1", 20)]
    [InlineData("hypernet_mm", 260)]
    [InlineData("hypernet_mm_found", 70)]
    [InlineData("hypernet_ntu", 673)]
    [InlineData("hypernet_ntu_found", 176)]
    [InlineData("ops", 49)]
    [InlineData("reshape", 33)]
    [InlineData("sched", 15)]
    public void ReadsWhatNumpyWrote(string name, int count)
    {
        using var archive = new NpzReader(TestPaths.Golden("bmnas", name + ".npz"));

        archive.Names.Length.ShouldBe(count);
        foreach (var entry in archive.Names)
        {
            var array = archive.Read(entry);
            array.Count.ShouldBe(array.Shape.Aggregate(1L, (product, axis) => product * axis));
            if (array.Type == ElementType.Float32)
            {
                array.As<float>().ContainsAny(float.NaN, float.PositiveInfinity).ShouldBeFalse(entry);
            }
        }
    }

    [Fact]
    public void ListsArraysWithoutReadingThem()
    {
        Make(("a.npy", [1, 2]), ("notes.txt", [3]), ("b/c.npy", NpyBytes.Of("|u1", "(2,)", [7, 8])));
        using var archive = new NpzReader(Archive);

        archive.Names.ShouldBe(["a", "b/c"]);
        archive.Contains("b/c").ShouldBeTrue();
        archive.Contains("notes.txt").ShouldBeFalse();
        archive.Read("b/c").As<byte>().ToArray().ShouldBe([7, 8]);
        Should.Throw<InvalidFileException>(() => archive.Read("a")).Message.ShouldStartWith($"{Archive}, entry 'a': ");
    }

    [Fact]
    public void DescribesArraysByTheirHeaders()
    {
        Make(("a.npy", NpyBytes.Of("|u1", "(2,1)", [7, 8])), ("t.npy", NpyBytes.Of("|S2", "(1,)", "ab"u8.ToArray())), ("b.npy", [1, 2]));
        using var archive = new NpzReader(Archive);

        archive.Describe("a").Type.ShouldBe(ElementType.UInt8);
        archive.Describe("a").Shape.ShouldBe([2, 1]);
        archive.Describe("t").Type.ShouldBeNull();
        Should.Throw<InvalidFileException>(() => archive.Describe("b")).Message.ShouldStartWith($"{Archive}, entry 'b': ");
        Should.Throw<InvalidFileException>(() => archive.Describe("c")).Message.ShouldContain("the archive has no array 'c'");
    }

    [Fact]
    public void ReadsTexts()
    {
        Make(("t.npy", NpyBytes.Of("|S2", "(2,)", "abc\0"u8.ToArray())));
        using var archive = new NpzReader(Archive);

        archive.ReadStrings("t").Values.ShouldBe(["ab", "c"]);
    }

    [Fact]
    public void SaysWhatThereIsInsteadOfAMissingArray()
    {
        Make(("a.npy", [1]));
        using var archive = new NpzReader(Archive);

        Should.Throw<InvalidFileException>(() => archive.Read("b"))
            .Message.ShouldBe($"{Archive}: the archive has no array 'b'; it has 1: 'a'");
    }

    [Fact]
    public void RefusesANameThatAppearsTwice()
    {
        Make(("a.npy", [1]), ("a.npy", [2]));

        Should.Throw<InvalidFileException>(() => new NpzReader(Archive))
            .Message.ShouldContain("the archive lists 'a.npy' twice, so it is unclear which is meant");
    }

    [Fact]
    public void NamesThatClimbAreOnlyKeys()
    {
        Make(("../up.npy", NpyBytes.Of("|u1", "()", [5])), ("/weft-absolute.npy", NpyBytes.Of("|u1", "()", [6])));
        using var archive = new NpzReader(Archive);

        archive.Read("../up").As<byte>()[0].ShouldBe((byte)5);
        archive.Read("/weft-absolute").As<byte>()[0].ShouldBe((byte)6);
        Directory.GetFiles(folder.Path).ShouldBe([Archive]);
        File.Exists("/weft-absolute.npy").ShouldBeFalse();
    }

    [Fact]
    public void RefusesEntriesAboveTheLimit()
    {
        Make(("a.npy", NpyBytes.Of("|u1", "(5000,)", new byte[5000])));
        using var archive = new NpzReader(Archive, maximumEntryBytes: 1000);

        Should.Throw<InvalidFileException>(() => archive.Read("a")).Message.ShouldContain("more than the 1000 allowed");
    }

    [Fact]
    public void RefusesClaimsBeyondCompression()
    {
        Make(("a.npy", NpyBytes.Of("|u1", "(5000,)", new byte[5000])));
        Patch(24, 2_000_000_000);
        using var archive = new NpzReader(Archive);

        Should.Throw<InvalidFileException>(() => archive.Read("a"))
            .Message.ShouldContain("to 2000000000 bytes, more than compression allows; do not trust this archive");
    }

    [Fact]
    public void RefusesAnEntryThatUnpacksToAnotherSizeThanItClaims()
    {
        Make(("a.npy", NpyBytes.Of("|u1", "(5000,)", new byte[5000])));
        Patch(24, 6000);
        using var archive = new NpzReader(Archive);

        Should.Throw<InvalidFileException>(() => archive.Read("a")).Message.ShouldContain("bytes follow the array");
    }

    [Fact]
    public void RefusesAWrongChecksum()
    {
        Make(("a.npy", NpyBytes.Of("|u1", "(3,)", [1, 2, 3])));
        Patch(16, 12345);
        using var archive = new NpzReader(Archive);

        Should.Throw<InvalidFileException>(() => archive.Read("a")).Message.ShouldContain("does not match its checksum");
    }

    [Fact]
    public void RefusesEntriesThatClaimMoreBytesThanTheFile()
    {
        Make(("a.npy", [1]));
        Patch(20, 1_000_000);

        Should.Throw<InvalidFileException>(() => new NpzReader(Archive)).Message.ShouldContain("claim more bytes than the file has");
    }

    [Fact]
    public void EveryTruncationIsTold()
    {
        Make(("a.npy", NpyBytes.Of("|u1", "(3,)", [1, 2, 3])));
        var bytes = File.ReadAllBytes(Archive);
        for (var length = 0; length < bytes.Length; length++)
        {
            File.WriteAllBytes(Archive, bytes[..length]);
            Should.Throw<InvalidFileException>(ReadAll);
        }
    }

    [Fact]
    public void EveryFlippedBitIsToldOrHarmless()
    {
        Make(("a.npy", NpyBytes.Of("|u1", "(3,)", [1, 2, 3])));
        var bytes = File.ReadAllBytes(Archive);
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            var damaged = bytes.ToArray();
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            File.WriteAllBytes(Archive, damaged);
            try
            {
                ReadAll();
            }
            catch (InvalidFileException e)
            {
                e.Path.ShouldStartWith(Archive);
            }
        }
    }

    private void ReadAll()
    {
        using var archive = new NpzReader(Archive);
        foreach (var name in archive.Names)
        {
            archive.Read(name).As<byte>().ToArray().ShouldBe([1, 2, 3]);
        }
    }

    private void Make(params (string Name, byte[] Content)[] entries)
    {
        using var archive = ZipFile.Open(Archive, ZipArchiveMode.Create);
        foreach (var (name, content) in entries)
        {
            using var stream = archive.CreateEntry(name).Open();
            stream.Write(content);
        }
    }

    /// <summary>Changes a 32-bit field of the first entry in the archive's central directory.</summary>
    private void Patch(int offset, uint value)
    {
        var bytes = File.ReadAllBytes(Archive);
        var entry = bytes.AsSpan().IndexOf("PK\u0001\u0002"u8);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(entry + offset), value);
        File.WriteAllBytes(Archive, bytes);
    }
}
