using System.Globalization;
using System.Text;

namespace Weft.Data.Text;

/// <summary>The role of each character of Unicode.</summary>
internal static class CharacterRoles
{
    // Punctuation by its category, but written between words as others write a blank: fraction and division slash, the points and strokes
    // of Tibetan, Ethiopic and Japanese; the zero-width space of Thai, Khmer and Burmese is a format character.
    private const string Separators = "\u2044\u2215\u0F0B\u0F0C\u1361\u30FB\uFF65\u200B";

    // Ranges (first, last) of the scripts that are written without spaces: Thai and Lao; Myanmar; Khmer; Myanmar's extensions; kana and
    // what belongs to them; Han, with its planes of rare characters.
    private static readonly (int First, int Last)[] Unspaced =
    [
        (0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x19E0, 0x19FF), (0x2E80, 0x2FDF), (0x3005, 0x3007), (0x3021, 0x3029),
        (0x3031, 0x3035), (0x3038, 0x303B), (0x3041, 0x30FF), (0x31F0, 0x31FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xA9E0, 0xA9FF),
        (0xAA60, 0xAA7F), (0xF900, 0xFAFF), (0xFF66, 0xFF9D), (0x1AFF0, 0x1B16F), (0x20000, 0x3FFFF),
    ];

    /// <summary>A character of ASCII's full-width double as ASCII: both are the same letter in other clothes.</summary>
    public static Rune Folded(Rune rune) => rune.Value is >= 0xFF01 and <= 0xFF5E ? new Rune(rune.Value - 0xFF01 + '!') : rune;

    /// <summary>The role of an ASCII character, by either rule.</summary>
    public static CharacterRole OfAscii(Rune rune) => (char)rune.Value switch
    {
        // What the published program's language calls blank, the four separators of information included.
        '-' or '/' or ' ' or (>= '\t' and <= '\r') or (>= '\x1C' and <= '\x1F') => CharacterRole.Separator,
        '.' or ',' or '\'' or '!' or '?' or '"' or '(' or ')' or '*' or '#' or ':' or ';' => CharacterRole.Nothing,
        _ => CharacterRole.Letter,
    };

    /// <summary>The role of any other character.</summary>
    public static CharacterRole Of(Rune rune)
    {
        if (Rune.IsWhiteSpace(rune) || (rune.IsBmp && Separators.Contains((char)rune.Value, StringComparison.Ordinal)))
        {
            return CharacterRole.Separator;
        }

        return Rune.GetUnicodeCategory(rune) switch
        {
            // Persian and the scripts of India spell with the two joiners; emoji are built with one.
            UnicodeCategory.Format => rune.Value is 0x200C or 0x200D ? CharacterRole.Joiner : CharacterRole.Nothing,
            UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark => CharacterRole.Mark,
            UnicodeCategory.DashPunctuation => CharacterRole.Separator,
            UnicodeCategory.OpenPunctuation or UnicodeCategory.ClosePunctuation or UnicodeCategory.InitialQuotePunctuation
                or UnicodeCategory.FinalQuotePunctuation or UnicodeCategory.OtherPunctuation => CharacterRole.Nothing,

            // The voicing marks of half-width kana are letters by category.
            _ when rune.Value is 0xFF9E or 0xFF9F => CharacterRole.Mark,
            _ => IsUnspaced(rune.Value) ? CharacterRole.Word : CharacterRole.Letter,
        };
    }

    private static bool IsUnspaced(int value)
    {
        foreach (var (first, last) in Unspaced)
        {
            if (value <= last)
            {
                return value >= first;
            }
        }

        return false;
    }
}
