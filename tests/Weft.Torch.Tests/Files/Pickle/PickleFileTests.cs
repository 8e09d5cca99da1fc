using System.Diagnostics;
using System.Numerics;
using System.Text;
using Shouldly;
using Weft.Testing;
using Weft.Torch.Files.Pickle;
using Xunit;

namespace Weft.Torch.Tests.Files.Pickle;

public sealed class PickleFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("N.", null)]
    [InlineData("I01\n.", true)]
    [InlineData("I00\n.", false)]
    [InlineData("\u0080\u0002\u0088.", true)]
    [InlineData("I-17\n.", -17L)]
    [InlineData("L123L\n.", 123L)]
    [InlineData("J\u00FE\u00FF\u00FF\u00FF.", -2L)]
    [InlineData("K\u00FF.", 255L)]
    [InlineData("M\u00E9\u0003.", 1001L)]
    [InlineData("\u008A\u0001\u00FF.", -1L)]
    [InlineData("\u008A\u0000.", 0L)]
    [InlineData("\u008B\u0002\u0000\u0000\u0000\u0000\u0001.", 256L)]
    [InlineData("F0.5\n.", 0.5)]
    [InlineData("Finf\n.", double.PositiveInfinity)]
    [InlineData("G\u003F\u00E0\u0000\u0000\u0000\u0000\u0000\u0000.", 0.5)]
    [InlineData("S'it\\'s \\x41\\n'\n.", "it's A\n")]
    [InlineData("S\"two\"\n.", "two")]
    [InlineData("U\u0002\u00C3\u00A9.", "é")]
    [InlineData("U\u0001\u00E9.", "é")]
    [InlineData("T\u0002\u0000\u0000\u0000ab.", "ab")]
    [InlineData("V\\u20ac\u00E9\n.", "€é")]
    [InlineData("X\u0002\u0000\u0000\u0000\u00C3\u00A9.", "é")]
    [InlineData("\u0080\u0004\u0095\u0004\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u008C\u0001a\u0094.", "a")]
    [InlineData("I1\nI2\n0.", 1L)]
    [InlineData("I1\n(I2\nI3\n1.", 1L)]
    [InlineData("I7\np5\n0g5\n.", 7L)]
    public void ReadsEveryKindOfValue(string pickle, object? expected) => Read(pickle).ShouldBe(expected);

    [Fact]
    public void WholeNumbersBeyond64BitsStayExact() =>
        Read("\u008A\u0009\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0001.").ShouldBe(BigInteger.Pow(2, 64));

    [Fact]
    public void ReadsListsTuplesAndDictionariesOfAllProtocols()
    {
        foreach (var pickle in (string[])["(dS'a'\n(lI1\naI2\nasS'b'\n(I3\ntsS'c'\n(ds.", "}(U\u0001a](K\u0001K\u0002eU\u0001bK\u0003\u0085U\u0001c}u."])
        {
            var dictionary = Read(pickle).ShouldBeOfType<PickleMap>();
            dictionary.Entries.Select(entry => entry.Key).ShouldBe(["a", "b", "c"]);
            dictionary.TryGet("a", out var list).ShouldBeTrue();
            list.ShouldBeOfType<List<object?>>().ShouldBe([1L, 2L]);
            dictionary.TryGet("b", out var tuple).ShouldBeTrue();
            tuple.ShouldBeOfType<PickleTuple>().Items.ShouldBe([3L]);
            dictionary.TryGet("c", out var empty).ShouldBeTrue();
            empty.ShouldBeOfType<PickleMap>().Count.ShouldBe(0);
            dictionary.TryGet("d", out _).ShouldBeFalse();
        }
    }

    [Theory]
    [InlineData("cposix\nsystem\n(S'touch WEFT_WAS_HACKED'\ntR.", "'posix.system'")]
    [InlineData("(S'touch WEFT_WAS_HACKED'\niposix\nsystem\n.", "'posix.system'")]
    [InlineData("\u008C\u0008builtins\u008C\u0004eval\u0093.", "'builtins.eval'")]
    [InlineData("ccollections\nOrderedDict\n)R.", "'collections.OrderedDict'")]
    [InlineData("P7\n.", "lies outside of the file")]
    [InlineData("\u0082\u0001.", "the byte 0x82, which is no operation")]
    [InlineData("\u0080\u0009.", "the protocol is 9, but only 0 to 5 are known")]
    [InlineData("X\u00FF\u00FF\u00FF\u007Fab.", "a value claims 2147483647 bytes, but only 3 are left")]
    [InlineData("\u008E\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF.", "a value claims 18446744073709551615 bytes")]
    [InlineData("\u0095\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF.", "a frame claims 18446744073709551615 bytes")]
    [InlineData("K\u0001", "the file is truncated")]
    [InlineData("I12", "the file is truncated")]
    [InlineData("Ione\n.", "a whole number cannot be read")]
    [InlineData("Fone\n.", "a number cannot be read")]
    [InlineData("Sbare\n.", "does not stand in quotation marks")]
    [InlineData("S'\\q'\n.", "an escape that is none")]
    [InlineData("X\u0001\u0000\u0000\u0000\u00FF.", "a text is not valid UTF-8")]
    [InlineData(".", "a value is asked for that is not there")]
    [InlineData("K\u0001(.", "a value is asked for that is not there")]
    [InlineData("K\u0001t.", "a value is asked for that is not there")]
    [InlineData("h\u0007.", "the value number 7 is recalled, which was never kept")]
    [InlineData("g-1\n.", "a value's number is negative or too large")]
    [InlineData("K\u0001K\u0002a.", "what is no list")]
    [InlineData("K\u0001K\u0002K\u0003s.", "what is no dictionary")]
    [InlineData("}(K\u0001u.", "what is no dictionary")]
    [InlineData("}]K\u0001s.", "a dictionary's key is neither")]
    [InlineData("K\u0001)R.", "something is called that is no function")]
    [InlineData("]}b.", "a state is set on a value that has none")]
    [InlineData("N.N.", "the pickle ends but 2 bytes follow")]
    public void RefusesWithASentence(string pickle, string problem)
    {
        var message = Should.Throw<InvalidFileException>(() => Read(pickle)).Message;
        message.ShouldStartWith($"{folder["x.p"]}: at byte ");
        message.ShouldContain(problem);
        File.Exists("WEFT_WAS_HACKED").ShouldBeFalse();
    }

    [Fact]
    public void NestingAndSizesAreBounded()
    {
        Problem(new string('(', 200_000) + ".").ShouldContain("nested more than 1000 deep");
        Problem(new string('N', 2_000_000) + ".").ShouldContain("more than 1048576 values are unfinished");
        Problem("L" + new string('9', 100_000) + "\n.").ShouldContain("a whole number cannot be read");
        Problem(new string(']', 500) + ".", operations: 100).ShouldContain("more than 100 operations");

        // Deep by appending, not by marks: it may be read, since nothing here walks into it.
        Read(new string(']', 100_000) + new string('a', 99_999) + ".").ShouldBeOfType<List<object?>>().Count.ShouldBe(1);
    }

    [Fact]
    public void AListThatHoldsItselfAgainAndAgainIsReadAtOnce()
    {
        var path = TestPaths.Fixture("torch/hostile/memo_bomb.pkl");
        Assert.SkipWhen(path is null, "The fixtures are not beside the repository.");
        var list = PickleFile.Read(path!).ShouldBeOfType<List<object?>>();
        list.Count.ShouldBe(24);
        list.ShouldAllBe(item => ReferenceEquals(item, list));
    }

    [Fact]
    public void KeysThatCollideInCommonHashesAreNoTrap()
    {
        var pickle = new StringBuilder("}");
        for (var i = 1; i <= 20_000; i++)
        {
            // Every number with equal halves has the same hash in C#: a look-up would walk through all.
            pickle.Append("\u008A\u0008");
            var half = BitConverter.GetBytes(i).Select(b => (char)b).ToArray();
            pickle.Append(half).Append(half).Append("Ns");
        }

        var clock = Stopwatch.StartNew();
        Read(pickle.Append('.').ToString()).ShouldBeOfType<PickleMap>().Count.ShouldBe(20_000);
        clock.Elapsed.TotalSeconds.ShouldBeLessThan(2);
    }

    [Theory]
    [InlineData("refs(unc).p")]
    [InlineData("refs(google).p")]
    public void ReadsAnnotationsOfPython2(string name)
    {
        var path = TestPaths.Fixture($"refs/refcoco/{name}");
        Assert.SkipWhen(path is null, "The fixtures are not beside the repository.");
        var references = PickleFile.Read(path!).ShouldBeOfType<List<object?>>().Cast<PickleMap>().ToList();
        references.Count.ShouldBe(24);
        var sentences = references.SelectMany(r => Value<List<object?>>(r, "sentences")).Cast<PickleMap>().ToList();
        sentences.Count.ShouldBe(48);

        references.Select(r => Value<long>(r, "ref_id")).ShouldBe(Enumerable.Range(0, 24).Select(i => (long)i));
        sentences.Select(s => Value<long>(s, "sent_id")).ShouldBe(Enumerable.Range(0, 48).Select(i => (long)i));
        references.GroupBy(r => Value<string>(r, "split")).Select(g => (g.Key, g.Select(r => Value<long>(r, "image_id")).Distinct().Count()))
            .ShouldBe([("train", 6), ("val", 2), ("testA", 2), ("testB", 2)], ignoreOrder: true);
        Value<string>(references[0], "file_name").ShouldBe("COCO_train2014_000000001000_0.jpg");
        Value<List<object?>>(references[0], "sent_ids").ShouldBe([0L, 1L]);
        Value<string>(sentences[1], "raw").ShouldBe("The dog in front.");
        Value<List<object?>>(sentences[1], "tokens").ShouldBe(["the", "dog", "in", "front"]);
        Value<long>(references[^1], "category_id").ShouldBe(18);
    }

    private static T Value<T>(PickleMap dictionary, string key)
    {
        dictionary.TryGet(key, out var value).ShouldBeTrue(key);
        return value.ShouldBeOfType<T>();
    }

    private string Problem(string pickle, long operations = PickleFile.DefaultMaximumOperations)
    {
        var clock = Stopwatch.StartNew();
        var message = Should.Throw<InvalidFileException>(() => Read(pickle, operations)).Message;
        clock.Elapsed.TotalSeconds.ShouldBeLessThan(5);
        return message;
    }

    private object? Read(string pickle, long operations = PickleFile.DefaultMaximumOperations)
    {
        File.WriteAllBytes(folder["x.p"], Encoding.Latin1.GetBytes(pickle));
        return PickleFile.Read(folder["x.p"], maximumOperations: operations);
    }
}
