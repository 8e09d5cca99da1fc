using System.Text;
using Weft.Data.Formats;
using Weft.Torch;

namespace Weft.Data.Clips.Lists;

/// <summary>
/// The names of a pair of domains' classes by label: first those that both domains have, then those that one has for itself (CDAR
/// specification 1.3).
/// </summary>
public sealed class ClassMap
{
    /// <summary>What all classes that are not known are called where they are one.</summary>
    public const string Unknown = "unknown";

    private const int MostBytes = 1 << 20;
    private const int LongestName = 200;

    private readonly Dictionary<string, int> labels = new(StringComparer.Ordinal);

    /// <summary>Takes names.</summary>
    /// <param name="name">What to call the map.</param>
    /// <param name="classes">The classes' names by label; no two alike.</param>
    /// <param name="known">How many of them both domains have.</param>
    /// <param name="fine">Names of finer classes with their labels, such as <c>jogging</c> for <c>run</c>.</param>
    /// <exception cref="ArgumentException">A name means two classes.</exception>
    public ClassMap(string name, IReadOnlyList<string> classes, int known, IEnumerable<(string Fine, int Label)>? fine = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(known, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(known, classes.Count);
        (Name, Classes, Known) = (name, classes, known);
        foreach (var (text, label) in classes.Select((text, label) => (text, label)).Concat(fine ?? []))
        {
            if (labels.TryGetValue(Key(text), out var other) && other != label)
            {
                throw new ArgumentException($"'{text}' is class {other} and class {label} of {name}.", nameof(classes));
            }

            labels[Key(text)] = label;
        }
    }

    /// <summary>The built-in maps' names, such as <c>ucf-hmdb</c>.</summary>
    public static IReadOnlyList<string> BuiltIn => [.. ClassMaps.All.Keys];

    /// <summary>What it is called.</summary>
    public string Name { get; }

    /// <summary>The classes' names by label.</summary>
    public IReadOnlyList<string> Classes { get; }

    /// <summary>How many classes both domains have; they come first.</summary>
    public int Known { get; }

    /// <summary>A built-in map, or one of a file.</summary>
    /// <param name="nameOrPath">The name of a built-in map, or a text file with one name a line.</param>
    /// <param name="known">How many classes both domains have; null for the map's own, and for all of a file.</param>
    /// <exception cref="InvalidFileException">There is neither, or the file has no names, or one twice.</exception>
    /// <exception cref="UsageException">There are not so many classes.</exception>
    public static ClassMap Find(string nameOrPath, int? known = null)
    {
        var map = ClassMaps.All.TryGetValue(nameOrPath, out var builtIn) ? builtIn
            : File.Exists(nameOrPath) ? Read(nameOrPath)
            : throw new InvalidFileException(nameOrPath, $"is neither a file of class names nor one of {string.Join(", ", BuiltIn)}");
        if (known is not { } count || count == map.Known)
        {
            return map;
        }

        return count >= 1 && count <= map.Classes.Count
            ? new ClassMap(map.Name, map.Classes, count, map.labels.Select(pair => (pair.Key, pair.Value)))
            : throw new UsageException($"{map.Name} has {map.Classes.Count} classes, of which {count} cannot be known; give 1 to {map.Classes.Count}.");
    }

    /// <summary>The label of a class by its name or by the name of a finer class; case, '_' and ' ' do not count.</summary>
    /// <param name="name">The name.</param>
    /// <returns>Null for an unknown name.</returns>
    public int? LabelOf(string name) => labels.TryGetValue(Key(name), out var label) ? label : null;

    /// <summary>The names of the labels that a mode leaves.</summary>
    /// <param name="mode">What becomes of classes that are not known.</param>
    public IReadOnlyList<string> NamesOf(ClassMode mode) => mode switch
    {
        ClassMode.Closed => [.. Classes.Take(Known)],
        ClassMode.Open => [.. Classes.Take(Known), Unknown],
        _ => Classes,
    };

    /// <summary>A list's clips with classes as a mode has them.</summary>
    /// <param name="list">The clips, labelled as this map is.</param>
    /// <param name="mode">What becomes of classes that are not known.</param>
    /// <exception cref="WeftException">The list has labels without names, or no clip is left.</exception>
    public ClipList Apply(ClipList list, ClassMode mode) => list.Classes <= Classes.Count
        ? list.WithLabels(clip => clip.Label, Classes.Count).WithClasses(mode, Known)
        : throw new WeftException(
            $"{list.Name}: has the label {list.Classes - 1}, but {Name} names the classes 0 to {Classes.Count - 1}; give the map of this list.");

    private static ClassMap Read(string path)
    {
        using var file = BoundedRead.Open(path);
        var text = Encoding.UTF8.GetString(BoundedRead.All(file, path, MostBytes));
        string[] names = [.. text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0)];
        var wrong = names.Length is 0 or > ClipList.MostClasses ? $"has {names.Length} class names; write one a line"
            : names.FirstOrDefault(name => name.Length > LongestName || name.Any(char.IsControl)) is { } odd
            ? $"'{string.Concat(odd.Take(40).Select(c => char.IsControl(c) ? '?' : c))}' is no name of a class; write one a line"
            : names.GroupBy(Key).FirstOrDefault(group => group.Count() > 1) is { } twice ? $"has the class '{twice.First()}' twice; remove one"
            : null;
        return wrong is null ? new ClassMap(path, names, names.Length) : throw new InvalidFileException(path, wrong);
    }

    private static string Key(string name) => name.Trim().Replace('_', ' ').ToLowerInvariant();
}
