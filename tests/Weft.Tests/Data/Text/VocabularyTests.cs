using Shouldly;
using Weft.Data.Text;
using Weft.Testing;
using Weft.Torch;

namespace Weft.Tests.Data.Text;

public class VocabularyTests
{
    private static readonly Vocabulary Small = Vocabulary.Build([["red", "dog"], [], ["dog", "कुत्ता", "red", "狗"]]);

    [Fact]
    public void NumbersWordsByFirstAppearance()
    {
        Small.Words.ShouldBe(["PAD", "UNK", "CLS", "red", "dog", "कुत्ता", "狗"]);
        Small.Count.ShouldBe(7);
        Small.IdOf("狗").ShouldBe(6);
        Small.IdOf("cat").ShouldBe(Vocabulary.Unknown);
    }

    [Fact]
    public void NumbersTheWordsOfThePublishedQuestions()
    {
        var questions = GoldenJson.Read("mmnas", "vqa_data.json", "questions").EnumerateArray().Select(q => q.GetProperty("question").GetString()!);
        var more = GoldenJson.Read("mmnas", "vqa_data.json", "extra_questions").EnumerateArray().Select(q => q.GetString()!);
        var vocabulary = Vocabulary.Build(questions.Concat(more).Select(text => Tokenizer.Split(text, TokenRule.Published)));
        var expected = GoldenJson.Read("mmnas", "vqa_data.json", "token_to_ix").EnumerateObject().OrderBy(p => p.Value.GetInt32()).Select(p => p.Name);
        vocabulary.Words.ShouldBe(expected);
    }

    [Fact]
    public void EncodesCutsAndPads()
    {
        var row = new long[] { 9, 9, 9 };
        Small.Encode(["dog", "cat"], row).ShouldBe(2);
        row.ShouldBe([4, 1, 0]);
        Small.Encode(["red", "red", "dog", "狗"], row).ShouldBe(3);
        row.ShouldBe([3, 3, 4]);
    }

    [Fact]
    public void AWordSpeltLikeAReservedOneIsNoPadding()
    {
        Small.IdOf("PAD").ShouldBe(Vocabulary.Unknown);
        var vocabulary = Vocabulary.Build([["PAD", "x"]]);
        vocabulary.IdOf("PAD").ShouldBe(3);
        using var folder = new TemporaryFolder();
        vocabulary.Write(folder["v.json"]);
        Vocabulary.Read(folder["v.json"]).IdOf("x").ShouldBe(4);
    }

    [Fact]
    public void IsReadAsItWasWritten()
    {
        using var folder = new TemporaryFolder();
        Small.Write(folder["v.json"]);
        Vocabulary.Read(folder["v.json"]).Words.ShouldBe(Small.Words);
        File.ReadAllText(folder["v.json"]).ShouldContain("狗");
    }

    [Theory]
    [InlineData("{", "Expected depth to be zero")]
    [InlineData("[]", "it has no formatVersion 1 with a list 'words'")]
    [InlineData("""{"formatVersion": 2, "words": []}""", "it has no formatVersion 1 with a list 'words'")]
    [InlineData("""{"formatVersion": 1, "words": ["PAD"]}""", "the reserved words are missing")]
    [InlineData("""{"formatVersion": 1, "words": ["UNK"]}""", "word 0 is not the reserved PAD")]
    [InlineData("""{"formatVersion": 1, "words": ["PAD", "UNK", "CLS", "a", "a"]}""", "word 4 is listed twice")]
    [InlineData("""{"formatVersion": 1, "words": ["PAD", "UNK", "CLS", null]}""", "word 3 is null")]
    [InlineData("""{"formatVersion": 1, "words": ["PAD", "UNK", "CLS", 7]}""", "String")]
    [InlineData("""{"formatVersion": 1, "words": ["PAD", "UNK", "CLS", "\uD800"]}""", "Cannot read incomplete UTF-16")]
    public void RefusesDamage(string json, string problem)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["v.json"], json);
        var error = Should.Throw<InvalidFileException>(() => Vocabulary.Read(folder["v.json"]));
        error.Message.ShouldStartWith(folder["v.json"]);
        error.Message.ShouldContain("is damaged, or is no vocabulary");
        error.Message.ShouldContain(problem);
    }
}
