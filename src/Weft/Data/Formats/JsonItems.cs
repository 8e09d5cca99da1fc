using System.Text.Json;
using Weft.Torch;

namespace Weft.Data.Formats;

/// <summary>
/// Reads the elements of lists in a JSON file one after the other, so that files of any length need the memory of their longest element.
/// </summary>
internal static class JsonItems
{
    /// <summary>The name of a list that is the whole file.</summary>
    public const string Root = "";

    // A person's outline of a crowd takes some 100 KB in COCO.
    private const int LongestItem = 64 << 20;

    /// <summary>Reads a file whose root is a list, or an object of which some properties are lists.</summary>
    /// <param name="path">The file.</param>
    /// <param name="lists">What to do with the elements of each list that is wanted, by the list's name; all else is passed over.</param>
    /// <returns>The names of the lists that were found.</returns>
    /// <exception cref="InvalidFileException">The file is absent, damaged or no JSON, or an element is too long.</exception>
    public static IReadOnlySet<string> Read(string path, IReadOnlyDictionary<string, Action<JsonElement>> lists)
    {
        using var file = BoundedRead.Open(path);
        try
        {
            return new Reading(file, path, lists).Run();
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // The latter comes of texts that are no Unicode.
            throw new InvalidFileException(path, $"is damaged, or no JSON ({error.Message.TrimEnd('.')}); get it again", error);
        }
        catch (IOException error)
        {
            throw new InvalidFileException(path, $"cannot be read ({error.Message}); check the disk, or get it again", error);
        }
    }

    private sealed class Reading(FileStream file, string path, IReadOnlyDictionary<string, Action<JsonElement>> lists)
    {
        private readonly HashSet<string> found = new(StringComparer.Ordinal);
        private byte[] buffer = new byte[1 << 16];
        private int start;
        private int end;
        private bool last;
        private JsonReaderState state;
        private int depth;

        public HashSet<string> Run()
        {
            Fill();
            if (buffer.AsSpan(start, end).StartsWith("\uFEFF"u8))
            {
                start += 3;
            }

            var name = Root;
            while (Next(out var token, out var text))
            {
                switch (token)
                {
                    case JsonTokenType.PropertyName when depth == 1:
                        name = text!;
                        break;
                    case JsonTokenType.StartArray when depth == (name == Root ? 0 : 1) && lists.TryGetValue(name, out var item):
                        found.Add(name);
                        Items(item);
                        break;
                    case JsonTokenType.StartArray or JsonTokenType.StartObject:
                        depth++;
                        break;
                    case JsonTokenType.EndArray or JsonTokenType.EndObject:
                        depth--;
                        break;
                }
            }

            return found;
        }

        /// <summary>The next token; false at the end of the file. Gives the text of the root's property names only.</summary>
        private bool Next(out JsonTokenType token, out string? text)
        {
            while (true)
            {
                var reader = new Utf8JsonReader(buffer.AsSpan(start, end - start), last, state);
                if (reader.Read())
                {
                    token = reader.TokenType;
                    text = token == JsonTokenType.PropertyName && depth == 1 ? reader.GetString() : null;
                    Take(ref reader);
                    return true;
                }

                if (last)
                {
                    (token, text) = (JsonTokenType.None, null);
                    return false;
                }

                Fill();
            }
        }

        private void Items(Action<JsonElement> item)
        {
            while (true)
            {
                var reader = new Utf8JsonReader(buffer.AsSpan(start, end - start), last, state);
                if (reader.Read())
                {
                    if (reader.TokenType == JsonTokenType.EndArray)
                    {
                        Take(ref reader);
                        return;
                    }

                    if (JsonDocument.TryParseValue(ref reader, out var document))
                    {
                        using (document)
                        {
                            item(document.RootElement);
                        }

                        Take(ref reader);
                        continue;
                    }
                }

                Fill();
            }
        }

        private void Take(ref Utf8JsonReader reader)
        {
            start += (int)reader.BytesConsumed;
            state = reader.CurrentState;
        }

        /// <summary>Reads more; a buffer that was full without being of use is doubled.</summary>
        private void Fill()
        {
            var left = end - start;
            if (left == buffer.Length)
            {
                if (left >= LongestItem)
                {
                    throw new InvalidFileException(
                        path, $"has an element of more than {LongestItem >> 20} MiB, which no file of this kind needs");
                }

                Array.Resize(ref buffer, 2 * left);
            }
            else
            {
                buffer.AsSpan(start, left).CopyTo(buffer);
            }

            (start, end) = (0, left);
            var wanted = buffer.Length - end;
            var count = file.ReadAtLeast(buffer.AsSpan(end), wanted, throwOnEndOfStream: false);
            end += count;
            last = count < wanted;
        }
    }
}
