using System.Text.Json;
using Weft.Data.Formats;
using Weft.Torch;
using Weft.Torch.Files;

namespace Weft.Data.Sprites;

/// <summary>The files of the sprites pair: game characters that walk, cast spells and slash, two domains that share no part.</summary>
/// <param name="Classes">The actions' names.</param>
/// <param name="Source">The labelled domain.</param>
/// <param name="Target">The other.</param>
internal sealed record SpriteSource(IReadOnlyList<string> Classes, SpriteDomain Source, SpriteDomain Target)
{
    private const int LargestList = 1 << 16;
    private const int FewestCharacters = 3;

    /// <summary>Where the clips are.</summary>
    public static string ArchiveOf(string folder) => Path.Combine(folder, "sprites_video.npz");

    /// <summary>Where the actions' names are.</summary>
    public static string ClassesOf(string folder) => Path.Combine(folder, "classes.json");

    /// <summary>Reads both domains.</summary>
    /// <param name="folder">The folder with the two files.</param>
    /// <exception cref="InvalidFileException">A file is absent or damaged, or does not hold what is needed.</exception>
    public static SpriteSource Read(string folder)
    {
        var classes = ReadClasses(ClassesOf(folder));
        var path = ArchiveOf(folder);
        using var archive = new NpzReader(path);
        var source = SpriteDomain.Read(archive, path, "source", classes.Length);
        var target = SpriteDomain.Read(archive, path, "target", classes.Length);
        return target.CharacterCount >= FewestCharacters
            ? new SpriteSource(classes, source, target)
            : throw new InvalidFileException(
                path, $"has {target.CharacterCount} characters in the target, but they are split 2:1, so {FewestCharacters} are needed");
    }

    private static string[] ReadClasses(string path)
    {
        using var file = BoundedRead.Open(path);
        var text = BoundedRead.All(file, path, LargestList);
        try
        {
            // Names become parts of paths and lines of a list: signs that mean something there would lead astray.
            return JsonSerializer.Deserialize<string[]>(text) is { Length: > 0 } names
                && names.All(n => n is { Length: > 0 } && n.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-'))
                ? names
                : throw new InvalidFileException(
                    path, "is no list of classes' names made of letters, digits, _ and -; get the data set again");
        }
        catch (JsonException exception)
        {
            throw new InvalidFileException(path, "is no list of names; get the data set again", exception);
        }
    }
}
