using System.Text.Json;

namespace Weft.Data.EasyVqa;

/// <summary>Writes questions and annotations as VQA v2 has them: ten equal answers of each question.</summary>
internal static class VqaJson
{
    private const int Answers = 10;

    private static readonly JsonWriterOptions Options = new() { Indented = false };

    /// <summary>The file of questions.</summary>
    /// <param name="split">Such as <c>train2014</c>.</param>
    /// <param name="questions">The questions in order.</param>
    /// <param name="offset">What is added to the numbers of pictures.</param>
    public static byte[] Questions(string split, IReadOnlyList<EasyVqaQuestion> questions, int offset) =>
        List("questions", split, questions, offset, (json, question) => json.WriteString("question", question.Text));

    /// <summary>The file of annotations.</summary>
    /// <inheritdoc cref="Questions"/>
    public static byte[] Annotations(string split, IReadOnlyList<EasyVqaQuestion> questions, int offset) =>
        List("annotations", split, questions, offset, (json, question) =>
        {
            json.WriteString("question_type", KindOf(question));
            json.WriteString("answer_type", IsYesNo(question) ? "yes/no" : "other");
            json.WriteString("multiple_choice_answer", question.Answer);
            json.WriteStartArray("answers");
            for (var k = 1; k <= Answers; k++)
            {
                json.WriteStartObject();
                json.WriteString("answer", question.Answer);
                json.WriteString("answer_confidence", "yes");
                json.WriteNumber("answer_id", k);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });

    /// <summary>What a question is about, told from its words: color, shape, presence or absence.</summary>
    internal static string KindOf(EasyVqaQuestion question)
    {
        string[] words = question.Text.TrimEnd('?').Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return !IsYesNo(question) ? (words.Contains("color", StringComparer.Ordinal) ? "color" : "shape")
            : words.Contains("not", StringComparer.Ordinal) || words.Contains("no", StringComparer.Ordinal) ? "absence"
            : "presence";
    }

    private static bool IsYesNo(EasyVqaQuestion question) => question.Answer is "yes" or "no";

    private static byte[] List(
        string name, string split, IReadOnlyList<EasyVqaQuestion> questions, int offset, Action<Utf8JsonWriter, EasyVqaQuestion> rest)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteString("data_type", "mscoco");
            json.WriteString("data_subtype", split);
            json.WriteStartArray(name);
            var asked = new Dictionary<int, int>();
            foreach (var question in questions)
            {
                var image = question.Image + offset;
                var number = asked[image] = asked.GetValueOrDefault(image, -1) + 1;
                json.WriteStartObject();
                json.WriteNumber("image_id", image);
                json.WriteNumber("question_id", ((long)image * EasyVqaSource.MostQuestions) + number);
                rest(json, question);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }
}
