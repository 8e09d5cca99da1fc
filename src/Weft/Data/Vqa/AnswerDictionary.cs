using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Encodings.Web;
using System.Text.Json;
using Weft.Data.Formats;
using Weft.Torch;
using Weft.Torch.Files;

namespace Weft.Data.Vqa;

/// <summary>The answers that a network chooses from: those given often enough, in order of first appearance (MmNas specification, section 6.1).</summary>
[SuppressMessage("Naming", "CA1711", Justification = "Everyone who works with VQA calls it so.")]
public sealed class AnswerDictionary
{
    /// <summary>An answer is kept if more questions than this have it, as published: 3,129 answers of VQA v2.</summary>
    public const int PublishedMinimum = 8;

    private const int MaximumBytes = 1 << 26;
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ImmutableArray<string> answers;
    private readonly Dictionary<string, int> ids;

    private AnswerDictionary(IEnumerable<string> answers)
    {
        this.answers = [.. answers];
        ids = new Dictionary<string, int>(this.answers.Length, StringComparer.Ordinal);
        foreach (var answer in this.answers)
        {
            ids.Add(answer, ids.Count);
        }
    }

    /// <summary>How many answers there are.</summary>
    public int Count => answers.Length;

    /// <summary>The answer of each id, as <see cref="AnswerText.ForDictionary"/> spells it.</summary>
    public IReadOnlyList<string> Answers => answers;

    /// <summary>Collects answers.</summary>
    /// <param name="given">The most frequent answer of each question, as people gave it.</param>
    /// <param name="minimum">An answer is kept if more questions than this have it.</param>
    /// <exception cref="UsageException">No answer is that frequent.</exception>
    public static AnswerDictionary Build(IEnumerable<string> given, int minimum = PublishedMinimum)
    {
        ArgumentNullException.ThrowIfNull(given);
        ArgumentOutOfRangeException.ThrowIfNegative(minimum);
        var counts = new OrderedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var answer in given)
        {
            var text = AnswerText.ForDictionary(answer);
            counts[text] = counts.GetValueOrDefault(text) + 1;
        }

        var kept = new AnswerDictionary(counts.Where(pair => pair.Value > minimum).Select(pair => pair.Key));
        return kept.Count > 0
            ? kept
            : throw new UsageException(
                $"None of the {counts.Count} answers is that of more than {minimum} questions, so a network would have nothing to choose from; "
                + "set a lower minimum, or give more questions.");
    }

    /// <summary>Reads what <see cref="Write"/> wrote: a JSON list of texts.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidFileException">It is missing, damaged, or lists an answer twice or none.</exception>
    public static AnswerDictionary Read(string path)
    {
        using var stream = BoundedRead.Open(path);
        var bytes = BoundedRead.All(stream, path, MaximumBytes);
        try
        {
            var listed = JsonSerializer.Deserialize<string?[]>(bytes);
            return listed is { Length: > 0 } && listed.All(answer => answer is not null) && listed.Distinct(StringComparer.Ordinal).Count() == listed.Length
                ? new AnswerDictionary(listed!)
                : throw new InvalidFileException(path, "is no list of different answers; delete it, and it is built again from the annotations");
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw new InvalidFileException(
                path, $"is damaged, or is no list of answers ({error.Message}); delete it, and it is built again from the annotations", error);
        }
    }

    /// <summary>The id of an answer in the dictionary's spelling.</summary>
    /// <param name="answer">The answer.</param>
    /// <returns>Its id; -1 if it is not listed.</returns>
    public int IdOf(string answer) => ids.GetValueOrDefault(answer, -1);

    /// <summary>Writes the answers as UTF-8 JSON, atomically.</summary>
    /// <param name="path">The file to create or replace.</param>
    /// <exception cref="WeftException">The file cannot be written.</exception>
    public void Write(string path) => AtomicFile.WriteAllBytes(path, JsonSerializer.SerializeToUtf8Bytes(answers, Readable));

    /// <summary>
    /// How right each listed answer is: by the number of people who gave it, 0.3 for one, 0.6 for two, 0.9 for three, 1 for more. Where fewer
    /// than four people answered, which no published file has, their share.
    /// </summary>
    /// <param name="given">Each person's answer.</param>
    /// <returns>Ids and scores, in order of first appearance; answers that are not listed are left out.</returns>
    public IReadOnlyList<(int Id, float Score)> Scores(IReadOnlyCollection<string> given) =>
        Scores(given, new Dictionary<string, int>(StringComparer.Ordinal));

    /// <inheritdoc cref="Scores(IReadOnlyCollection{string})"/>
    /// <param name="given">Each person's answer.</param>
    /// <param name="known">Ids of answers as they were given, to which this adds: millions of answers have few spellings.</param>
    internal IReadOnlyList<(int Id, float Score)> Scores(IReadOnlyCollection<string> given, Dictionary<string, int> known)
    {
        ArgumentNullException.ThrowIfNull(given);
        var counts = new OrderedDictionary<int, int>();
        foreach (var answer in given)
        {
            if (!known.TryGetValue(answer, out var id))
            {
                id = IdOf(AnswerText.ForDictionary(answer));
                known.Add(answer, id);
            }

            if (id >= 0)
            {
                counts[id] = counts.GetValueOrDefault(id) + 1;
            }
        }

        return [.. counts.Select(pair => (pair.Key, Score(pair.Value, given.Count)))];
    }

    /// <summary>How right an answer is that some people gave.</summary>
    /// <param name="count">How many gave it.</param>
    /// <param name="people">How many answered.</param>
    /// <returns>From 0 to 1.</returns>
    public static float Score(int count, int people) => people is > 0 and < 4
        ? (float)count / people
        : count switch { <= 0 => 0, 1 => .3f, 2 => .6f, 3 => .9f, _ => 1 };
}
