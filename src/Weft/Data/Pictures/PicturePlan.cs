using Weft.Data.Formats;

namespace Weft.Data.Pictures;

/// <summary>What is prepared: everything but the pictures and texts themselves.</summary>
/// <param name="Task">The task that will read the folder.</param>
/// <param name="Settings">Every setting of the recipe.</param>
/// <param name="Sources">The files that it is made from, by role.</param>
public sealed record PictureRecipe(
    string Task, IReadOnlyDictionary<string, string> Settings, IReadOnlyDictionary<string, string> Sources);

/// <summary>A picture of a prepared folder.</summary>
/// <param name="ImagePath">Where it goes: a path within the folder, with forward slashes.</param>
/// <param name="RegionPath">Where its regions go.</param>
/// <param name="Picture">Its pixels.</param>
/// <param name="Boxes">Its regions.</param>
public sealed record PictureItem(string ImagePath, string RegionPath, RgbPicture Picture, IReadOnlyList<PictureBox> Boxes);

/// <summary>The contents of a folder that is to be prepared.</summary>
/// <param name="Count">How many pictures there are.</param>
/// <param name="Item">Makes a picture by its place from 0; each is asked for on its own and must come out the same every time.</param>
/// <param name="Features">Describes regions.</param>
/// <param name="Texts">Texts by their path within the folder, with forward slashes.</param>
/// <param name="Counts">What the manifest tells of numbers.</param>
public sealed record PicturePlan(
    int Count,
    Func<int, PictureItem> Item,
    IRegionDescriber Features,
    IReadOnlyDictionary<string, byte[]> Texts,
    IReadOnlyDictionary<string, int> Counts);
