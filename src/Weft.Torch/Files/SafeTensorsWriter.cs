using System.Buffers.Binary;
using System.Text;
using System.Text.Json;

namespace Weft.Torch.Files;

/// <summary>
/// Lays out .safetensors files. The header lists the tensors by name; the data is ordered by element size, largest first, and then by
/// name, so that with a header of a multiple of 8 bytes every tensor lies at a multiple of its element size.
/// </summary>
internal static class SafeTensorsWriter
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Writes a file's content, tensor by tensor.</summary>
    /// <exception cref="ArgumentException">A tensor's shape is impossible, or it wrote another number of bytes than its shape
    /// says.</exception>
    public static void Write(Stream stream, IReadOnlyCollection<SafeTensorsPart> parts, IReadOnlyDictionary<string, string> metadata)
    {
        var named = parts.OrderBy(part => part.Name, StringComparer.Ordinal).ToArray();
        var laidOut = named.OrderByDescending(part => part.Type.ByteSize()).ToArray();
        var entries = new Dictionary<string, SafeTensorsEntry>(StringComparer.Ordinal);
        long end = 0;
        foreach (var part in laidOut)
        {
            var entry = new SafeTensorsEntry(part.Name, part.Type, part.Shape, end, part.ByteCount);
            entries.Add(part.Name, entry);
            end = checked(end + entry.ByteCount);
        }

        var header = EncodeHeader([.. named.Select(part => entries[part.Name])], metadata);
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        stream.Write(length);
        stream.Write(header);
        var start = stream.Position;
        foreach (var part in laidOut)
        {
            part.Write(stream);
            var entry = entries[part.Name];
            if (stream.Position != start + entry.Offset + entry.ByteCount)
            {
                throw new ArgumentException(
                    $"The tensor {InputFile.Quote(part.Name)} did not write the {entry.ByteCount} bytes that its shape says.",
                    nameof(parts));
            }
        }
    }

    /// <summary>Throws unless the name can be a key of the header.</summary>
    public static void RequireName(string name)
    {
        if (name is SafeTensorsHeader.MetadataKey)
        {
            throw new ArgumentException($"No tensor can be named {name}.", nameof(name));
        }

        RequireText(name);
    }

    /// <summary>Throws unless the text can be written as UTF-8: half a surrogate pair would silently become another text.</summary>
    public static void RequireText(string text)
    {
        try
        {
            _ = Utf8.GetByteCount(text);
        }
        catch (EncoderFallbackException e)
        {
            throw new ArgumentException($"{InputFile.Quote(text)} is not valid Unicode.", nameof(text), e);
        }
    }

    private static byte[] EncodeHeader(SafeTensorsEntry[] entries, IReadOnlyDictionary<string, string> metadata)
    {
        using var json = new MemoryStream();
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            if (metadata.Count > 0)
            {
                writer.WriteStartObject(SafeTensorsHeader.MetadataKey);
                foreach (var (key, value) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                {
                    writer.WriteString(key, value);
                }

                writer.WriteEndObject();
            }

            foreach (var entry in entries)
            {
                WriteEntry(writer, entry);
            }

            writer.WriteEndObject();
        }

        while (json.Length % 8 != 0)
        {
            json.WriteByte((byte)' ');
        }

        return json.Length <= SafeTensorsHeader.MaximumLength
            ? json.ToArray()
            : throw new ArgumentException(
                $"The header would take {json.Length} bytes, more than the {SafeTensorsHeader.MaximumLength} the format allows.", nameof(entries));
    }

    private static void WriteEntry(Utf8JsonWriter writer, SafeTensorsEntry entry)
    {
        writer.WriteStartObject(entry.Name);
        writer.WriteString("dtype", SafeTensorsHeader.TextOf(entry.Type));
        writer.WriteStartArray("shape");
        foreach (var axis in entry.Shape)
        {
            writer.WriteNumberValue(axis);
        }

        writer.WriteEndArray();
        writer.WriteStartArray("data_offsets");
        writer.WriteNumberValue(entry.Offset);
        writer.WriteNumberValue(entry.Offset + entry.ByteCount);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
