namespace Weft.Torch.Files;

/// <summary>
/// Parses the Python dict literal in front of a .npy file's data and nothing else of Python: exactly the keys descr, fortran_order
/// and shape, once each, with a text, a truth value and a tuple of whole numbers.
/// </summary>
internal ref struct NpyHeaderParser
{
    private readonly ReadOnlySpan<char> text;
    private readonly string name;
    private int position;

    private NpyHeaderParser(ReadOnlySpan<char> text, string name)
    {
        this.text = text;
        this.name = name;
    }

    /// <summary>Parses a header.</summary>
    /// <param name="text">The literal with its padding.</param>
    /// <param name="name">The file's name for messages.</param>
    /// <exception cref="InvalidFileException">The text is anything else.</exception>
    public static (string Descr, bool FortranOrder, long[] Shape) Parse(ReadOnlySpan<char> text, string name) =>
        new NpyHeaderParser(text, name).ParseDictionary();

    private (string Descr, bool FortranOrder, long[] Shape) ParseDictionary()
    {
        string? descr = null;
        bool? fortran = null;
        long[]? shape = null;
        Expect('{');
        while (!TryTake('}'))
        {
            var key = ParseText();
            Expect(':');
            switch (key)
            {
                case "descr" when descr is null:
                    descr = ParseDescr();
                    break;
                case "fortran_order" when fortran is null:
                    fortran = ParseTruth();
                    break;
                case "shape" when shape is null:
                    shape = ParseTuple();
                    break;
                case "descr" or "fortran_order" or "shape":
                    throw Invalid($"the key '{key}' appears twice");
                default:
                    throw Invalid($"the key {InputFile.Quote(key)} is unknown");
            }

            if (!TryTake(','))
            {
                Expect('}');
                break;
            }
        }

        SkipSpace();
        if (position != text.Length)
        {
            throw Invalid("text follows the dictionary");
        }

        return descr is null ? throw Invalid("the key 'descr' is missing")
            : fortran is not { } order ? throw Invalid("the key 'fortran_order' is missing")
            : shape is null ? throw Invalid("the key 'shape' is missing")
            : (descr, order, shape);
    }

    private string ParseDescr()
    {
        SkipSpace();
        if (position < text.Length && text[position] is '[' or '(')
        {
            throw new InvalidFileException(
                name, "the array is structured (has named fields), which is not supported; save each field as an array of its own");
        }

        return ParseText();
    }

    private string ParseText()
    {
        SkipSpace();
        if (position >= text.Length || text[position] is not ('\'' or '"'))
        {
            throw Invalid($"a quoted text was expected at character {position}");
        }

        var quote = text[position++];
        var length = text[position..].IndexOf(quote);
        if (length < 0)
        {
            throw Invalid("a quoted text does not end");
        }

        var value = text.Slice(position, length);
        if (value.Contains('\\'))
        {
            throw Invalid("a quoted text holds a backslash");
        }

        position += length + 1;
        return value.ToString();
    }

    private bool ParseTruth()
    {
        SkipSpace();
        foreach (var (word, value) in new[] { ("True", true), ("False", false) })
        {
            if (text[position..].StartsWith(word))
            {
                position += word.Length;
                return value;
            }
        }

        throw Invalid("'fortran_order' is neither True nor False");
    }

    private long[] ParseTuple()
    {
        var axes = new List<long>();
        Expect('(');
        while (!TryTake(')'))
        {
            if (axes.Count == ArrayShape.MaximumAxes)
            {
                throw Invalid($"the shape has more than {ArrayShape.MaximumAxes} axes");
            }

            axes.Add(ParseAxis());
            if (!TryTake(','))
            {
                if (axes.Count == 1)
                {
                    throw Invalid("the shape is a number, not a tuple");
                }

                Expect(')');
                break;
            }
        }

        return [.. axes];
    }

    private long ParseAxis()
    {
        SkipSpace();
        var start = position;
        long value = 0;
        for (; position < text.Length && char.IsAsciiDigit(text[position]); position++)
        {
            var digit = text[position] - '0';
            if (value > (long.MaxValue - digit) / 10)
            {
                throw Invalid("an axis of the shape does not fit 64 bits");
            }

            value = (value * 10) + digit;
        }

        if (position == start)
        {
            throw Invalid("an axis of the shape is not a whole number of at least 0");
        }

        // Python 2 marked long integers so, and old feature files still carry the mark.
        if (position < text.Length && text[position] == 'L')
        {
            position++;
        }

        return value;
    }

    private void Expect(char wanted)
    {
        if (!TryTake(wanted))
        {
            throw Invalid($"'{wanted}' was expected at character {position}");
        }
    }

    private bool TryTake(char wanted)
    {
        SkipSpace();
        if (position < text.Length && text[position] == wanted)
        {
            position++;
            return true;
        }

        return false;
    }

    private void SkipSpace()
    {
        while (position < text.Length && text[position] is ' ' or '\n')
        {
            position++;
        }
    }

    private readonly InvalidFileException Invalid(string what) =>
        new(name, $"the .npy header is malformed: {what}; save the array again with numpy");
}
