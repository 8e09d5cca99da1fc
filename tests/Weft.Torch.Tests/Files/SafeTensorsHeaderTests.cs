using System.Text;
using Shouldly;
using Weft.Torch.Files;
using Xunit;

namespace Weft.Torch.Tests.Files;

public sealed class SafeTensorsHeaderTests
{
    [Fact]
    public void OrdersTensorsByTheirData()
    {
        var (entries, metadata) = Parse(
            """{"b":{"dtype":"U8","shape":[2],"data_offsets":[2,4]},"__metadata__":{"k":"v"},"z":{"shape":[0],"dtype":"F32","data_offsets":[2,2]},"a":{"dtype":"I16","shape":[],"data_offsets":[0,2]}}   """,
            4);

        entries.Select(entry => entry.Name).ShouldBe(["a", "z", "b"]);
        metadata["k"].ShouldBe("v");
    }

    [Theory]
    [InlineData("""{"a":{"dtype":"U8","shape":[2],"data_offsets":[2,4]}}""", "the data of 'a' leaves a hole before it")]
    [InlineData("""{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[3],"data_offsets":[1,4]}}""", "the data of 'b' overlaps the tensor before it")]
    [InlineData("""{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"b":{"dtype":"U8","shape":[0],"data_offsets":[2,2]}}""", "the data of 'b' overlaps the tensor before it")]
    [InlineData("""{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}""", "2 bytes at the end belong to no tensor")]
    [InlineData("""{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"a":{"dtype":"U8","shape":[0],"data_offsets":[4,4]}}""", "the key 'a' appears twice")]
    [InlineData("""{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"\u0061":{"dtype":"U8","shape":[0],"data_offsets":[4,4]}}""", "the key 'a' appears twice")]
    [InlineData("""{"a":{"dtype":"U8","dtype":"I8","shape":[4],"data_offsets":[0,4]}}""", "the key 'dtype' appears twice")]
    [InlineData("""{"__metadata__":{"k":"1","k":"2"}}""", "the key 'k' appears twice")]
    [InlineData("""{"__metadata__":{},"__metadata__":{}}""", "the key '__metadata__' appears twice")]
    [InlineData("""{"__metadata__":{"k":1}}""", "'k' of __metadata__ is not a text")]
    [InlineData("""{"__metadata__":[]}""", "__metadata__ is not an object")]
    [InlineData("""{"a":[]}""", "'a' is not an object")]
    [InlineData("""{"a":{"dtype":1}}""", "dtype of 'a' is not a text")]
    [InlineData("""{"a":{"shape":4}}""", "shape of 'a' is not an array")]
    [InlineData("""{"a":{"extra":4}}""", "'a' has the unknown key 'extra'")]
    [InlineData("""{"a":{"dtype":"U8","shape":[4]}}""", "'a' needs dtype, shape and two data_offsets")]
    [InlineData("""{"a":{"dtype":"U8","shape":[4],"data_offsets":[0]}}""", "'a' needs dtype, shape and two data_offsets")]
    [InlineData("""{"a":{"data_offsets":[0,2,4]}}""", "data_offsets of 'a' is not an array of at most 2 whole numbers")]
    [InlineData("""{"a":{"shape":[-1]}}""", "shape of 'a' is not an array of at most 64 whole numbers")]
    [InlineData("""{"a":{"shape":[1.0]}}""", "shape of 'a' is not an array of at most 64 whole numbers")]
    [InlineData("""{"a":{"shape":[1e2]}}""", "shape of 'a' is not an array of at most 64 whole numbers")]
    [InlineData("""{"a":{"shape":[9223372036854775808]}}""", "shape of 'a' is not an array of at most 64 whole numbers")]
    [InlineData("""{"a":{"dtype":"U8","shape":[3],"data_offsets":[0,4]}}""", "the data_offsets 0 and 4 of 'a' do not fit its shape (3,) of UInt8")]
    [InlineData("""{"a":{"dtype":"U8","shape":[4],"data_offsets":[4,0]}}""", "the data_offsets 4 and 0 of 'a' do not fit its shape (4,) of UInt8")]
    [InlineData("""{"a":{"dtype":"F64","shape":[2305843009213693952,4],"data_offsets":[0,0]}}""", "do not fit its shape")]
    [InlineData("""{"a":{"dtype":"F64","shape":[4294967296,4294967296],"data_offsets":[0,0]}}""", "do not fit its shape")]
    [InlineData("", "it does not begin with '{'")]
    [InlineData("[]", "it does not begin with '{'")]
    [InlineData(" {}", "it does not begin with '{'")]
    [InlineData("{", "it is not valid JSON")]
    [InlineData("{}{}", "it is not valid JSON")]
    [InlineData("{}x", "it is not valid JSON")]
    [InlineData("{}\0", "it is not valid JSON")]
    [InlineData("""{"a":{"shape":[[[[[[1]]]]]]}}""", "shape of 'a' is not an array of at most 64 whole numbers")]
    [InlineData("""{"a":{"shape":[NaN]}}""", "it is not valid JSON")]
    [InlineData("""{"a":{},}""", "'a' needs dtype")]
    [InlineData("""{"\ud800":{}}""", "it is not valid JSON")]
    [InlineData("""{"__metadata__":{"k":"\udc00x"}}""", "it is not valid JSON")]
    [InlineData("""{/* */}""", "it is not valid JSON")]
    public void RefusesAttacks(string json, string problem)
    {
        var message = Should.Throw<InvalidFileException>(() => Parse(json, 4)).Message;

        message.ShouldStartWith("x.safetensors: the safetensors header is malformed: ");
        message.ShouldContain(problem);
    }

