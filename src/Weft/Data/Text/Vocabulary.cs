using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using Weft.Data.Formats;
using Weft.Torch;
using Weft.Torch.Files;

namespace Weft.Data.Text;

/// <summary>
/// The words that a network knows, with their numbers: three reserved ones, then words in the order in which they first appeared
/// (MmNas specification, section 6.1). A word of the data that is spelt like a reserved one is an ordinary word with a number of its own.
/// </summary>
public sealed class Vocabulary
{
    /// <summary>The id of padding.</summary>
    public const int Padding = 0;

    /// <summary>The id of every word that is not listed.</summary>
    public const int Unknown = 1;

    /// <summary>The id of the reserved mark for a whole text; no published network uses it.</summary>
    public const int Whole = 2;

    private const int FormatVersion = 1;
    private const int MaximumBytes = 1 << 28;
    private static readonly ImmutableArray<string> Reserved = ["PAD", "UNK", "CLS"];

    private static readonly JsonWriterOptions Readable = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ImmutableArray<string> words;
    private readonly Dictionary<string, int> ids;

    private Vocabulary(Dictionary<string, int> ids)
    {
        this.ids = ids;
        words = [.. Reserved, .. ids.OrderBy(pair => pair.Value).Select(pair => pair.Key)];
    }

    /// <summary>How many ids there are, the three reserved ones included.</summary>
    public int Count => words.Length;

    /// <summary>The word of each id, the three reserved ones first.</summary>
    public IReadOnlyList<string> Words => words;

    /// <summary>Collects the words of texts in order of first appearance.</summary>
    /// <param name="texts">The tokens of each text.</param>
    /// <returns>The vocabulary.</returns>
    public static Vocabulary Build(IEnumerable<IReadOnlyList<string>> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        var known = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var tokens in texts)
        {
            foreach (var token in tokens)
            {
                known.TryAdd(token, Reserved.Length + known.Count);
            }
        }

        return new Vocabulary(known);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidFileException">It is missing, damaged, or not a vocabulary of this format.</exception>
    public static Vocabulary Read(string path)
    {
        using var stream = BoundedRead.Open(path);
        var bytes = BoundedRead.All(stream, path, MaximumBytes);
        try
        {
            using var document = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = 4 });
            return FromJson(document.RootElement, path);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw Damaged(path, error.Message, error);
        }
    }

    /// <summary>The id of a word.</summary>
    /// <param name="word">A token.</param>
    /// <returns>Its id; <see cref="Unknown"/> if it is not listed.</returns>
    public int IdOf(string word) => ids.GetValueOrDefault(word, Unknown);

    /// <summary>Writes a text as a row of ids of fixed length.</summary>
    /// <param name="tokens">The text's tokens.</param>
    /// <param name="destination">Receives the ids; longer texts are cut, the rest is <see cref="Padding"/>.</param>
    /// <returns>How many tokens were written.</returns>
    public int Encode(IReadOnlyList<string> tokens, Span<long> destination)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        var count = Math.Min(tokens.Count, destination.Length);
        for (var i = 0; i < count; i++)
        {
            destination[i] = IdOf(tokens[i]);
        }

        destination[count..].Clear();
        return count;
    }

    /// <summary>Writes the words as UTF-8 JSON, atomically.</summary>
    /// <param name="path">The file to create or replace.</param>
    /// <exception cref="WeftException">The file cannot be written.</exception>
    public void Write(string path) => AtomicFile.Write(path, stream =>
    {
        using var writer = new Utf8JsonWriter(stream, Readable);
        writer.WriteStartObject();
        writer.WriteNumber("formatVersion", FormatVersion);
        writer.WriteStartArray("words");
        foreach (var word in words)
        {
            writer.WriteStringValue(word);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    });

    private static Vocabulary FromJson(JsonElement root, string path)
    {
        if (root.ValueKind is not JsonValueKind.Object || !root.TryGetProperty("formatVersion", out var version)
            || version.ValueKind is not JsonValueKind.Number || !version.TryGetInt32(out var number) || number != FormatVersion
            || !root.TryGetProperty("words", out var list) || list.ValueKind is not JsonValueKind.Array)
        {
            throw Damaged(path, $"it has no formatVersion {FormatVersion} with a list 'words'");
        }

        var known = new Dictionary<string, int>(StringComparer.Ordinal);
        var index = 0;
        foreach (var element in list.EnumerateArray())
        {
            var word = element.GetString() ?? throw Damaged(path, $"word {index} is null");
            if (index < Reserved.Length ? !string.Equals(word, Reserved[index], StringComparison.Ordinal) : !known.TryAdd(word, index))
            {
                throw Damaged(
                    path,
                    index < Reserved.Length ? $"word {index} is not the reserved {Reserved[index]}" : $"word {index} is listed twice");
            }

            index++;
        }

        return index >= Reserved.Length ? new Vocabulary(known) : throw Damaged(path, "the reserved words are missing");
    }

    private static InvalidFileException Damaged(string path, string problem, Exception? cause = null) =>
        new(path, $"is damaged, or is no vocabulary ({problem}); delete it, and it is built again from the texts", cause);
}
