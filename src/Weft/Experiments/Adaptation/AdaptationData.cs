using System.Security.Cryptography;
using System.Text;
using Weft.Data.Clips.Lists;
using Weft.Torch;

namespace Weft.Experiments.Adaptation;

/// <summary>The lists of a run, with their classes as the run numbers them: the known ones first.</summary>
public sealed class AdaptationData
{
    private const string NamesFile = "classes.txt";

    /// <summary>Reads the lists.</summary>
    /// <param name="settings">The run's settings.</param>
    /// <exception cref="WeftException">A list is missing, damaged, or does not fit the others.</exception>
    public AdaptationData(AdaptationSettings settings)
    {
        var source = Read(settings, settings.Source, "source") ?? throw new UsageException("--source is missing: name the list of labelled clips.");
        var map = Map(settings);
        Known = settings.Known > 0 ? settings.Known
            : ClassMap.BuiltIn.Contains(settings.Classes, StringComparer.Ordinal) ? map!.Known
            : source.Classes;
        Source = Map(source, ClassMode.Closed, "source");
        Target = Read(settings, settings.Target, "target");
        Dev = Read(settings, settings.Dev, "dev") is { } dev ? Map(dev, ClassMode.Closed, "dev") : null;
        AllTest = Read(settings, settings.Test, "test");
        if (Source.Clips.Select(c => c.Label).Distinct().Count() < 2)
        {
            throw new UsageException($"{settings.Source.List} holds clips of one class: there is nothing to tell apart.");
        }

        ClassNames = Names(map);
        ContentHash = Hash([Source, Target, Dev, AllTest]);
    }

    private AdaptationData(AdaptationData other, ClipList source)
    {
        (Source, Target, Dev, AllTest) = (source, other.Target, other.Dev, other.AllTest);
        (Known, ClassNames, ContentHash) = (other.Known, other.ClassNames, other.ContentHash);
    }

    /// <summary>Labelled clips to learn from, of known classes alone.</summary>
    public ClipList Source { get; }

    /// <summary>Clips of the other domain to learn from; null where none are named.</summary>
    public ClipList? Target { get; }

    /// <summary>Held-out clips of the source; null for none.</summary>
    public ClipList? Dev { get; }

    /// <summary>Clips that figures are of, of all classes; null where none are named.</summary>
    public ClipList? AllTest { get; }

    /// <summary>How many classes are known.</summary>
    public int Known { get; }

    /// <summary>How many classes there are, novel ones included.</summary>
    public int Classes => Math.Max(Known, Math.Max(AllTest?.Classes ?? 0, Target?.Classes ?? 0));

    /// <summary>The classes' names; numbers where no file names them.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>A hash of what the lists name.</summary>
    public string ContentHash { get; }

    /// <summary>The same lists with another one to learn from, such as a part of it.</summary>
    /// <param name="source">Labelled clips of the known classes.</param>
    internal AdaptationData WithSource(ClipList source) => new(this, source);

    /// <summary>The test clips with their classes as a method can tell them.</summary>
    /// <param name="mode">What becomes of novel classes.</param>
    public ClipList Test(ClassMode mode) =>
        Map(AllTest ?? throw new UsageException("--test is missing: name the list of clips that figures are to be of."), mode, "test");

    /// <summary>Reads a list that is named by its file, as <c>weft test</c> and <c>weft features</c> take one.</summary>
    /// <param name="settings">The run's settings, by whose test list it is read.</param>
    /// <param name="list">The file or files.</param>
    public static ClipList Named(AdaptationSettings settings, string list) =>
        Read(settings, (settings.Test.List.Length > 0 ? settings.Test : settings.Source) with { List = list }, "list")!;

    /// <summary>The name of a class.</summary>
    /// <param name="label">Its number.</param>
    /// <param name="mode">What became of novel classes.</param>
    public string NameOf(int label, ClassMode mode = ClassMode.OpenAll) =>
        mode == ClassMode.Open && label == Known ? ClassMap.Unknown : label < ClassNames.Count ? ClassNames[label] : $"{label}";

    private ClipList Map(ClipList list, ClassMode mode, string setting) => mode != ClassMode.Closed || list.Labels.Any(label => label < Known)
        ? list.WithClasses(mode, Known)
        : throw new UsageException($"{setting}: no clip is of the {Known} known classes; check the list, or --known.");

    private static ClipList? Read(AdaptationSettings settings, ClipListSettings list, string setting)
    {
        if (list.List.Length == 0)
        {
            return null;
        }

        try
        {
            return ClipList.Read(list with
            {
                List = string.Join(',', list.List.Split(',').Select(file => Path.GetFullPath(file.Trim(), settings.Data))),
                Folder = Path.GetFullPath(list.Folder, settings.Data),
            });
        }
        catch (UsageException problem)
        {
            throw new UsageException($"{setting}: {problem.Message}");
        }
    }

    /// <summary>The map that names classes: a built-in one, or a file; null where nothing names them.</summary>
    private static ClassMap? Map(AdaptationSettings settings)
    {
        if (ClassMap.BuiltIn.Contains(settings.Classes, StringComparer.Ordinal))
        {
            return ClassMap.Find(settings.Classes);
        }

        var path = Path.GetFullPath(settings.Classes.Length > 0 ? settings.Classes : NamesFile, settings.Data);
        return File.Exists(path) ? ClassMap.Find(path)
            : settings.Classes.Length == 0 ? null
            : throw new UsageException(
                $"classes: {path} is not there; name a file of class names, one a line, one of {string.Join(", ", ClassMap.BuiltIn)}, or leave it out.");
    }

    private IReadOnlyList<string> Names(ClassMap? map) => map is null
        ? [.. Enumerable.Range(0, Classes).Select(c => $"{c}")]
        : map.Classes.Count >= Classes
            ? map.Classes
            : throw new UsageException($"classes: {map.Name} names {map.Classes.Count} classes, but the lists have {Classes}.");

    private static string Hash(IEnumerable<ClipList?> lists) => Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', lists.Select(l => l?.ContentHash ?? "none")))));
}
