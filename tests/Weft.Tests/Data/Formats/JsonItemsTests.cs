using System.Text;
using System.Text.Json;
using Shouldly;
using Weft.Data.Formats;
using Weft.Testing;
using Weft.Torch;

namespace Weft.Tests.Data.Formats;

public sealed class JsonItemsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private IReadOnlySet<string> found = new HashSet<string>();

    [Fact]
    public void Elements_of_wanted_lists_come_in_order_and_all_else_is_passed_over()
    {
        const string text = """
            {"info": {"b": [7]}, "a": [1, {"x": [2]}, [3]], "c": [[4], 5], "b": ["six", null], "d": 8, "e": {"a": [9]}}
            """;
        Read(text, "a", "b", "missing").ShouldBe(["a:1", "a:{\"x\": [2]}", "a:[3]", "b:\"six\"", "b:null"]);
        Read("\uFEFF [1, [2]] ", JsonItems.Root).ShouldBe([":1", ":[2]"]);
        Read("[[1]]", "a").ShouldBeEmpty();
        Read("{\"a\": []}", "a").ShouldBeEmpty();
        found.ShouldBe(["a"]);
    }

    [Fact]
    public void Files_of_any_length_are_read_piece_by_piece()
    {
        // Elements lie across the borders of what is read at once, and one is longer than that.
        var text = new StringBuilder("{\"skip\": [");
        text.Append(string.Join(',', Enumerable.Range(0, 60_000))).Append("], \"a\": [");
        var items = Enumerable.Range(0, 3000).Select(i => $"\"{i}{new string('é', i == 1500 ? 200_000 : i % 97)}\"").ToList();
        text.Append(string.Join(" , ", items)).Append("]}");
        Read(text.ToString(), "a").ShouldBe(items.Select(item => "a:" + item));
    }

    [Fact]
    public void What_is_passed_over_takes_no_memory()
    {
        using (var file = File.CreateText(folder["x.json"]))
        {
            file.Write("{\"skip\": [0");
            for (var i = 0; i < 100_000; i++)
            {
                file.Write(", {\"id\": 1, \"segmentation\": [[1.5, 2.5, 3.5, 4.5, 5.5, 6.5, 7.5, 8.5]]}");
            }

            file.Write("], \"a\": [1, 2]}");
        }

        var count = 0;
        var before = GC.GetAllocatedBytesForCurrentThread();
        JsonItems.Read(folder["x.json"], new Dictionary<string, Action<JsonElement>> { ["a"] = _ => count++ });
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(new FileInfo(folder["x.json"]).Length / 8);
        count.ShouldBe(2);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"a\": [1, 2")]
    [InlineData("{\"a\": [1 2]}")]
    [InlineData("{\"a\": [1]} x")]
    [InlineData("{\"a\": [\"\\ud800\"]}")]
    public void What_is_no_JSON_is_refused(string text) =>
        Should.Throw<InvalidFileException>(() => Read(text, "a")).Message.ShouldStartWith($"{folder["x.json"]}: is damaged, or no JSON (");

    [Fact]
    public void Nothing_in_a_nested_file_overflows()
    {
        Should.Throw<InvalidFileException>(() => Read(new string('[', 100_000), "a")).Message.ShouldContain("is damaged, or no JSON (");
        Should.Throw<InvalidFileException>(() => Read("{\"a\": [" + new string('[', 100_000), "a")).Message.ShouldContain("is damaged, or no JSON (");
        Should.Throw<InvalidFileException>(() => JsonItems.Read(folder["no.json"], new Dictionary<string, Action<JsonElement>>())).Message
            .ShouldBe($"{folder["no.json"]}: is not there");
    }

    public void Dispose() => folder.Dispose();

    private List<string> Read(string text, params string[] names)
    {
        File.WriteAllText(folder["x.json"], text);
        var items = new List<string>();
        found = JsonItems.Read(
            folder["x.json"],
            names.ToDictionary(
                name => name,
                Action<JsonElement> (name) => item =>
                {
                    _ = item.ValueKind == JsonValueKind.String ? item.GetString() : null;
                    items.Add($"{name}:{item.GetRawText()}");
                }));
        return items;
    }
}
