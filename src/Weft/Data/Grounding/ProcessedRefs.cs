using System.Text.Json;
using Weft.Data.Formats;
using Weft.Data.Text;
using Weft.Torch;
using Weft.Torch.Files;

namespace Weft.Data.Grounding;

/// <summary>
/// Processed references: a JSON list with one record for each sentence, <c>{tokens, file_name, image_id, split, bbox: [x, y, w, h], name,
/// height, width}</c>, in a file for each split (MmNas specification 6.2). Own files may have a text <c>sent</c> or <c>raw</c> in place of
/// tokens, and leave out file_name, split, name, height and width.
/// </summary>
public static class ProcessedRefs
{
    private const int FlushedAt = 1 << 16;

    /// <summary>Reads the sentences of one split.</summary>
    /// <param name="path">The file.</param>
    /// <param name="split">The split that the file is of.</param>
    /// <param name="rule">How sentences without tokens are cut into words.</param>
    /// <exception cref="InvalidFileException">It is absent, damaged, or a record is not of this form.</exception>
    public static IReadOnlyList<GroundingSentence> Read(string path, string split, TokenRule rule = TokenRule.Unicode)
    {
        var sentences = new List<GroundingSentence>();
        var found = JsonItems.Read(path, new Dictionary<string, Action<JsonElement>>(StringComparer.Ordinal)
        {
            [JsonItems.Root] = record => sentences.Add(Sentence(record, path, sentences.Count, split, rule)),
        });
        return found.Count > 0
            ? sentences
            : throw new InvalidFileException(path, "is no list of records; each must have tokens, image_id and bbox");
    }

    /// <summary>Writes sentences.</summary>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="sentences">The sentences.</param>
    /// <exception cref="WeftException">The file cannot be written.</exception>
    public static void Write(string path, IEnumerable<GroundingSentence> sentences) => AtomicFile.Write(path, stream =>
    {
        using var json = new Utf8JsonWriter(stream);
        json.WriteStartArray();
        foreach (var sentence in sentences)
        {
            Write(json, sentence);
            if (json.BytesPending > FlushedAt)
            {
                json.Flush();
            }
        }

        json.WriteEndArray();
    });

    private static void Write(Utf8JsonWriter json, GroundingSentence sentence)
    {
        json.WriteStartObject();
        json.WriteStartArray("tokens");
        foreach (var token in sentence.Tokens)
        {
            json.WriteStringValue(token);
        }

        json.WriteEndArray();
        json.WriteString("file_name", sentence.FileName);
        json.WriteNumber("image_id", sentence.ImageId);
        json.WriteString("split", sentence.Split);
        json.WriteStartArray("bbox");
        json.WriteNumberValue(sentence.Box.X);
        json.WriteNumberValue(sentence.Box.Y);
        json.WriteNumberValue(sentence.Box.Width);
        json.WriteNumberValue(sentence.Box.Height);
        json.WriteEndArray();
        json.WriteString("name", sentence.Name);
        if (sentence.Height is { } height)
        {
            json.WriteNumber("height", height);
        }

        if (sentence.Width is { } width)
        {
            json.WriteNumber("width", width);
        }

        json.WriteEndObject();
    }

    private static GroundingSentence Sentence(JsonElement record, string path, int index, string split, TokenRule rule)
    {
        InvalidFileException Refuse(string problem) => new(path, $"its record at index {index} {problem}");
        var tokens = record.Texts("tokens")
            ?? ((record.Text("sent") ?? record.Text("raw")) is { } text
                ? Tokenizer.Split(text, rule)
                : throw Refuse("has no list 'tokens' of words and no text 'sent' or 'raw'; give the sentence as one of them"));
        var image = record.Whole("image_id")
            ?? throw Refuse("has no whole number 'image_id'; give the number by which the image's regions are found");
        var box = record.Numbers("bbox") is [var x, var y, >= 0 and var width, >= 0 and var height]
            ? new MeantBox(x, y, width, height)
            : throw Refuse("has no 'bbox' of four numbers [x, y, width, height]; give the box that the sentence means");
        return record.Text("split") is { } named && !string.Equals(named, split, StringComparison.Ordinal)
            ? throw Refuse($"is of the split '{named}', but the file is of '{split}'; put it into the file of its split")
            : new GroundingSentence(
                tokens,
                record.Text("file_name") ?? string.Empty,
                image,
                split,
                box,
                record.Text("name") ?? string.Empty,
                record.Number("height"),
                record.Number("width"));
    }
}
