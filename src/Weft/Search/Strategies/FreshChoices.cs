namespace Weft.Search.Strategies;

/// <summary>Draws choices that were not drawn before, as long as such are found: a small space must not stop a search.</summary>
/// <param name="known">What was drawn before.</param>
internal sealed class FreshChoices(IEnumerable<ChoiceRows> known)
{
    private const int Attempts = 64;

    private readonly HashSet<ChoiceRows> seen = [.. known];

    /// <summary>A choice that is new, or the last attempt's; it is remembered.</summary>
    /// <param name="draw">Draws one, given the number of the attempt.</param>
    internal ChoiceRows Draw(Func<int, ChoiceRows> draw)
    {
        var choice = draw(0);
        for (var attempt = 1; attempt < Attempts && !seen.Add(choice); attempt++)
        {
            choice = draw(attempt);
        }

        seen.Add(choice);
        return choice;
    }
}
