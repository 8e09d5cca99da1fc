using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using Shouldly;
using Weft.Testing;
using Weft.Torch.Files.Checkpoints;
using Xunit;

namespace Weft.Torch.Tests.Files.Checkpoints;

/// <summary>Checkpoints that lie, are damaged or want to run code: a sentence, at once, and no effect.</summary>
public sealed class HostileCheckpointTests : IDisposable
{
    private const string One = "K\u0000(K\u0002t(K\u0001t";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("os_system_zip.pth", "the Python code 'posix.system' is named", "nothing of it was run")]
    [InlineData("os_system_legacy.pth", "the Python code 'posix.system' is named", "nothing of it was run")]
    [InlineData("eval_zip.pth", "the Python code '__builtin__.eval' is named", "nothing of it was run")]
    [InlineData("whole_module.pth", "the Python code 'torch.nn.modules.linear.Linear' is named", "torch.save(model.state_dict(), FILE)")]
    [InlineData("deep_nesting.pkl", "it is not a file of torch.save", "nested more than 1000 deep")]
    [InlineData("memo_bomb.pkl", "this is not a file of torch.save", "give a checkpoint")]
    [InlineData("size_lies.pth", "a tensor of shape (2147483647, 30) reaches beyond its storage of 600 elements", "fetch or write it again")]
    [InlineData("truncated_zip.pth", "this is not an intact checkpoint of torch.save", "fetch or write it again")]
    [InlineData("truncated_legacy.pth", "the file is truncated", "fetch or write it again")]
    public void Fixtures(string name, string problem, string advice)
    {
        var path = TestPaths.Fixture($"torch/hostile/{name}");
        Assert.SkipWhen(path is null, "The fixtures are not beside the repository.");
        var message = Problem(path!);
        message.ShouldStartWith(path!);
        message.ShouldContain(problem);
        message.ShouldContain(advice);
        File.Exists("WEFT_WAS_HACKED").ShouldBeFalse();
    }

    [Theory]
    [InlineData("K\u0001(K\u0002t(K\u0001t", "reaches beyond its storage of 2 elements")]
    [InlineData("I-1\n(K\u0001t(K\u0001t", "reaches beyond its storage")]
    [InlineData("K\u0000(I-2\nt(K\u0001t", "is impossible")]
    [InlineData("K\u0000(K\u0002t(I-1\nt", "reaches beyond its storage")]
    [InlineData("K\u0000(I4611686018427387904\nI4\ntL0L\n(K\u0000K\u0000t", "a tensor is described in a way")]
    [InlineData("K\u0000(I4611686018427387904\nI4\nt(K\u0000K\u0000t", "is impossible")]
    [InlineData("K\u0000(K\u0003t(K\u0000t", "repeats the 2 elements of its storage; save it again with .contiguous()")]
    [InlineData("K\u0000(K\u0002t(K\u0001K\u0001t", "is impossible")]
    [InlineData("K\u0000(U\u00012t(K\u0001t", "something else than whole numbers")]
    [InlineData("I9223372036854775807\n(K\u0002t(I9223372036854775807\nt", "reaches beyond its storage")]
    public void PlacesThatCannotBe(string place, string problem) =>
        Problem(CheckpointBytes.Tensor("FloatStorage", 2, place), 8).ShouldContain(problem);

    [Theory]
    [InlineData("FloatStorage", 2, 7, "has 7 bytes, but its 2 elements of Float32 take 8")]
    [InlineData("FloatStorage", 2_000_000_000, 8, "has 8 bytes, but its 2000000000 elements of Float32 take 8000000000")]
    [InlineData("FloatStorage", -2, 8, "a storage is described in a way that is not known")]
    [InlineData("QInt8Storage", 2, 2, "the Python code 'torch.QInt8Storage' is named")]
    public void StoragesThatLie(string type, int count, int bytes, string problem) =>
        Problem(CheckpointBytes.Tensor(type, count, One), bytes).ShouldContain(problem);

    [Fact]
    public void AnExpandedTensorIsNotMultiplied() =>
        Problem(TestPaths.Golden("torch", "expanded.pth")).ShouldContain("of shape (1000000, 1000000) repeats the 1 elements of its storage");

    [Fact]
    public void TensorsThatShareAStorageFarTooOften()
    {
        var pickle = new StringBuilder("\u0080\u0002}");
        for (var i = 0; i < 40; i++)
        {
            pickle.Append($"U\u0002{i + 10}{CheckpointBytes.Rebuild("FloatStorage", 2, One)}s");
        }

        Problem(pickle.Append('.').ToString(), 8).ShouldContain("its tensors are more than 16 times as large as what is stored");
    }

    [Fact]
    public void TensorsThatReachOverAStorageFarTooOften()
    {
        var pickle = new StringBuilder("\u0080\u0002}");
        for (var i = 0; i < 300; i++)
        {
            pickle.Append($"U\u0003{i + 100}{CheckpointBytes.Rebuild("ByteStorage", 200, "K\u0000(K\u0002t(K\u00C7t")}s");
        }

        Problem(pickle.Append('.').ToString(), 200).ShouldContain("or share far too much; save each with .clone()");
    }

    [Fact]
    public void OneListMadeIntoManyDictionaries()
    {
        var pickle = new StringBuilder("](");
        for (var i = 0; i < 5000; i++)
        {
            pickle.Append($"I{i}\nN\u0086");
        }

        pickle.Append("eq\u0001ccollections\nOrderedDict\nq\u00020");
        for (var i = 0; i < 1000; i++)
        {
            pickle.Append("h\u0002h\u0001\u0085R0");
        }

        Problem(pickle.Append("N.").ToString(), 0).ShouldContain("ordered dictionaries are made of more than 1048576 pairs");
    }

    [Fact]
    public void TruthValuesMustBeTrueOrFalse()
    {
        CheckpointBytes.WriteZip(folder["x.pth"], CheckpointBytes.Tensor("BoolStorage", 2, One), [1, 7]);
        using var checkpoint = TorchCheckpoint.Open(folder["x.pth"]);
        Should.Throw<InvalidFileException>(() => checkpoint.Read("w")).Message.ShouldContain("tensor 'w': a bool is neither 0 nor 1");
    }

    [Fact]
    public void AStorageThatWasChangedDoesNotMatchItsChecksum()
    {
        var path = folder["x.pth"];
        CheckpointBytes.WriteZip(path, CheckpointBytes.Tensor("FloatStorage", 2, One), "ABCDEFGH"u8);
        var bytes = File.ReadAllBytes(path);
        bytes[bytes.AsSpan().IndexOf("ABCDEFGH"u8)] ^= 1;
        File.WriteAllBytes(path, bytes);
        using var checkpoint = TorchCheckpoint.Open(path);
        Should.Throw<InvalidFileException>(() => checkpoint.Read("w")).Message.ShouldContain("entry 'x/data/0': the content does not match its checksum");
    }

    [Fact]
    public void CompressedArchivesAreReadAndBombsAreNot()
    {
        CheckpointBytes.WriteZip(folder["x.pth"], CheckpointBytes.Tensor("FloatStorage", 2, "K\u0001(K\u0001t(K\u0001t"), BitConverter.GetBytes(2L << 32), CompressionLevel.Optimal);
        using (var checkpoint = TorchCheckpoint.Open(folder["x.pth"]))
        {
            checkpoint.Read("w").As<float>()[0].ShouldBe(BitConverter.Int32BitsToSingle(2));
        }

        // The listing claims a hundred times what the entry unpacks to.
        var storage = new byte[400_000];
        CheckpointBytes.WriteZip(folder["y.pth"], CheckpointBytes.Tensor("FloatStorage", 10_000_000, "K\u0000(I10000000\nt(K\u0001t"), storage, CompressionLevel.Optimal);
        var bytes = File.ReadAllBytes(folder["y.pth"]);
        var listed = bytes.AsSpan().LastIndexOf(BitConverter.GetBytes(storage.Length));
        BitConverter.GetBytes(40_000_000).CopyTo(bytes, listed);
        File.WriteAllBytes(folder["y.pth"], bytes);
        Problem(folder["y.pth"]).ShouldContain("more than compression allows");
    }

    [Fact]
    public void FilesOfOtherKinds()
    {
        var tar = new byte[1024];
        "ustar"u8.CopyTo(tar.AsSpan(257));
        File.WriteAllBytes(folder["a.tar"], tar);
        Problem(folder["a.tar"]).ShouldContain("this is a tar archive");
        File.WriteAllBytes(folder["empty.pth"], []);
        Problem(folder["empty.pth"]).ShouldContain("it is not a file of torch.save");
        File.WriteAllText(folder["text.pth"], "no weights here, only a sentence");
        Problem(folder["text.pth"]).ShouldContain("it is not a file of torch.save");
        CheckpointBytes.WriteZip(folder["big.pth"], CheckpointBytes.Tensor("FloatStorage", 2, One), new byte[8], more: ("x/byteorder", "big"));
        Problem(folder["big.pth"]).ShouldContain("byte order is 'big'");
        Problem("]K\u0001a.", 0).ShouldContain("it holds a list of 1 instead of a state dictionary");
        Problem("}U\u0005epochK\u0007s.", 0).ShouldContain("no tensors were found, neither directly nor under state_dict, model_state_dict, model, net; it holds 1 entries: 'epoch'");
        Problem(folder["none.pth"]).ShouldContain("the file does not exist");
        using (var zip = ZipFile.Open(folder["other.zip"], ZipArchiveMode.Create))
        {
            zip.CreateEntry("notes.txt");
        }

        Problem(folder["other.zip"]).ShouldContain("holds no data.pkl");
    }

    /// <summary>Whatever bytes are changed, the file is read or refused with a sentence; nothing else may come out.</summary>
    [Fact]
    public void DamageOfAnyKindIsReadOrRefused()
    {
        var legacy = File.ReadAllBytes(TestPaths.Golden("torch", "views_legacy.pth"));
        byte[] pickle;
        byte[] storage;
        using (var zip = ZipFile.OpenRead(TestPaths.Golden("torch", "extras.pth")))
        {
            (pickle, storage) = (Content(zip, "/data.pkl"), Content(zip, "/data/0"));
        }

        var random = new Random(5);
        var refused = 0;
        for (var round = 0; round < 3000; round++)
        {
            if (round % 2 == 0)
            {
                File.WriteAllBytes(folder["x.pth"], Damage(legacy, random));
            }
            else
            {
                CheckpointBytes.WriteZip(folder["x.pth"], Encoding.Latin1.GetString(Damage(pickle, random)), storage);
            }

            try
            {
                using var checkpoint = TorchCheckpoint.Open(folder["x.pth"]);
                foreach (var tensor in checkpoint.Tensors)
                {
                    checkpoint.CopyTo(tensor.Name, Stream.Null);
                }
            }
            catch (InvalidFileException)
            {
                refused++;
            }
        }

        refused.ShouldBeInRange(1000, 2999);
    }

    private static byte[] Content(ZipArchive zip, string end)
    {
        using var stream = zip.Entries.Single(e => e.FullName.EndsWith(end, StringComparison.Ordinal)).Open();
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    private static byte[] Damage(byte[] good, Random random)
    {
        var bytes = good.ToList();
        for (var i = random.Next(3); i >= 0; i--)
        {
            var at = random.Next(bytes.Count - 8);
            switch (random.Next(4))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    bytes.RemoveRange(at, random.Next(1, 8));
                    break;
                default:
                    bytes.InsertRange(at, bytes.GetRange(random.Next(bytes.Count - 8), random.Next(1, 8)));
                    break;
            }
        }

        return [.. bytes];
    }

    private string Problem(string pickle, int bytes)
    {
        CheckpointBytes.WriteZip(folder["x.pth"], pickle, new byte[bytes]);
        return Problem(folder["x.pth"]);
    }

    private static string Problem(string path)
    {
        var clock = Stopwatch.StartNew();
        var message = Should.Throw<InvalidFileException>(() => TorchCheckpoint.Open(path).Dispose()).Message;
        clock.Elapsed.TotalSeconds.ShouldBeLessThan(5);
        return message;
    }
}
