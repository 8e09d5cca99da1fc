using System.Text;

namespace Weft.Data.Vqa;

/// <summary>
/// How answers are brought to one spelling, for the dictionary and for the official metric (MmNas specification, section 6.1). The rules are
/// made for English; answers in other scripts pass through them unharmed, since only ASCII punctuation and English words are touched.
/// </summary>
public static class AnswerText
{
    // The evaluation passes a flag where its program's language expects the number of replacements.
    private const int MostPeriods = 32;

    private static readonly string[] Numbers = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];

    private static ReadOnlySpan<char> Marks => ";/[]\"{}()=+\\_-><@`,?!";

    /// <summary>An answer as the dictionary has it.</summary>
    /// <param name="answer">What a person answered.</param>
    public static string ForDictionary(string answer) => DigitsAndArticles(Punctuation(answer)).Replace(",", "", StringComparison.Ordinal);

    /// <summary>A network's answer as the metric compares it.</summary>
    /// <param name="answer">The answer.</param>
    public static string ForMetric(string answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        var line = answer.Replace('\n', ' ').Replace('\t', ' ');
        return DigitsAndArticles(Punctuation(Trimmed(line)));
    }

    /// <summary>
    /// Punctuation alone: each mark is deleted where the answer has it beside a space, or has a comma between digits; elsewhere it becomes a
    /// space. Periods that no digit follows are deleted.
    /// </summary>
    /// <param name="answer">The answer.</param>
    public static string Punctuation(string answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        var text = new StringBuilder(answer);
        var thousands = HasCommaBetweenDigits(answer);
        foreach (var mark in Marks)
        {
            if (thousands || IsBesideSpace(answer, mark))
            {
                text.Replace(mark.ToString(), "");
            }
            else
            {
                text.Replace(mark, ' ');
            }
        }

        var periods = 0;
        for (var i = 0; i < text.Length && periods < MostPeriods; i++)
        {
            if (text[i] == '.' && (i + 1 == text.Length || !char.IsDigit(text[i + 1])))
            {
                text.Remove(i--, 1);
                periods++;
            }
        }

        return text.ToString();
    }

    /// <summary>Words alone: lower case, number words as digits, no articles, contractions with their apostrophes, one space between words.</summary>
    /// <param name="answer">The answer.</param>
    public static string DigitsAndArticles(string answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        var words = new List<string>();
        foreach (var word in Words(answer.ToLowerInvariant()))
        {
            if (word is not ("a" or "an" or "the"))
            {
                words.Add(Contractions.Mended(Number(word)));
            }
        }

        return string.Join(' ', words);
    }

    private static string Number(string word)
    {
        var value = string.Equals(word, "none", StringComparison.Ordinal) ? 0 : Array.IndexOf(Numbers, word);
        return value < 0 ? word : value.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }

    private static bool IsBesideSpace(string text, char mark)
    {
        for (var i = text.IndexOf(mark); i >= 0; i = text.IndexOf(mark, i + 1))
        {
            if ((i > 0 && text[i - 1] == ' ') || (i + 1 < text.Length && text[i + 1] == ' '))
            {
                return true;
            }
        }

        return false;
    }

    private static bool HasCommaBetweenDigits(string text)
    {
        for (var i = 1; i + 1 < text.Length; i++)
        {
            if (text[i] == ',' && char.IsDigit(text[i - 1]) && char.IsDigit(text[i + 1]))
            {
                return true;
            }
        }

        return false;
    }

    private static string Trimmed(string text)
    {
        var (first, last) = (0, text.Length);
        while (first < last && IsBlank(text[first]))
        {
            first++;
        }

        while (last > first && IsBlank(text[last - 1]))
        {
            last--;
        }

        return text[first..last];
    }

    private static IEnumerable<string> Words(string text)
    {
        var first = 0;
        for (var i = 0; i <= text.Length; i++)
        {
            if (i == text.Length || IsBlank(text[i]))
            {
                if (i > first)
                {
                    yield return text[first..i];
                }

                first = i + 1;
            }
        }
    }

    // The published program's language counts the four separators of information among the blanks.
    private static bool IsBlank(char c) => char.IsWhiteSpace(c) || c is >= '\x1C' and <= '\x1F';
}
