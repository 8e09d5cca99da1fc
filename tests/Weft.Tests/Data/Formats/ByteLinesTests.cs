using System.Text;
using Shouldly;
using Weft.Data.Formats;

namespace Weft.Tests.Data.Formats;

public class ByteLinesTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("a", "a")]
    [InlineData("a\n", "a")]
    [InlineData("a\r\n\nb\rc\u0085\u2028d\n", "a||b\rc\u0085\u2028d")]
    [InlineData("\n\n", "|")]
    public void OnlyTheLineFeedEndsALine(string text, string lines)
    {
        var expected = text.Length == 0 ? [] : lines.Split('|');
        Read(text).ShouldBe(expected);
    }

    [Fact]
    public void LinesMayBeLongerThanTheFirstBuffer()
    {
        var lines = new[] { new string('x', 200_000), "y", new string('z', 70_000), "" };
        Read(string.Join('\n', lines) + "\n").ShouldBe(lines);
    }

    private static List<string> Read(string text)
    {
        var lines = new ByteLines(new MemoryStream(Encoding.UTF8.GetBytes(text)), "x");
        var found = new List<string>();
        while (lines.Next(out var line))
        {
            found.Add(Encoding.UTF8.GetString(line));
            lines.Number.ShouldBe(found.Count);
        }

        return found;
    }
}
