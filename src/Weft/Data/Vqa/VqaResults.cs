using System.Text.Encodings.Web;
using System.Text.Json;
using Weft.Data.Formats;
using Weft.Torch;
using Weft.Torch.Files;

namespace Weft.Data.Vqa;

/// <summary>The file of a network's answers that the evaluation server takes: <c>[{"answer": text, "question_id": number}]</c>.</summary>
public static class VqaResults
{
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes answers, atomically.</summary>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="answers">Each question's answer, in the order of the question file.</param>
    /// <exception cref="WeftException">The file cannot be written.</exception>
    public static void Write(string path, IEnumerable<(long QuestionId, string Answer)> answers) => AtomicFile.Write(path, stream =>
    {
        using var writer = new Utf8JsonWriter(stream, Readable);
        writer.WriteStartArray();
        foreach (var (question, answer) in answers)
        {
            writer.WriteStartObject();
            writer.WriteString("answer", answer);
            writer.WriteNumber("question_id", question);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    });

    /// <summary>Reads answers.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Each question's answer, in the file's order.</returns>
    /// <exception cref="InvalidFileException">The file is missing, damaged, or answers a question twice.</exception>
    public static IReadOnlyDictionary<long, string> Read(string path)
    {
        var answers = new OrderedDictionary<long, string>();
        foreach (var record in JsonRecords.Read(path, "results", "result"))
        {
            if (!answers.TryAdd(record.Integer("question_id"), record.Text("answer")))
            {
                throw new InvalidFileException(record.Place, $"answers question {record.Integer("question_id")} a second time; keep one of the answers");
            }
        }

        return answers;
    }
}
