using System.Globalization;

namespace Weft.Runs.Html;

/// <summary>
/// Estimates how wide text will be without knowing the reader's font. The widths are those of a wide system font,
/// so a box made from the estimate is roomy with most fonts and too small with none.
/// </summary>
internal static class TextWidth
{
    /// <summary>How much wider bold text is.</summary>
    public const double Bold = 1.13;

    private const string Narrow = "iljI.,:;'|!` ";
    private const string Medium = "ftrJ()[]{}-/\\\"*";
    private const string Wide = "mwMW@%&";

    /// <summary>The estimated width of a line of text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="size">The font size in pixels.</param>
    /// <returns>Pixels.</returns>
    public static double Estimate(string text, double size)
    {
        var ems = 0.0;
        foreach (var character in text)
        {
            ems += character switch
            {
                _ when Narrow.Contains(character, StringComparison.Ordinal) => 0.34,
                _ when Medium.Contains(character, StringComparison.Ordinal) => 0.42,
                _ when Wide.Contains(character, StringComparison.Ordinal) => 0.96,
                >= 'A' and <= 'Z' => 0.71,
                >= '0' and <= '9' => 0.64,
                < '\u0250' => 0.62,
                _ => 1.0,
            };
        }

        return ems * size;
    }

    /// <summary>Shortens text in the middle, where names differ least, until it fits.</summary>
    /// <param name="text">The text.</param>
    /// <param name="size">The font size in pixels.</param>
    /// <param name="width">The room in pixels.</param>
    public static string Fit(string text, double size, double width)
    {
        if (Estimate(text, size) <= width)
        {
            return text;
        }

        // Cut between what a reader sees as characters, so that no surrogate pair or accent is torn.
        var starts = StringInfo.ParseCombiningCharacters(text);
        for (var kept = Math.Min(starts.Length - 1, 200); kept > 0; kept--)
        {
            var head = (kept + 1) / 2;
            var tail = kept - head;
            var shorter = text[..starts[head]] + "…" + (tail == 0 ? "" : text[starts[^tail]..]);
            if (Estimate(shorter, size) <= width)
            {
                return shorter;
            }
        }

        return "…";
    }
}
