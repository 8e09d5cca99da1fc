using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Weft.Torch;

namespace Weft.Data.Clips.Lists;

/// <summary>The clips of one or several lists.</summary>
public sealed class ClipList
{
    /// <summary>The most classes that a list may have.</summary>
    public const int MostClasses = 1 << 16;

    private readonly IReadOnlyDictionary<string, string> digests;
    private readonly Lazy<string> hash;

    internal ClipList(
        string name, IReadOnlyList<ClipRecord> clips, int classes, FrameTemplate files, IReadOnlyDictionary<string, string> digests)
    {
        (Name, Clips, Classes, Files, this.digests) = (name, clips, classes, files, digests);
        Labels = [.. clips.Select(clip => clip.Label)];
        hash = new Lazy<string>(Hash);
    }

    /// <summary>What to call it in messages: its lists' paths.</summary>
    public string Name { get; }

    /// <summary>The clips in the order of the lists.</summary>
    public IReadOnlyList<ClipRecord> Clips { get; }

    /// <summary>The clips' labels.</summary>
    public IReadOnlyList<int> Labels { get; }

    /// <summary>Classes: the highest label and 1, or more where that was said.</summary>
    public int Classes { get; }

    /// <summary>How files of frames are named.</summary>
    public FrameTemplate Files { get; }

    /// <summary>SHA-256 of what the lists say, and of the bytes of archives; frames and videos are not looked into.</summary>
    public string ContentHash => hash.Value;

    /// <summary>Reads lists.</summary>
    /// <param name="settings">Which.</param>
    /// <exception cref="InvalidFileException">A list is absent, empty, or not of its form: the message names the line.</exception>
    /// <exception cref="UsageException">No list is named, or the template is none.</exception>
    public static ClipList Read(ClipListSettings settings)
    {
        var files = FrameTemplate.Parse(settings.Template, settings.StartIndex);
        var paths = settings.List.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (paths.Length == 0)
        {
            throw new UsageException("No list of clips is given: name a text file or a .npz archive, or several separated by commas.");
        }

        var clips = new List<ClipRecord>();
        var sums = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var path in paths)
        {
            if (settings.Form == ClipForm.Array || (settings.Form == ClipForm.Auto && ClipArchive.IsNamedBy(path)))
            {
                clips.AddRange(ClipArchive.Parse(path).List(sums));
            }
            else
            {
                clips.AddRange(new ClipListReader(path, settings).Read());
            }
        }

        return new ClipList(string.Join(", ", paths), clips, clips.Max(clip => clip.Label) + 1, files, sums);
    }

    /// <summary>Some of the clips, with the number of classes as it was.</summary>
    /// <param name="choose">Says which.</param>
    /// <exception cref="WeftException">None is left.</exception>
    public ClipList Select(Func<ClipRecord, bool> choose)
    {
        ClipRecord[] chosen = [.. Clips.Where(choose)];
        return chosen.Length > 0 ? With(chosen, Classes) : throw new WeftException($"{Name}: none of its {Clips.Count} clips is left.");
    }

    /// <summary>The clips with other labels.</summary>
    /// <param name="label">A clip's label.</param>
    /// <param name="classes">How many classes there are then; every label is below it.</param>
    public ClipList WithLabels(Func<ClipRecord, int> label, int classes)
    {
        ClipRecord[] changed = [.. Clips.Select(clip => clip with { Label = label(clip) })];
        return changed.FirstOrDefault(clip => clip.Label < 0 || clip.Label >= classes) is { } wrong
            ? throw new ArgumentException($"{wrong.Name} cannot be of class {wrong.Label}: there are {classes}.", nameof(label))
            : With(changed, classes);
    }

    /// <summary>The clips with classes as a mode has them.</summary>
    /// <param name="mode">What becomes of classes that are not known.</param>
    /// <param name="known">How many classes are known; they come first.</param>
    /// <exception cref="WeftException">No clip is left.</exception>
    public ClipList WithClasses(ClassMode mode, int known)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(known, 1);
        return mode switch
        {
            ClassMode.Closed => Select(clip => clip.Label < known).WithLabels(clip => clip.Label, known),
            ClassMode.Open => WithLabels(clip => Math.Min(clip.Label, known), known + 1),
            _ => this,
        };
    }

    private ClipList With(IReadOnlyList<ClipRecord> clips, int classes) => new(Name, clips, classes, Files, digests);

    private string Hash()
    {
        using var sum = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        void Add(string line) => sum.AppendData(Encoding.UTF8.GetBytes(line + "\n"));
        Add(string.Create(CultureInfo.InvariantCulture, $"{Classes} {Files.Text} {Files.StartIndex}"));
        foreach (var clip in Clips)
        {
            Add(string.Create(
                CultureInfo.InvariantCulture, $"{clip.Storage} {clip.Name} {clip.Offset} {clip.Frames} {clip.Label} {clip.Row}"));
        }

        foreach (var (_, digest) in digests.OrderBy(pair => pair.Value, StringComparer.Ordinal))
        {
            Add(digest);
        }

        return Convert.ToHexStringLower(sum.GetHashAndReset());
    }
}
