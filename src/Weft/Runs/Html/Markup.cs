using System.Runtime.CompilerServices;

namespace Weft.Runs.Html;

/// <summary>A finished piece of HTML or SVG. Text becomes markup only through <see cref="Of"/>, which escapes every hole.</summary>
/// <param name="Text">The markup as it is written into the page.</param>
internal readonly record struct Markup(string Text)
{
    /// <summary>Nothing.</summary>
    public static Markup Empty { get; } = new("");

    /// <summary>Whether there is nothing to show.</summary>
    public bool IsEmpty => string.IsNullOrEmpty(Text);

    /// <summary>
    /// Builds markup from an interpolated string: the literal parts are taken as they are, every hole is escaped,
    /// so that a name from a user's file cannot become an element or an attribute.
    /// </summary>
    public static Markup Of(MarkupHandler content) => new(content.Text);

    /// <summary>Pieces one after the other.</summary>
    public static Markup Join(IEnumerable<Markup> pieces) => new(string.Concat(pieces.Select(piece => piece.Text)));

    /// <inheritdoc/>
    public override string ToString() => Text ?? "";
}

/// <summary>Collects an interpolated string, escaping what is not markup already.</summary>
[InterpolatedStringHandler]
internal readonly ref struct MarkupHandler(int literalLength, int formattedCount)
{
    private readonly System.Text.StringBuilder _text = new(literalLength + (formattedCount * 16));

    /// <summary>What was collected.</summary>
    public string Text => _text.ToString();

    /// <summary>Adds a literal part, unescaped.</summary>
    public void AppendLiteral(string value) => _text.Append(value);

    /// <summary>Adds finished markup, unescaped.</summary>
    public void AppendFormatted(Markup value) => _text.Append(value.Text);

    /// <summary>Adds pieces of finished markup, unescaped.</summary>
    public void AppendFormatted(IEnumerable<Markup> value)
    {
        foreach (var piece in value)
        {
            _text.Append(piece.Text);
        }
    }

    /// <summary>Adds text, escaped.</summary>
    public void AppendFormatted(string? value)
    {
        foreach (var character in value ?? "")
        {
            _ = character switch
            {
                '&' => _text.Append("&amp;"),
                '<' => _text.Append("&lt;"),
                '>' => _text.Append("&gt;"),
                '"' => _text.Append("&quot;"),
                '\'' => _text.Append("&#39;"),
                '\n' or '\t' => _text.Append(character),
                '\r' => _text,
                _ when char.IsControl(character) => _text.Append('\uFFFD'),
                _ => _text.Append(character),
            };
        }
    }

    /// <summary>Adds a whole number.</summary>
    public void AppendFormatted(int value) => _text.Append(Numbers.Invariant(value));

    /// <summary>Adds a coordinate: two decimals are finer than any screen; what is not finite becomes 0.</summary>
    public void AppendFormatted(double value) => _text.Append(Numbers.Coordinate(value));
}
