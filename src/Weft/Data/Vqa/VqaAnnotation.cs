using System.Collections.Immutable;
using Weft.Data.Formats;
using Weft.Torch;

namespace Weft.Data.Vqa;

/// <summary>What people answered to a question (MmNas specification, section 6.1).</summary>
/// <param name="QuestionId">The question.</param>
/// <param name="ImageId">The image.</param>
/// <param name="QuestionType">How the question begins, such as "how many"; empty if it is not told.</param>
/// <param name="AnswerType">"yes/no", "number" or "other", which is also what stands for none.</param>
/// <param name="Answer">The answer that was given most.</param>
/// <param name="Answers">Each person's answer; published files have ten.</param>
public sealed record VqaAnnotation(
    long QuestionId, long ImageId, string QuestionType, string AnswerType, string Answer, ImmutableArray<string> Answers)
{
    /// <summary>
    /// Reads an annotation file: <c>{"annotations": [{"question_id", "image_id", "multiple_choice_answer", "answers": [{"answer"}]}]}</c>,
    /// where known with "question_type" and "answer_type", and with any more fields.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <returns>One annotation after the other; equal answers share one text, so that all of a published file fit memory.</returns>
    /// <exception cref="InvalidFileException">The file is missing, damaged, or an annotation lacks something; the sentence says which.</exception>
    public static IEnumerable<VqaAnnotation> Read(string path)
    {
        var texts = new HashSet<string>(StringComparer.Ordinal);
        foreach (var record in JsonRecords.Read(path, "annotations", "annotation"))
        {
            var answers = ImmutableArray.CreateBuilder<string>();
            foreach (var answer in record.List("answers").EnumerateArray())
            {
                var text = answer.ValueKind is System.Text.Json.JsonValueKind.Object && answer.TryGetProperty("answer", out var value)
                    ? JsonRecord.TextOf(value)
                    : null;
                answers.Add(Shared(texts, text ?? throw record.Lacking($"answers[{answers.Count}].answer", "text")));
            }

            yield return new VqaAnnotation(
                record.Integer("question_id"),
                record.Integer("image_id"),
                Shared(texts, record.OptionalText("question_type") ?? ""),
                Shared(texts, record.OptionalText("answer_type") ?? "other"),
                Shared(texts, record.Text("multiple_choice_answer")),
                answers.DrainToImmutable());
        }
    }

    private static string Shared(HashSet<string> texts, string text)
    {
        if (texts.TryGetValue(text, out var known))
        {
            return known;
        }

        texts.Add(text);
        return text;
    }
}
