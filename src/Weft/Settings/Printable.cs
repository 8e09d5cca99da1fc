namespace Weft.Settings;

/// <summary>Makes text from outside fit to be shown in a message.</summary>
internal static class Printable
{
    private const int Longest = 60;

    /// <summary>The text without control characters (a file may hold terminal commands), shortened.</summary>
    internal static string Short(string text)
    {
        var start = text.Length > Longest ? text[..Longest] + "..." : text;
        return string.Concat(start.Select(letter => char.IsControl(letter) ? ' ' : letter));
    }
}
