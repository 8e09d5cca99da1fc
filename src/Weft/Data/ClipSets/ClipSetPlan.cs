namespace Weft.Data.ClipSets;

/// <summary>What is prepared: everything but the clips themselves.</summary>
/// <param name="Task">The name by which it is prepared.</param>
/// <param name="Settings">Every setting of the recipe.</param>
/// <param name="Sources">The files that it is made from, by role.</param>
public sealed record ClipSetRecipe(
    string Task, IReadOnlyDictionary<string, string> Settings, IReadOnlyDictionary<string, string> Sources);

/// <summary>The contents of a folder that is to be prepared.</summary>
/// <param name="Count">How many items there are: clips of frames, or files of many clips.</param>
/// <param name="Write">
/// Writes an item by its place from 0 into the folder; each is asked for on its own and must come out the same every time.
/// </param>
/// <param name="Classes">The classes' names in the order of their labels.</param>
/// <param name="Lists">Clips of each list.</param>
/// <param name="Texts">Texts by their name.</param>
/// <param name="Arrays">Names of the files that items are; none where they are folders of frames.</param>
public sealed record ClipSetPlan(
    int Count,
    Action<int, string> Write,
    IReadOnlyList<string> Classes,
    IReadOnlyDictionary<string, int> Lists,
    IReadOnlyDictionary<string, byte[]> Texts,
    IReadOnlyList<string> Arrays);
