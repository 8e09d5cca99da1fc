using System.Diagnostics;
using System.Text;
using Shouldly;
using Weft.Settings;
using Weft.Testing;
using Weft.Torch;

namespace Weft.Tests.Settings;

public sealed class YamlReaderTests
{
    [Theory]
    [InlineData("a: &x 1\nb: *x\n", "f line 1: anchors (&name) and tags (!name) are not allowed")]
    [InlineData("a: *x\n", "f line 1")]
    [InlineData("a: !!System.Diagnostics.Process {}\n", "anchors (&name) and tags (!name) are not allowed")]
    [InlineData("a: !weft 1\n", "anchors (&name) and tags (!name) are not allowed")]
    [InlineData("a: 1\n---\nb: 2\n", "f line 2: a second document begins here")]
    [InlineData("a: [1, 2\n", "this is not valid YAML")]
    [InlineData("a: 'x\n", "this is not valid YAML")]
    [InlineData("? [a, b]\n: 1\n", "a key must be a plain word")]
    public void What_is_not_plain_YAML_is_refused(string yaml, string sentence) =>
        Should.Throw<InvalidFileException>(() => YamlReader.ReadText(yaml, "f")).Message.ShouldContain(sentence);

    [Theory]
    [InlineData("[")]
    [InlineData("{a: ")]
    [InlineData("- ")]
    [InlineData("? ")]
    public void Deep_nesting_is_refused_quickly(string opening)
    {
        var text = new StringBuilder();
        while (text.Length < YamlReader.MaximumBytes)
        {
            text.Append(opening);
        }

        var watch = Stopwatch.StartNew();
        Should.Throw<InvalidFileException>(() => YamlReader.ReadText(text.ToString(), "f")).Message.ShouldContain("line 1");
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void Large_files_and_endless_ones_are_refused()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["big.yaml"], new byte[YamlReader.MaximumBytes + 1]);
        Should.Throw<InvalidFileException>(() => YamlReader.ReadFile(folder["big.yaml"])).Message.ShouldContain("at most 1 MB");
        Should.Throw<InvalidFileException>(() => YamlReader.ReadFile("/dev/zero")).Message.ShouldContain("at most 1 MB");
    }

    [Fact]
    public void Bytes_that_are_no_text_are_refused()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["x.yaml"], [0x61, 0x3A, 0x20, 0xFF, 0xFE]);
        Should.Throw<InvalidFileException>(() => YamlReader.ReadFile(folder["x.yaml"])).Message.ShouldContain("it is not UTF-8 text");
    }

    [Fact]
    public void Random_bytes_give_a_sentence_or_a_value_never_another_error()
    {
        var random = new Random(7);
        const string Letters = "ab1:-?[]{},#&*!|>'\"%@` \n\t~.\\\u00e9\0";
        for (var round = 0; round < 3000; round++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(1, 40)).Select(_ => Letters[random.Next(Letters.Length)]));
            try
            {
                YamlReader.ReadText(text, "f");
            }
            catch (WeftException error)
            {
                error.Message.ShouldStartWith("f line ");
            }
        }
    }
}
