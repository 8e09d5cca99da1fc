using System.Text.Json;
using System.Text.Unicode;

namespace Weft.Torch.Files;

/// <summary>The JSON in front of a .safetensors file's data, checked strictly and against the length that the data really has.</summary>
internal static class SafeTensorsHeader
{
    /// <summary>The key that is no tensor's name but holds texts about the file.</summary>
    public const string MetadataKey = "__metadata__";

    /// <summary>The format's limit on the header's length, in bytes.</summary>
    public const long MaximumLength = 100_000_000;

    /// <summary>Parses and checks a header.</summary>
    /// <param name="json">The header's bytes.</param>
    /// <param name="dataLength">How many bytes follow the header.</param>
    /// <param name="path">The file's name for messages.</param>
    /// <returns>The tensors in the order of their data, and the metadata.</returns>
    /// <exception cref="InvalidFileException">Anything is not as the format wants it.</exception>
    public static (List<SafeTensorsEntry> Entries, Dictionary<string, string> Metadata) Parse(
        ReadOnlySpan<byte> json, long dataLength, string path)
    {
        if (!Utf8.IsValid(json))
        {
            throw Invalid(path, "it is not UTF-8");
        }

        if (json.IsEmpty || json[0] != (byte)'{')
        {
            throw Invalid(path, "it does not begin with '{'");
        }

        try
        {
            var parser = new Parser(json, path);
            var (entries, metadata) = parser.ParseFile();
            entries.Sort((a, b) => (a.Offset, a.Offset + a.ByteCount).CompareTo((b.Offset, b.Offset + b.ByteCount)));
            CheckLayout(entries, dataLength, path);
            return (entries, metadata);
        }
        // A text with half of a surrogate pair is an InvalidOperationException to the JSON reader.
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new InvalidFileException(
                path, "the safetensors header is malformed: it is not valid JSON; fetch or write the file again", e);
        }
    }

    /// <summary>The format's name for an element type.</summary>
    public static string TextOf(ElementType type) => type switch
    {
        ElementType.Bool => "BOOL",
        ElementType.UInt8 => "U8",
        ElementType.Int8 => "I8",
        ElementType.Int16 => "I16",
        ElementType.Int32 => "I32",
        ElementType.Int64 => "I64",
        ElementType.Float16 => "F16",
        ElementType.BFloat16 => "BF16",
        ElementType.Float32 => "F32",
        ElementType.Float64 => "F64",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Not an element type."),
    };

    private static void CheckLayout(List<SafeTensorsEntry> entries, long dataLength, string path)
    {
        long end = 0;
        foreach (var entry in entries)
        {
            if (entry.Offset != end)
            {
                var what = entry.Offset < end ? "overlaps the tensor before it" : "leaves a hole before it";
                throw Invalid(path, $"the data of {InputFile.Quote(entry.Name)} {what}");
            }

            end += entry.ByteCount;
            if (end > dataLength)
            {
                throw InputFile.Truncated(path, end, dataLength);
            }
        }

        if (end < dataLength)
        {
            throw Invalid(path, $"{dataLength - end} bytes at the end belong to no tensor");
        }
    }

    private static InvalidFileException Invalid(string path, string what) =>
        new(path, $"the safetensors header is malformed: {what}; fetch or write the file again");

    private ref struct Parser(ReadOnlySpan<byte> json, string path)
    {
        private readonly string path = path;
        private Utf8JsonReader reader = new(json, new JsonReaderOptions { MaxDepth = 4 });

        public (List<SafeTensorsEntry> Entries, Dictionary<string, string> Metadata) ParseFile()
        {
            var entries = new List<SafeTensorsEntry>();
            var names = new HashSet<string>(StringComparer.Ordinal);
            var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
            reader.Read();
            while (NextKey() is { } name)
            {
                if (!names.Add(name))
                {
                    throw Twice(name);
                }

                if (name is MetadataKey)
                {
                    ParseMetadata(metadata);
                }
                else
                {
                    entries.Add(ParseEntry(name));
                }
            }

            // Reading on makes the JSON reader refuse anything but white space.
            reader.Read();
            return (entries, metadata);
        }

        private void ParseMetadata(Dictionary<string, string> metadata)
        {
            Require(JsonTokenType.StartObject, $"{MetadataKey} is not an object");
            while (NextKey() is { } key)
            {
                Require(JsonTokenType.String, $"{InputFile.Quote(key)} of {MetadataKey} is not a text");
                if (!metadata.TryAdd(key, reader.GetString()!))
                {
                    throw Twice(key);
                }
            }
        }

        private SafeTensorsEntry ParseEntry(string name)
        {
            var place = InputFile.Quote(name);
            ElementType? type = null;
            List<long>? shape = null;
            List<long>? offsets = null;
            Require(JsonTokenType.StartObject, $"{place} is not an object");
            while (NextKey() is { } key)
            {
                switch (key)
                {
                    case "dtype" when type is null:
                        Require(JsonTokenType.String, $"dtype of {place} is not a text");
                        type = ParseType(reader.GetString()!, place);
                        break;
                    case "shape" when shape is null:
                        shape = ParseNumbers($"shape of {place}", ArrayShape.MaximumAxes);
                        break;
                    case "data_offsets" when offsets is null:
                        offsets = ParseNumbers($"data_offsets of {place}", 2);
                        break;
                    case "dtype" or "shape" or "data_offsets":
                        throw Twice(key);
                    default:
                        throw Invalid(path, $"{place} has the unknown key {InputFile.Quote(key)}");
                }
            }

            if (type is not { } element || shape is null || offsets is not [var begin, var end])
            {
                throw Invalid(path, $"{place} needs dtype, shape and two data_offsets");
            }

            long[] axes = [.. shape];
            if (!ArrayShape.TryByteCount(axes, element.ByteSize(), out var bytes) || end < begin || end - begin != bytes)
            {
                throw Invalid(
                    path, $"the data_offsets {begin} and {end} of {place} do not fit its shape {ArrayShape.Text(axes)} of {element}");
            }

            return new SafeTensorsEntry(name, element, [.. axes], begin, bytes);
        }

        private List<long> ParseNumbers(string place, int most)
        {
            var numbers = new List<long>();
            Require(JsonTokenType.StartArray, $"{place} is not an array");
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out var number) || number < 0 || numbers.Count == most)
                {
                    throw Invalid(path, $"{place} is not an array of at most {most} whole numbers from 0 to 2^63-1");
                }

                numbers.Add(number);
            }

            return numbers;
        }

        private readonly ElementType ParseType(string text, string place)
        {
            foreach (var type in Enum.GetValues<ElementType>())
            {
                if (string.Equals(TextOf(type), text, StringComparison.Ordinal))
                {
                    return type;
                }
            }

            throw new InvalidFileException(
                path,
                $"the dtype {InputFile.Quote(text)} of {place} is not supported; save the tensor again as BOOL, U8, a signed integer, "
                + "F16, BF16, F32 or F64");
        }

        /// <summary>The next key of the current object, with the reader at its value; null at the object's end.</summary>
        private string? NextKey()
        {
            reader.Read();
            if (reader.TokenType == JsonTokenType.EndObject)
            {
                return null;
            }

            var key = reader.GetString()!;
            reader.Read();
            return key;
        }

        private readonly void Require(JsonTokenType type, string otherwise)
        {
            if (reader.TokenType != type)
            {
                throw Invalid(path, otherwise);
            }
        }

        private readonly InvalidFileException Twice(string key) => Invalid(path, $"the key {InputFile.Quote(key)} appears twice");
    }
}
