using System.Globalization;
using Weft.Data.Formats;
using Weft.Torch;
using Weft.Torch.Files;

namespace Weft.Data.Clips.Lists;

/// <summary>
/// Clips that lie in one array of a <c>.npz</c> archive: uint8 [clips, frames, height, width, channels] with 1 or 3 channels, and labels
/// [clips].
/// </summary>
/// <param name="File">The archive.</param>
/// <param name="Part">Which of several pairs of arrays, such as <c>source</c> of <c>source_video</c>; null for the only one.</param>
internal sealed record ClipArchive(string File, string? Part)
{
    private const string Suffix = ".npz";

    private static readonly string[] VideoNames = ["video", "videos", "frames", "x"];
    private static readonly string[] LabelNames = ["label", "labels", "y"];

    /// <summary>Whether a path means an archive.</summary>
    /// <param name="path">A list's path.</param>
    public static bool IsNamedBy(string path) => Parse(path).File.EndsWith(Suffix, StringComparison.OrdinalIgnoreCase);

    /// <summary>Takes a path apart.</summary>
    /// <param name="path">The archive, with <c>#PART</c> behind it or not.</param>
    public static ClipArchive Parse(string path)
    {
        var mark = path.LastIndexOf('#');
        return mark < 0 || System.IO.File.Exists(path)
            ? new ClipArchive(Path.GetFullPath(path), null)
            : new ClipArchive(Path.GetFullPath(path[..mark]), path[(mark + 1)..]);
    }

    /// <summary>Lists its clips.</summary>
    /// <param name="digests">Receives the file's SHA-256.</param>
    /// <exception cref="InvalidFileException">It is absent or damaged, or has not these arrays.</exception>
    public IEnumerable<ClipRecord> List(Dictionary<string, string> digests)
    {
        using var archive = new NpzReader(File);
        var (clips, frames, _, _, _) = Sizes(archive);
        var name = Find(archive, LabelNames, "labels");
        var labels = SourceFile.Integers(archive, name, File);
        if (labels.LongLength != clips)
        {
            throw new InvalidFileException(File, $"its array '{name}' has {labels.Length} labels for {clips} clips; write it again");
        }

        var wrong = Array.FindIndex(labels, label => label is < 0 or >= ClipList.MostClasses);
        if (wrong >= 0)
        {
            throw new InvalidFileException(
                File, $"its array '{name}' has the label {labels[wrong]} in row {wrong}; labels are from 0 to {ClipList.MostClasses - 1}");
        }

        digests[File] = Checksum.OfFile(File);
        var path = Part is null ? File : $"{File}#{Part}";
        var stem = Path.GetFileNameWithoutExtension(File) + (Part is null ? "" : $"/{Part}");
        return labels.Select((label, row) => new ClipRecord(path, 0, (int)frames, (int)label, ClipStorage.Array, row)
        {
            Name = string.Create(CultureInfo.InvariantCulture, $"{stem}/{row}"),
        });
    }

    /// <summary>Reads the clips.</summary>
    /// <returns>uint8 [clips, frames, height, width, channels].</returns>
    /// <exception cref="InvalidFileException">It is absent or damaged, or has no such array.</exception>
    public NdArray Load()
    {
        using var archive = new NpzReader(File);
        Sizes(archive);
        return archive.Read(Find(archive, VideoNames, "clips"));
    }

    private (long Clips, long Frames, long Height, long Width, long Channels) Sizes(NpzReader archive)
    {
        var name = Find(archive, VideoNames, "clips");
        var (type, shape) = archive.Describe(name);
        return type == ElementType.UInt8 && shape is [var clips, var frames, var height, var width, var channels and (1 or 3)]
            && shape.All(size => size is > 0 and <= int.MaxValue)
            ? (clips, frames, height, width, channels)
            : throw new InvalidFileException(
                File,
                $"its array '{name}' is {type?.ToString() ?? "text"} [{string.Join(", ", shape)}], but clips are uint8 "
                + "[clips, frames, height, width, channels] with 1 or 3 channels; write it again");
    }

    private string Find(NpzReader archive, string[] names, string what)
    {
        string[] candidates = [.. names.Select(name => Part is null ? name : $"{Part}_{name}")];
        return candidates.FirstOrDefault(archive.Contains)
            ?? throw new InvalidFileException(
                File,
                $"has no array of {what} ({string.Join(", ", candidates)}); it has {string.Join(", ", archive.Names.Take(10))}"
                + (Part is null && archive.Names.Any(name => name.EndsWith("_video", StringComparison.Ordinal))
                    ? "; name a part, such as FILE.npz#source" : ""));
    }
}
