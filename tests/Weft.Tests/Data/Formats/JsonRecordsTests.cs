using System.Text;
using Shouldly;
using Weft.Data.Formats;
using Weft.Testing;
using Weft.Torch;

namespace Weft.Tests.Data.Formats;

public sealed class JsonRecordsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("""[{"id": 1}, {"id": 2}]""")]
    [InlineData("""{"items": [{"id": 1}, {"id": 2}]}""")]
    [InlineData("""{"info": {"items": [{"id": 9}]}, "more": [[{"id": 8}]], "items": [{"id": 1, "x": {"items": [3]}}, {"id": 2}], "after": [1]}""")]
    [InlineData("\uFEFF{\"items\": [{\"id\": 1}, {\"id\": 2}]}\n")]
    public void ReadsOneList(string json) => Ids(json).ShouldBe([1, 2]);

    [Fact]
    public void ReadsRecordsThatCrossItsBuffer()
    {
        var json = new StringBuilder("{\"info\": \"").Append('x', 100_000).Append("\", \"items\": [");
        for (var i = 0; i < 3_000; i++)
        {
            json.Append(i == 0 ? "" : ",\n").Append($"{{\"text\": \"{new string('ж', i % 97)}\", \"id\": {i}}}");
        }

        json.Append(", {\"id\": 3000, \"text\": \"").Append('y', 300_000).Append("\"}]}");
        Ids(json.ToString()).ShouldBe(Enumerable.Range(0, 3_001).Select(i => (long)i));
    }

    [Fact]
    public void AnEmptyListHasNoRecord() => Ids("""{"items": []}""").ShouldBeEmpty();

    [Theory]
    [InlineData("", "is no intact JSON after the start")]
    [InlineData("""{"items": [{"id": 1}, {"id": """, "is no intact JSON after item 0")]
    [InlineData("""{"items": [{"id": 1}]""", "is no intact JSON after item 0")]
    [InlineData("""{"items": [{"id": 1}, 5]}""", "item 1: is no JSON object; give the official file")]
    [InlineData("""{"items": {"id": 1}}""", "has no list 'items' of items; give the official file")]
    [InlineData("""{"things": [{"id": 1}]}""", "has no list 'items' of items")]
    [InlineData("""{"items": [{"id": 1}]} x""", "is no intact JSON after item 0")]
    [InlineData("""{"items": [{"id": 1.5}]}""", "item 0: has no whole number 'id', which every item needs")]
    [InlineData("""{"items": [{"id": "1"}]}""", "item 0: has no whole number 'id'")]
    public void TellsWhatIsWrong(string json, string problem)
    {
        var error = Should.Throw<InvalidFileException>(() => Ids(json));
        error.Message.ShouldStartWith(folder["x.json"]);
        error.Message.ShouldContain(problem);
    }

    [Fact]
    public void ARecordIsNotReadWithoutBound()
    {
        File.WriteAllText(folder["x.json"], """[{"id": 1}, {"text": """ + "\"" + new string('x', 40 << 20));
        Should.Throw<InvalidFileException>(() => JsonRecords.Read(folder["x.json"], "items", "item").Count())
            .Message.ShouldContain("item 1: is larger than 16 MiB");
    }

    [Fact]
    public void DeepJsonIsRefused() =>
        Should.Throw<InvalidFileException>(() => Ids(new string('[', 10_000))).Message.ShouldContain("is no");

    private List<long> Ids(string json)
    {
        File.WriteAllText(folder["x.json"], json);
        return [.. JsonRecords.Read(folder["x.json"], "items", "item").Select(record => record.Integer("id"))];
    }
}
