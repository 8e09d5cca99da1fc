using System.Text.Json;
using Weft.Torch;

namespace Weft.Data.Formats;

/// <summary>
/// Reads the objects of one list of a JSON file one after the other: a list at the root, or one that is a property of the root object. Files
/// may be larger than memory; only one object is held.
/// </summary>
internal sealed class JsonRecords : IDisposable
{
    /// <summary>The largest object that is accepted, in bytes.</summary>
    public const int LargestRecord = 1 << 24;

    private readonly Stream stream;
    private readonly string path;
    private readonly string list;
    private readonly string what;
    private byte[] buffer = new byte[1 << 16];
    private int start;
    private int end;
    private bool ended;
    private bool inList;
    private bool found;
    private bool named;
    private JsonReaderState state;

    private JsonRecords(Stream stream, string path, string list, string what)
    {
        this.stream = stream;
        this.path = path;
        this.list = list;
        this.what = what;
    }

    private long Index { get; set; } = -1;

    /// <summary>The objects of a file's list.</summary>
    /// <param name="path">The file.</param>
    /// <param name="list">The property of the root that is the list.</param>
    /// <param name="what">What one object is, for messages, such as "question".</param>
    /// <returns>One record after the other; each is valid until the next one is asked for.</returns>
    /// <exception cref="InvalidFileException">The file is missing, no JSON, or without such a list of objects.</exception>
    public static IEnumerable<JsonRecord> Read(string path, string list, string what)
    {
        using var records = new JsonRecords(BoundedRead.Open(path), path, list, what);
        while (records.Next() is { } document)
        {
            using (document)
            {
                yield return new JsonRecord(document.RootElement, path, what, records.Index);
            }
        }
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => stream.Dispose();

    private JsonDocument? Next()
    {
        try
        {
            while (true)
            {
                var reader = new Utf8JsonReader(buffer.AsSpan(start, end - start), ended, state);
                var advanced = Advance(ref reader, out var document);
                if (document is not null)
                {
                    return document;
                }

                if (!advanced && ended)
                {
                    return found ? null : throw new InvalidFileException(path, $"has no list '{list}' of {what}s; give the official file, or one of its form");
                }

                if (!advanced)
                {
                    Fill();
                }
            }
        }
        catch (JsonException error)
        {
            throw new InvalidFileException(
                path,
                $"is no intact JSON after {(Index < 0 ? "the start" : $"{what} {Index}")} ({error.Message}); fetch or write the file again",
                error);
        }
        catch (IOException error)
        {
            throw new InvalidFileException(path, $"cannot be read ({error.Message}); check the disk", error);
        }
    }

    // Goes on by one token, or one whole object of the list. False if the buffer ends before.
    private bool Advance(ref Utf8JsonReader reader, out JsonDocument? document)
    {
        document = null;
        var before = reader;
        if (!reader.Read())
        {
            Keep(before);
            return false;
        }

        if (inList && reader.TokenType is not JsonTokenType.EndArray)
        {
            if (reader.TokenType is not JsonTokenType.StartObject)
            {
                throw new InvalidFileException($"{path}, {what} {Index + 1}", "is no JSON object; give the official file, or one of its form");
            }

            if (!JsonDocument.TryParseValue(ref reader, out document))
            {
                Keep(before);
                return false;
            }

            Index++;
        }
        else if (inList)
        {
            inList = false;
        }
        else if (reader.TokenType is JsonTokenType.StartArray && !found && (named || reader.CurrentDepth == 0))
        {
            inList = found = true;
        }

        named = reader.TokenType is JsonTokenType.PropertyName && reader.CurrentDepth == 1 && reader.ValueTextEquals(list);
        Keep(reader);
        return true;
    }

    private void Keep(Utf8JsonReader reader)
    {
        start += (int)reader.BytesConsumed;
        state = reader.CurrentState;
    }

    private void Fill()
    {
        if (end - start > LargestRecord)
        {
            throw new InvalidFileException(
                $"{path}, {what} {Index + 1}", $"is larger than {LargestRecord >> 20} MiB, which none of this kind is; fetch or write the file again");
        }

        buffer.AsSpan(start, end - start).CopyTo(buffer);
        end -= start;
        start = 0;
        if (end == buffer.Length)
        {
            Array.Resize(ref buffer, 2 * buffer.Length);
        }

        var first = end == 0 && Index < 0 && !found;
        var count = stream.ReadAtLeast(buffer.AsSpan(end), 1, throwOnEndOfStream: false);
        ended = count == 0;
        end += count;

        // Some editors put a mark of UTF-8 in front, which is no JSON.
        if (first && buffer.AsSpan(0, end) is [0xEF, 0xBB, 0xBF, ..] && stream.Position == count)
        {
            start = 3;
        }
    }
}
