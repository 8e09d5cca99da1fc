using Shouldly;
using Weft.Data;
using Weft.Data.Text;

namespace Weft.Tests.Data.Text;

public class TokenizerTests
{
    [Theory]
    [InlineData(TokenRule.Published)]
    [InlineData(TokenRule.Unicode)]
    public void SplitsEnglishAsPublished(TokenRule rule)
    {
        foreach (var question in GoldenJson.Read("mmnas", "text.json", "questions").EnumerateArray())
        {
            var text = question.GetProperty("text").GetString()!;
            var tokens = question.GetProperty("tokens").EnumerateArray().Select(token => token.GetString()!);
            Tokenizer.Split(text, rule).ShouldBe(tokens, text);
        }
    }

    [Fact]
    public void BothRulesAgreeOnEveryAsciiText()
    {
        var random = ItemRandom.For(1, 2, 3);
        for (var i = 0; i < 2_000; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(40)).Select(_ => (char)random.Next(128)));
            Tokenizer.Split(text, TokenRule.Unicode).ShouldBe(Tokenizer.Split(text, TokenRule.Published), text);
        }
    }

    [Theory]
    [InlineData("Сколько людей на снимке — двое?", "сколько|людей|на|снимке|двое")]
    [InlineData("ما لون السيارة؟ أحمر، أم أزرق", "ما|لون|السيارة|أحمر|أم|أزرق")]
    [InlineData("यह क्या है।", "यह|क्या|है")]
    [InlineData("狗是什么颜色的？", "狗|是|什|么|颜|色|的")]
    [InlineData("３个T恤，100元。", "3|个|t|恤|100|元")]
    [InlineData("これはコーヒーです・か", "こ|れ|は|コ|ー|ヒ|ー|で|す|か")]
    [InlineData("ที่นี่มีกี่คน", "ที่|นี่|มี|กี่|ค|น")]
    [InlineData("ຫມາຢູ່ໃສ", "ຫ|ມ|າ|ຢູ່|ໃ|ສ")]
    [InlineData("ខ្មែរ", "ខ្|មែ|រ")]
    [InlineData("မြန်မာ", "မြ|န်|မာ")]
    [InlineData("¿Dónde está el «perro»?", "dónde|está|el|perro")]
    [InlineData("The dog’s “red” semi‑truck…", "the|dogs|red|semi|truck")]
    [InlineData("می‌خواهم", "می‌خواهم")]
    [InlineData("개는 무슨 색입니까?", "개는|무슨|색입니까")]
    [InlineData("בֵּית־סֵפֶר", "בֵּית|סֵפֶר")]
    [InlineData("ሰላም፡ዓለም", "ሰላም|ዓለም")]
    [InlineData("👩‍🚀 €5 & x_y", "👩‍🚀|€5|&|x_y")]
    public void SplitsAnyLanguage(string text, string tokens) =>
        Tokenizer.Split(text).ShouldBe(tokens.Split('|'));

    [Fact]
    public void MarksStayWithTheirLetter() =>
        Tokenizer.Split("Cafe\u0301s \u30AB\u3099\u30AB \uFF76\uFF9E").ShouldBe(["cafe\u0301s", "\u30AB\u3099", "\u30AB", "\uFF76\uFF9E"]);

    [Fact]
    public void HostileTextsHaveTokens()
    {
        Tokenizer.Split("\uD800x \u200D\u200C \u0301\u0302").ShouldBe(["\uFFFDx", "\u0301\u0302"]);
        Tokenizer.Split(new string('\u0301', 100_000)).Count.ShouldBe(1);
        Tokenizer.Split("?!… —").ShouldBeEmpty();
    }

    [Fact]
    public void ThePublishedRuleLeavesWhatIsNotAscii() =>
        Tokenizer.Split("狗是？ ¿Dónde", TokenRule.Published).ShouldBe(["狗是？", "¿dónde"]);
}
