using System.Text;

namespace Weft.Data.Text;

/// <summary>
/// Splits questions, captions and expressions into lower-case tokens. Characters are taken as they are written: a letter with its accent as
/// one character and as two are two spellings, as they are in files of word vectors.
/// </summary>
public static class Tokenizer
{
    /// <summary>The tokens of a text, in order.</summary>
    /// <param name="text">Any text; half of a surrogate pair counts as the character U+FFFD.</param>
    /// <param name="rule">The rule.</param>
    /// <returns>Tokens without blanks, none of them empty; none for a text without letters.</returns>
    public static IReadOnlyList<string> Split(string text, TokenRule rule = TokenRule.Unicode)
    {
        ArgumentNullException.ThrowIfNull(text);
        var tokens = new List<string>();
        var word = new StringBuilder();
        var alone = false;
        foreach (var given in text.EnumerateRunes())
        {
            var rune = rule is TokenRule.Unicode ? CharacterRoles.Folded(given) : given;
            var role = rune.IsAscii ? CharacterRoles.OfAscii(rune)
                : rule is TokenRule.Unicode ? CharacterRoles.Of(rune)
                : Rune.IsWhiteSpace(rune) ? CharacterRole.Separator
                : CharacterRole.Letter;
            switch (role)
            {
                case CharacterRole.Separator:
                    Flush(tokens, word);
                    break;
                case CharacterRole.Letter:
                case CharacterRole.Word:
                    if (alone || role is CharacterRole.Word)
                    {
                        Flush(tokens, word);
                    }

                    alone = role is CharacterRole.Word;
                    Append(word, Rune.ToLowerInvariant(rune));
                    break;
                case CharacterRole.Mark:
                    Append(word, rune);
                    break;
                case CharacterRole.Joiner when word.Length > 0:
                    Append(word, rune);
                    break;
                default:
                    break;
            }
        }

        Flush(tokens, word);
        return tokens;
    }

    private static void Append(StringBuilder word, Rune rune)
    {
        Span<char> characters = stackalloc char[2];
        word.Append(characters[..rune.EncodeToUtf16(characters)]);
    }

    private static void Flush(List<string> tokens, StringBuilder word)
    {
        if (word.Length > 0)
        {
            tokens.Add(word.ToString());
            word.Clear();
        }
    }
}
