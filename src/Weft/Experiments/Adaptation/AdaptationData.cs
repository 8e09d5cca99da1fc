using System.Security.Cryptography;
using System.Text;
using Weft.Cdar;
using Weft.Data.Clips;
using Weft.Data.Clips.Lists;
using Weft.Torch;

namespace Weft.Experiments.Adaptation;

/// <summary>The lists of a run, with their classes as the run numbers them: the known ones first.</summary>
public sealed class AdaptationData
{
    private const string NamesFile = "classes.txt";
    private const int LongestNames = 1 << 20;

    /// <summary>Reads the lists.</summary>
    /// <param name="settings">The run's settings.</param>
    /// <exception cref="WeftException">A list is missing, damaged, or does not fit the others.</exception>
    public AdaptationData(AdaptationSettings settings)
    {
        var source = Read(settings, settings.Source, "source") ?? throw new UsageException("--source is missing: name the list of labelled clips.");
        Known = settings.Known > 0 ? settings.Known : source.Classes;
        Source = Map(source, ClassMode.Closed, "source");
        Target = Read(settings, settings.Target, "target");
        Dev = Read(settings, settings.Dev, "dev") is { } dev ? Map(dev, ClassMode.Closed, "dev") : null;
        AllTest = Read(settings, settings.Test, "test");
        if (Source.Clips.Select(c => c.Label).Distinct().Count() < 2)
        {
            throw new UsageException($"{settings.Source.List} holds clips of one class: there is nothing to tell apart.");
        }

        ClassNames = Names(settings);
        ContentHash = Hash([Source, Target, Dev, AllTest]);
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
    public string NameOf(int label) => label < ClassNames.Count ? ClassNames[label] : label == Known ? "unknown" : $"{label}";

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

    private string[] Names(AdaptationSettings settings)
    {
        var path = Path.GetFullPath(settings.Classes.Length > 0 ? settings.Classes : NamesFile, settings.Data);
        if (!File.Exists(path))
        {
            return settings.Classes.Length > 0
                ? throw new UsageException($"classes: {path} is not there; name a file of class names, one a line, or leave it out.")
                : [.. Enumerable.Range(0, Classes).Select(c => $"{c}")];
        }

        if (new FileInfo(path).Length > LongestNames)
        {
            throw new InvalidFileException(path, "is too long for names of classes (over 1 MiB)");
        }

        var names = File.ReadAllLines(path).Where(l => l.Trim().Length > 0).Select(l => l.Trim()).ToArray();
        return names.Length >= Classes
            ? names
            : throw new InvalidFileException(path, $"names {names.Length} classes, but the lists have {Classes}");
    }

    private static string Hash(IEnumerable<ClipList?> lists) => Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', lists.Select(l => l?.ContentHash ?? "none")))));
}
