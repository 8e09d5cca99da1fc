using System.Text.Json;
using Shouldly;
using Weft.Data.Vqa;
using Weft.Testing;
using Weft.Torch;

namespace Weft.Tests.Data.Vqa;

public class VqaAccuracyTests
{
    [Fact]
    public void IsTheOfficialAccuracy()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["a.json"], GoldenJson.Read("mmnas", "vqa_eval.json", "annotations").GetRawText());
        File.WriteAllText(folder["r.json"], GoldenJson.Read("mmnas", "vqa_eval.json", "results").GetRawText());
        var found = VqaAccuracy.Of(VqaAnnotation.Read(folder["a.json"]), VqaResults.Read(folder["r.json"]));

        var expected = GoldenJson.Read("mmnas", "vqa_eval.json", "accuracy");
        found.Overall.ShouldBe(expected.GetProperty("overall").GetDouble());
        found.Fraction.ShouldBe(.345, 1e-12);
        found.PerQuestionType.ShouldBe(Table(expected.GetProperty("perQuestionType")));
        found.PerAnswerType.ShouldBe(Table(expected.GetProperty("perAnswerType")));
        found.PerQuestion.Select(pair => KeyValuePair.Create($"{pair.Key}", pair.Value)).ShouldBe(Table(GoldenJson.Read("mmnas", "vqa_eval.json", "evalQA")));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, .3)]
    [InlineData(2, .6)]
    [InlineData(3, .9)]
    [InlineData(4, 1)]
    [InlineData(10, 1)]
    public void TenPeopleAgree(int agreeing, double accuracy)
    {
        string[] people = [.. Enumerable.Range(0, 10).Select(i => i < agreeing ? "красный" : $"{i}")];
        VqaAccuracy.Accuracy(Annotation(1, people), "Красный.").ShouldBe(accuracy, 1e-12);
    }

    [Fact]
    public void FewPeopleCountByTheirShare()
    {
        VqaAccuracy.Accuracy(Annotation(1, "yes"), "yes").ShouldBe(1);
        VqaAccuracy.Accuracy(Annotation(1, "yes", "no"), "no").ShouldBe(.5);
        VqaAccuracy.Accuracy(Annotation(1), "no").ShouldBe(0);
    }

    [Fact]
    public void RoundsAsPublished()
    {
        // One of 800 questions: 0.125 %, a tie, which goes to the even digit.
        var annotations = Enumerable.Range(0, 800).Select(id => Annotation(id, "yes"));
        var answers = Enumerable.Range(0, 800).ToDictionary(id => (long)id, id => id == 5 ? "yes" : "no");
        VqaAccuracy.Of(annotations, answers).Overall.ShouldBe(.12);
    }

    [Fact]
    public void RefusesWhatCannotBeCompared()
    {
        var answers = new Dictionary<long, string> { [1] = "yes" };
        Should.Throw<WeftException>(() => VqaAccuracy.Of([Annotation(2, "yes")], answers)).Message.ShouldStartWith("Question 2 has no answer among the 1 given;");
        Should.Throw<WeftException>(() => VqaAccuracy.Of([Annotation(1, "yes"), Annotation(1, "no")], answers)).Message.ShouldStartWith("Question 1 has two annotations;");
        Should.Throw<WeftException>(() => VqaAccuracy.Of([], answers)).Message.ShouldStartWith("There is no annotation to compare answers with;");
    }

    private static VqaAnnotation Annotation(long id, params string[] people) => new(id, 0, "what", "other", "", [.. people]);

    private static IEnumerable<KeyValuePair<string, double>> Table(JsonElement table) =>
        table.EnumerateObject().Select(p => KeyValuePair.Create(p.Name, p.Value.GetDouble()));
}
