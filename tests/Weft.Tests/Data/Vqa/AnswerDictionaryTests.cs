using Shouldly;
using Weft.Data.Vqa;
using Weft.Testing;
using Weft.Torch;

namespace Weft.Tests.Data.Vqa;

public class AnswerDictionaryTests
{
    [Fact]
    public void KeepsFrequentAnswersByFirstAppearance()
    {
        var dictionary = AnswerDictionary.Build(["Blue.", "two", "红色", "the 2", "blue", "红色", "cat"], 1);
        dictionary.Answers.ShouldBe(["blue", "2", "红色"]);
        (dictionary.IdOf("2"), dictionary.IdOf("two"), dictionary.IdOf("cat")).ShouldBe((1, -1, -1));
    }

    [Fact]
    public void CountsThePublishedAnnotations()
    {
        var given = GoldenJson.Read("mmnas", "vqa_data.json", "annotations").EnumerateArray().Select(a => a.GetProperty("multiple_choice_answer").GetString()!);
        var expected = GoldenJson.Read("mmnas", "vqa_data.json", "ans_to_ix").EnumerateObject().OrderBy(p => p.Value.GetInt32()).Select(p => p.Name);
        AnswerDictionary.Build(given).Answers.ShouldBe(expected);
    }

    [Fact]
    public void ScoresAreAsPublished()
    {
        foreach (var score in GoldenJson.Read("mmnas", "text.json", "soft_score").EnumerateObject())
        {
            AnswerDictionary.Score(int.Parse(score.Name), 10).ShouldBe(score.Value.GetSingle(), score.Name);
        }
    }

    [Fact]
    public void ScoresListedAnswersOnly()
    {
        var dictionary = AnswerDictionary.Build(["yes", "no", "2"], 0);
        dictionary.Scores(["two", "Yes", "maybe", "2", "yes.", "yes", "yes", "2"]).ShouldBe([(2, .9f), (0, 1f)]);
        dictionary.Scores(["yes"]).ShouldBe([(0, 1f)]);
        dictionary.Scores(["yes", "no", "yes"]).ShouldBe([(0, 2f / 3), (1, 1f / 3)]);
        dictionary.Scores([]).ShouldBeEmpty();
    }

    [Fact]
    public void NoFrequentAnswerIsTold() =>
        Should.Throw<UsageException>(() => AnswerDictionary.Build(["yes", "no"], 8)).Message.ShouldStartWith("None of the 2 answers is that of more than 8 questions");

    [Fact]
    public void IsReadAsItWasWritten()
    {
        using var folder = new TemporaryFolder();
        AnswerDictionary.Build(["yes", "红色", "don't"], 0).Write(folder["a.json"]);
        AnswerDictionary.Read(folder["a.json"]).Answers.ShouldBe(["yes", "红色", "don't"]);
        File.ReadAllText(folder["a.json"]).ShouldContain("红色");
    }

    [Theory]
    [InlineData("[", "is damaged, or is no list of answers")]
    [InlineData("[1]", "is damaged, or is no list of answers")]
    [InlineData("[]", "is no list of different answers")]
    [InlineData("[null]", "is no list of different answers")]
    [InlineData("""["a", "a"]""", "is no list of different answers")]
    public void RefusesDamage(string json, string problem)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["a.json"], json);
        Should.Throw<InvalidFileException>(() => AnswerDictionary.Read(folder["a.json"])).Message.ShouldStartWith($"{folder["a.json"]}: {problem}");
    }
}
