using System.Globalization;
using System.Text;

namespace Weft.Torch.Files.Pickle;

/// <summary>Texts as the various protocols write them.</summary>
internal static class PickleText
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>A text of Python 3, or a unicode text of Python 2.</summary>
    /// <exception cref="FormatException">It is not UTF-8.</exception>
    public static string FromUtf8(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException e)
        {
            throw new FormatException("a text is not valid UTF-8; the file is damaged, so fetch or write it again", e);
        }
    }

    /// <summary>
    /// A byte string of Python 2, which holds text in an encoding that it does not name: UTF-8 if it can be, else Latin-1.
    /// </summary>
    public static string FromByteString(ReadOnlySpan<byte> bytes) =>
        System.Text.Unicode.Utf8.IsValid(bytes) ? Strict.GetString(bytes) : Encoding.Latin1.GetString(bytes);

    /// <summary>A byte string as Python 2 would write it in a program: in quotation marks, with escapes.</summary>
    /// <exception cref="FormatException">It has no quotation marks or an escape that is none.</exception>
    public static byte[] Unquote(ReadOnlySpan<byte> line)
    {
        line = line.TrimEnd((byte)'\r');
        if (line.Length < 2 || line[0] is not ((byte)'\'' or (byte)'"') || line[^1] != line[0])
        {
            throw new FormatException("a text does not stand in quotation marks; the file is damaged, so fetch or write it again");
        }

        var text = line[1..^1];
        var bytes = new List<byte>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != (byte)'\\')
            {
                bytes.Add(text[i]);
                continue;
            }

            i++;
            if (i < text.Length && text[i] == (byte)'x')
            {
                bytes.Add((byte)Hexadecimal(text, i + 1, 2));
                i += 2;
                continue;
            }

            bytes.Add((i < text.Length ? text[i] : default) switch
            {
                (byte)'n' => (byte)'\n',
                (byte)'r' => (byte)'\r',
                (byte)'t' => (byte)'\t',
                (byte)'\\' => (byte)'\\',
                (byte)'\'' => (byte)'\'',
                (byte)'"' => (byte)'"',
                _ => throw UnknownEscape(),
            });
        }

        return [.. bytes];
    }

    /// <summary>A unicode text of protocol 0: Latin-1 with \u and \U escapes.</summary>
    /// <exception cref="FormatException">An escape is none.</exception>
    public static string FromRawUnicodeEscape(ReadOnlySpan<byte> line)
    {
        var text = new StringBuilder(line.Length);
        for (var i = 0; i < line.Length; i++)
        {
            var digits = line[i] == (byte)'\\' && i + 1 < line.Length ? line[i + 1] switch { (byte)'u' => 4, (byte)'U' => 8, _ => 0 } : 0;
            if (digits == 0)
            {
                text.Append((char)line[i]);
                continue;
            }

            var code = Hexadecimal(line, i + 2, digits);
            if (digits == 4)
            {
                // Half of a pair is written as an escape of its own.
                text.Append((char)code);
            }
            else
            {
                text.Append(Rune.TryCreate(code, out var rune) ? rune.ToString() : throw UnknownEscape());
            }

            i += 1 + digits;
        }

        return text.ToString();
    }

    private static uint Hexadecimal(ReadOnlySpan<byte> text, int start, int digits) =>
        start + digits <= text.Length
            && uint.TryParse(text.Slice(start, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw UnknownEscape();

    private static FormatException UnknownEscape() =>
        new("a text has an escape that is none; the file is damaged, so fetch or write it again");
}
