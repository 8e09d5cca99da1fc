using System.Text.Encodings.Web;
using System.Text.Json;

namespace Weft.Tests.Data.Vqa;

/// <summary>Writes files of the official names and schema.</summary>
internal static class VqaFolder
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Questions(string folder, string split, params (long Id, long Image, string Text)[] questions) =>
        Write(
            Path.Combine(folder, split is "VG" ? "VG_questions.json" : $"v2_OpenEnded_mscoco_{split}_questions.json"),
            new { info = new { year = 2017 }, questions = questions.Select(q => new { image_id = q.Image, question = q.Text, question_id = q.Id }) });

    public static void Annotations(string folder, string split, params (long Id, long Image, string Answer, string[] Answers)[] annotations) =>
        Write(
            Path.Combine(folder, split is "VG" ? "VG_annotations.json" : $"v2_mscoco_{split}_annotations.json"),
            new
            {
                annotations = annotations.Select(a => new
                {
                    question_type = "what",
                    multiple_choice_answer = a.Answer,
                    answers = a.Answers.Select((answer, i) => new { answer, answer_confidence = "yes", answer_id = i + 1 }),
                    image_id = a.Image,
                    answer_type = "other",
                    question_id = a.Id,
                }),
            });

    public static string[] Ten(string answer) => [.. Enumerable.Repeat(answer, 10)];

    private static void Write(string path, object content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, JsonSerializer.Serialize(content, Readable));
    }
}