    [Fact]
    public void RefusesDataBeyondTheFile() =>
        Should.Throw<InvalidFileException>(
                () => Parse("""{"a":{"dtype":"U8","shape":[9223372036854775807],"data_offsets":[0,9223372036854775807]}}""", 4))
            .Message.ShouldContain("truncated: 9223372036854775807 bytes were expected but only 4 are there");

    [Theory]
    [InlineData("U16")]
    [InlineData("F8_E4M3")]
    [InlineData("f32")]
    [InlineData("")]
    public void RefusesOtherTypes(string type) =>
        Should.Throw<InvalidFileException>(() => Parse($$$"""{"a":{"dtype":"{{{type}}}","shape":[4],"data_offsets":[0,4]}}""", 4))
            .Message.ShouldStartWith($"x.safetensors: the dtype '{type}' of 'a' is not supported");

    [Fact]
    public void RefusesWhatIsNotUtf8() =>
        Should.Throw<InvalidFileException>(() => SafeTensorsHeader.Parse([(byte)'{', (byte)'"', 0xFF, (byte)'"', (byte)'}'], 0, "x.safetensors"))
            .Message.ShouldContain("it is not UTF-8");

    [Fact]
    public void RefusesTooManyAxes() =>
        Should.Throw<InvalidFileException>(() => Parse($$$"""{"a":{"shape":[{{{string.Join(',', Enumerable.Repeat(1, 65))}}}]}}""", 0))
            .Message.ShouldContain("at most 64 whole numbers");

    [Fact]
    public void DeepNestingIsNoTrouble() =>
        Should.Throw<InvalidFileException>(() => Parse("""{"a":""" + new string('[', 100_000), 0));

    [Fact]
    public void ShowsOnlyTheBeginningOfALongName() =>
        Should.Throw<InvalidFileException>(() => Parse($$$"""{"{{{new string('n', 5000)}}}":[]}""", 0)).Message.Length.ShouldBeLessThan(250);

    private static (List<SafeTensorsEntry> Entries, Dictionary<string, string> Metadata) Parse(string json, long dataLength) =>
        SafeTensorsHeader.Parse(Encoding.UTF8.GetBytes(json), dataLength, "x.safetensors");
}
