using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Shouldly;
using Weft.Testing;
using Weft.Torch.Files;
using Xunit;

namespace Weft.Torch.Tests.Files;

public sealed class SafeTensorsFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string Place => folder["x.safetensors"];

    public void Dispose() => folder.Dispose();

    [Fact]
    public void ReadsBackWhatItWrote()
    {
        WriteSample();
        using var file = SafeTensorsFile.Open(Place);

        file.Names.ShouldBe(["a.flag", "b.weight", "c.empty", "d.half", "é"]);
        file.Metadata.ShouldBe(new Dictionary<string, string> { ["format"] = "pt", ["who"] = "\"weft\" 🎧" }, ignoreOrder: true);
        file.Tensors["b.weight"].Type.ShouldBe(ElementType.Float32);
        file.Read("b.weight").Shape.ShouldBe([1L, 2L]);
        file.Read("b.weight").As<float>().ToArray().ShouldBe([1.5f, -2f]);
        file.Read("a.flag").As<bool>().ToArray().ShouldBe([true, false, true]);
        file.Read("c.empty").Shape.ShouldBe([0L, 7L]);
        file.Read("d.half").As<ushort>().ToArray().ShouldBe([(ushort)0x3F80]);
        file.Read("é").As<long>()[0].ShouldBe(-5L);
        MemoryMarshal.Cast<byte, float>(file.Span("b.weight"))[1].ShouldBe(-2f);
        Marshal.ReadInt64(file.AddressOf("é")).ShouldBe(-5L);
    }

    [Fact]
    public void EveryTensorLiesAtAMultipleOfItsElementSize()
    {
        WriteSample();
        var headerLength = BinaryPrimitives.ReadInt64LittleEndian(File.ReadAllBytes(Place));
        using var file = SafeTensorsFile.Open(Place);

        (headerLength % 8).ShouldBe(0);
        foreach (var entry in file.Tensors.Values)
        {
            (entry.Offset % entry.Type.ByteSize()).ShouldBe(0, entry.Name);
            (file.AddressOf(entry.Name) % entry.Type.ByteSize()).ShouldBe(0, entry.Name);
        }
    }

    [Fact]
    public void WritesKnownBytes()
    {
        SafeTensorsFile.Write(
            Place, new Dictionary<string, NdArray> { ["b"] = NdArray.From([(byte)1], 1), ["a"] = NdArray.From([(byte)2], 1) });

        var header = "{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]},\"b\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[1,2]}}";
        var padded = header.PadRight((header.Length + 7) / 8 * 8);
        File.ReadAllBytes(Place).ShouldBe([.. BitConverter.GetBytes((long)padded.Length), .. Encoding.ASCII.GetBytes(padded), 2, 1]);
    }

    [Fact]
    public void TheSameTensorsGiveTheSameBytes()
    {
        var one = NdArray.From([1f], 1);
        var two = NdArray.From([2.0], 1);
        SafeTensorsFile.Write(folder["x"], new Dictionary<string, NdArray> { ["a"] = one, ["b"] = two }, Texts("k", "j"));
        SafeTensorsFile.Write(folder["y"], new Dictionary<string, NdArray> { ["b"] = two, ["a"] = one }, Texts("j", "k"));

        File.ReadAllBytes(folder["x"]).ShouldBe(File.ReadAllBytes(folder["y"]));
    }

    [Fact]
    public void PartsAreWrittenWhenTheirTurnComes()
    {
        var order = new List<string>();
        SafeTensorsPart Part(string name, ElementType type, int bytes) => new(name, type, [2], stream =>
        {
            order.Add(name);
            stream.Write(new byte[bytes]);
        });
        SafeTensorsFile.Write(Place, [Part("a", ElementType.UInt8, 2), Part("c", ElementType.Float32, 8), Part("b", ElementType.Float32, 8)]);
        order.ShouldBe(["b", "c", "a"]);
        using (var file = SafeTensorsFile.Open(Place))
        {
            file.Read("c").Shape.ShouldBe([2L]);
        }

        var before = File.ReadAllBytes(Place);
        Should.Throw<ArgumentException>(() => SafeTensorsFile.Write(Place, [Part("b", ElementType.Float32, 7)])).Message
            .ShouldContain("The tensor 'b' did not write the 8 bytes that its shape says.");
        Should.Throw<ArgumentException>(() => SafeTensorsFile.Write(Place, [Part("b", ElementType.Int8, 2), Part("b", ElementType.Int8, 2)]));
        Should.Throw<ArgumentException>(() => new SafeTensorsPart("x", ElementType.Int8, [-1], _ => { })).Message.ShouldContain("is impossible");
        File.ReadAllBytes(Place).ShouldBe(before);
    }

    [Fact]
    public void HoldsNoTensorsAtAll()
    {
        SafeTensorsFile.Write(Place, new Dictionary<string, NdArray>());
        using var file = SafeTensorsFile.Open(Place);

        file.Names.ShouldBeEmpty();
        file.Metadata.ShouldBeEmpty();
    }

    [Fact]
    public void RefusesNamesThatCannotBeWritten()
    {
        Should.Throw<ArgumentException>(() => Write("__metadata__")).Message.ShouldStartWith("No tensor can be named __metadata__.");
        Should.Throw<ArgumentException>(() => Write("\ud800")).Message.ShouldStartWith("'?' is not valid Unicode.");
        Should.Throw<ArgumentException>(() => SafeTensorsFile.Write(Place, new Dictionary<string, NdArray>(), Texts("\udc00")));
        File.Exists(Place).ShouldBeFalse();
    }

    [Fact]
    public void SaysWhatThereIsInsteadOfAMissingTensor()
    {
        Write("a");
        using var file = SafeTensorsFile.Open(Place);

        Should.Throw<InvalidFileException>(() => file.Read("b")).Message.ShouldBe($"{Place}: there is no tensor 'b'; there are 1: 'a'");
    }

    [Fact]
    public void AClosedFileGivesNothing()
    {
        Write("a");
        var file = SafeTensorsFile.Open(Place);
        file.Dispose();

        Should.Throw<ObjectDisposedException>(() => file.Read("a"));
        Should.Throw<ObjectDisposedException>(() => file.AddressOf("a"));
    }

    [Fact]
    public void RefusesDamagedBools()
    {
        Write("a");
        var bytes = File.ReadAllBytes(Place);
        bytes[^1] = 3;
        File.WriteAllBytes(Place, bytes);
        using var file = SafeTensorsFile.Open(Place);

        Should.Throw<InvalidFileException>(() => file.Read("a")).Message.ShouldContain("a bool of 'a' is neither 0 nor 1");
    }

    [Theory]
    [InlineData(100_000_001UL, "claims 100000001 bytes, more than the 100000000 allowed")]
    [InlineData(ulong.MaxValue, "claims 18446744073709551615 bytes")]
    [InlineData(1000UL, "truncated: 1008 bytes were expected but only 40 are there")]
    [InlineData(0UL, "it does not begin with '{'")]
    public void RefusesWrongHeaderLengths(ulong length, string problem)
    {
        File.WriteAllBytes(Place, [.. BitConverter.GetBytes(length), .. "{}"u8, .. Enumerable.Repeat((byte)' ', 30)]);

        Should.Throw<InvalidFileException>(() => SafeTensorsFile.Open(Place)).Message.ShouldContain(problem);
    }

    [Fact]
    public void EveryTruncationIsTold()
    {
        WriteSample();
        var bytes = File.ReadAllBytes(Place);
        for (var length = 0; length < bytes.Length; length++)
        {
            File.WriteAllBytes(Place, bytes[..length]);
            Should.Throw<InvalidFileException>(() => SafeTensorsFile.Open(Place)).Message.ShouldContain("truncated");
        }

        File.WriteAllBytes(Place, [.. bytes, 0]);
        Should.Throw<InvalidFileException>(() => SafeTensorsFile.Open(Place)).Message.ShouldContain("1 bytes at the end belong to no tensor");
    }

    [Fact]
    public void EveryFlippedBitOfTheHeaderIsToldOrHarmless()
    {
        WriteSample();
        var bytes = File.ReadAllBytes(Place);
        var headerEnd = 8 + (int)BinaryPrimitives.ReadInt64LittleEndian(bytes);
        for (var bit = 0; bit < headerEnd * 8; bit++)
        {
            var damaged = bytes.ToArray();
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            ReadAllOrTell(damaged, bytes.Length - headerEnd);
        }
    }

    [Fact]
    public void RandomBytesAreTold()
    {
        var random = new Random(20240601);
        for (var round = 0; round < 2000; round++)
        {
            var noise = new byte[random.Next(120)];
            random.NextBytes(noise);
            // Every other round claims a header of the right length.
            File.WriteAllBytes(Place, round % 2 == 0 ? noise : [.. BitConverter.GetBytes(noise.Length + 1L), (byte)'{', .. noise]);
            Should.Throw<InvalidFileException>(() => SafeTensorsFile.Open(Place));
        }
    }

    private static Dictionary<string, string> Texts(params string[] keys) => keys.ToDictionary(key => key, key => "v");

    private void ReadAllOrTell(byte[] damaged, long dataBytes)
    {
        File.WriteAllBytes(Place, damaged);
        try
        {
            using var file = SafeTensorsFile.Open(Place);
            file.Names.Sum(name => file.Read(name).Bytes.Length).ShouldBe((int)dataBytes);
        }
        catch (InvalidFileException e)
        {
            e.Path.ShouldBe(Place);
        }
    }

    private void Write(string name) =>
        SafeTensorsFile.Write(Place, new Dictionary<string, NdArray> { [name] = NdArray.From([true], 1) });

    private void WriteSample() => SafeTensorsFile.Write(
        Place,
        new Dictionary<string, NdArray>
        {
            ["b.weight"] = NdArray.From([1.5f, -2f], 1, 2),
            ["a.flag"] = NdArray.From([true, false, true], 3),
            ["c.empty"] = NdArray.From(Array.Empty<double>(), 0, 7),
            ["d.half"] = new NdArray(ElementType.BFloat16, new byte[] { 0x80, 0x3F }, 1),
            ["é"] = NdArray.From([-5L]),
        },
        new Dictionary<string, string> { ["who"] = "\"weft\" 🎧", ["format"] = "pt" });
}
