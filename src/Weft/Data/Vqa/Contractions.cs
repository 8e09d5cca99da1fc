using System.Collections.Frozen;

namespace Weft.Data.Vqa;

/// <summary>
/// The contractions of the official VQA evaluation: a word that lacks exactly one of its apostrophes gets it back. The table's own words with
/// a capital never meet a text, which is lower-case by then, and are left out.
/// </summary>
internal static class Contractions
{
    private const string Words =
        "ain't aren't can't could've couldn't couldn't've didn't doesn't don't hadn't hadn't've hasn't haven't he'd he'd've he's how'd how'll "
        + "how's isn't it'd it'd've it'll ma'am mightn't mightn't've might've mustn't must've needn't not've o'clock oughtn't 'ow's'at shan't "
        + "she'd've should've shouldn't shouldn't've somebody'd've somebody'll somebody's someone'd someone'd've someone'll someone's something'd "
        + "something'd've something'll that's there'd there'd've there're there's they'd they'd've they'll they're they've 'twas wasn't we'd've "
        + "we've weren't what'll what're what's what've when's where'd where's where've who'd who'd've who'll who's who've why'll why're why's "
        + "won't would've wouldn't wouldn't've y'all y'all'll y'all'd've you'd you'd've you'll you're you've";

    // The one that goes the other way, as published.
    private const string Odd = "somebody'd";

    private static readonly FrozenDictionary<string, string> Table = Made();

    /// <summary>A word with its apostrophe; the word itself if it is none of these.</summary>
    public static string Mended(string word) => Table.GetValueOrDefault(word, word);

    private static FrozenDictionary<string, string> Made()
    {
        var table = new Dictionary<string, string>(StringComparer.Ordinal) { [Odd] = Odd.Replace("'", "", StringComparison.Ordinal) };
        foreach (var word in Words.Split(' '))
        {
            for (var i = word.IndexOf('\''); i >= 0; i = word.IndexOf('\'', i + 1))
            {
                table.Add(word.Remove(i, 1), word);
            }
        }

        return table.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
