using Shouldly;
using Weft.Data.Vqa;
using Weft.Testing;
using Weft.Torch;

namespace Weft.Tests.Data.Vqa;

public class VqaQuestionTests
{
    [Fact]
    public void ReadsQuestionsOfAnyLanguage()
    {
        using var folder = new TemporaryFolder();
        VqaFolder.Questions(folder.Path, "VG", (5, 7, "狗是什么颜色的？"), (-1, 1L << 40, "ما هذا؟"));
        VqaQuestion.Read(folder["VG_questions.json"]).ShouldBe([new VqaQuestion(5, 7, "狗是什么颜色的？"), new VqaQuestion(-1, 1L << 40, "ما هذا؟")]);
    }

    [Theory]
    [InlineData("""{"question_id": 1, "image_id": 2}""", "question 0: has no text 'question', which every question needs; mend it, or give the official file")]
    [InlineData("""{"question_id": 1, "question": "x"}""", "question 0: has no whole number 'image_id'")]
    [InlineData("""{"question_id": null, "image_id": 2, "question": "x"}""", "question 0: has no whole number 'question_id'")]
    [InlineData("""{"question_id": 1, "image_id": 2, "question": "\uD800"}""", "question 0: has no text 'question'")]
    public void TellsWhatAQuestionLacks(string question, string problem)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["q.json"], $"{{\"questions\": [{question}]}}");
        Should.Throw<InvalidFileException>(() => VqaQuestion.Read(folder["q.json"]).Count()).Message.ShouldStartWith($"{folder["q.json"]}, {problem}");
    }
}
