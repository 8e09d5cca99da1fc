using Shouldly;
using Weft.Data.Vqa;
using Weft.Testing;
using Weft.Torch;

namespace Weft.Tests.Data.Vqa;

public class VqaAnnotationTests
{
    [Fact]
    public void ReadsWhatIsNeeded()
    {
        using var folder = new TemporaryFolder();
        VqaFolder.Annotations(folder.Path, "VG", (5, 7, "红色", ["红色", "red"]));
        var annotation = VqaAnnotation.Read(folder["VG_annotations.json"]).ShouldHaveSingleItem();
        (annotation.QuestionId, annotation.ImageId, annotation.QuestionType, annotation.AnswerType, annotation.Answer).ShouldBe((5, 7, "what", "other", "红色"));
        annotation.Answers.ShouldBe(["红色", "red"]);
        annotation.Answers[0].ShouldBeSameAs(annotation.Answer);
    }

    [Fact]
    public void TypesMayBeLeftOut()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["a.json"], """{"annotations": [{"question_id": 1, "image_id": 2, "multiple_choice_answer": "x", "answers": []}]}""");
        var annotation = VqaAnnotation.Read(folder["a.json"]).ShouldHaveSingleItem();
        (annotation.QuestionType, annotation.AnswerType, annotation.Answers.Length).ShouldBe(("", "other", 0));
    }

    [Theory]
    [InlineData("""{"question_id": 1, "image_id": 2, "multiple_choice_answer": "x"}""", "has no list 'answers'")]
    [InlineData("""{"question_id": 1, "image_id": 2, "answers": []}""", "has no text 'multiple_choice_answer'")]
    [InlineData("""{"question_id": 1, "image_id": 2, "multiple_choice_answer": "x", "answers": [{"answer": "x"}, {"answer": 5}]}""", "has no text 'answers[1].answer'")]
    [InlineData("""{"question_id": 1, "image_id": 2, "multiple_choice_answer": "x", "answers": ["x"]}""", "has no text 'answers[0].answer'")]
    [InlineData("""{"question_id": 1, "image_id": 2, "multiple_choice_answer": "x", "answers": [], "answer_type": 5}""", "has no text 'answer_type'")]
    public void TellsWhatAnAnnotationLacks(string annotation, string problem)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["a.json"], $"{{\"annotations\": [{annotation}]}}");
        Should.Throw<InvalidFileException>(() => VqaAnnotation.Read(folder["a.json"]).Count())
            .Message.ShouldStartWith($"{folder["a.json"]}, annotation 0: {problem}");
    }
}
