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

    /// <summary>Writes a file's content.</summary>
    public static void Write(
        Stream stream, IReadOnlyDictionary<string, NdArray> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        var names = tensors.Keys.Order(StringComparer.Ordinal).ToArray();
        var laidOut = names.OrderByDescending(name => tensors[name].Type.ByteSize()).ToArray();
        var offsets = new Dictionary<string, long>(StringComparer.Ordinal);
        long end = 0;
        foreach (var name in laidOut)
        {
            offsets.Add(name, end);
            end = checked(end + tensors[name].Bytes.Length);
        }

        var header = EncodeHeader(names, tensors, offsets, metadata);
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        stream.Write(length);
        stream.Write(header);
        foreach (var name in laidOut)
        {
            stream.Write(tensors[name].Bytes.Span);
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

    private static byte[] EncodeHeader(
        string[] names,
        IReadOnlyDictionary<string, NdArray> tensors,
        Dictionary<string, long> offsets,
        IReadOnlyDictionary<string, string> metadata)
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

            foreach (var name in names)
            {
                WriteEntry(writer, name, tensors[name], offsets[name]);
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
                $"The header would take {json.Length} bytes, more than the {SafeTensorsHeader.MaximumLength} the format allows.", nameof(names));
    }

    private static void WriteEntry(Utf8JsonWriter writer, string name, NdArray tensor, long offset)
    {
        writer.WriteStartObject(name);
        writer.WriteString("dtype", SafeTensorsHeader.TextOf(tensor.Type));
        writer.WriteStartArray("shape");
        foreach (var axis in tensor.Shape)
        {
            writer.WriteNumberValue(axis);
        }

        writer.WriteEndArray();
        writer.WriteStartArray("data_offsets");
        writer.WriteNumberValue(offset);
        writer.WriteNumberValue(offset + tensor.Bytes.Length);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
