using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Weft.Data.Formats;
using Weft.Torch;

namespace Weft.Data.EgoGesture;

/// <summary>
/// The annotation file <c>egogestureall_but_None.json</c> in the style of ActivityNet: names of gestures, and clips by keys such as
/// <c>Subject02/Scene1/Color/rgb4_39</c>, where what follows '_' only makes keys different. BM-NAS specification 3.3.
/// </summary>
public sealed partial class EgoGestureAnnotations
{
    /// <summary>The most frames of a clip; the longest published one has 196.</summary>
    public const int MostFrames = 4096;

    private const int MaximumBytes = 64 << 20;
    private const int MostLabels = 4096;
    private const int MostClips = 1 << 20;
    private const int LongestName = 256;

    private EgoGestureAnnotations(IReadOnlyList<string> labels, IReadOnlyList<EgoGestureClip> clips) => (Labels, Clips) = (labels, clips);

    /// <summary>The names of the gestures; a clip's label is an index into them.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>The clips in the file's order, those that cannot be used among them.</summary>
    public IReadOnlyList<EgoGestureClip> Clips { get; }

    /// <summary>Reads an annotation file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidFileException">It is absent, damaged, or no such file. A clip that alone is wrong is no reason.</exception>
    public static EgoGestureAnnotations Read(string path)
    {
        using var file = BoundedRead.Open(path);
        var text = BoundedRead.All(file, path, MaximumBytes);
        try
        {
            using var document = JsonDocument.Parse(text);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object
                || !root.TryGetProperty("labels", out var labels) || labels.ValueKind != JsonValueKind.Array
                || !root.TryGetProperty("database", out var database) || database.ValueKind != JsonValueKind.Object)
            {
                throw new InvalidFileException(
                    path,
                    "is no annotation file of EgoGesture: it must have a list 'labels' and an object 'database'; "
                    + "give egogestureall_but_None.json");
            }

            var names = Names(labels, path);
            var clips = ReadClips(database, names, path);
            return new EgoGestureAnnotations(names, clips);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // The latter comes of texts that are no Unicode.
            throw new InvalidFileException(path, $"is damaged, or no JSON ({error.Message.TrimEnd('.')}); get it again", error);
        }
    }

    private static List<string> Names(JsonElement labels, string path)
    {
        var names = labels.GetArrayLength() is >= 2 and <= MostLabels
            ? labels.EnumerateArray().Select(label => label.ValueKind == JsonValueKind.String ? label.GetString()! : string.Empty).ToList()
            : throw new InvalidFileException(path, $"has {labels.GetArrayLength()} labels, but 2 to {MostLabels} can be; get it again");
        return names.Exists(name => name.Length is 0 or > LongestName) || names.Distinct(StringComparer.Ordinal).Count() != names.Count
            ? throw new InvalidFileException(path, "has a label that is no name, or one that is there twice; get it again")
            : names;
    }

    private static List<EgoGestureClip> ReadClips(JsonElement database, List<string> names, string path)
    {
        var labels = names.Select((name, i) => (name, i)).ToDictionary(pair => pair.name, pair => pair.i, StringComparer.Ordinal);
        var keys = new HashSet<string>(StringComparer.Ordinal);
        var clips = new List<EgoGestureClip>();
        foreach (var entry in database.EnumerateObject())
        {
            if (clips.Count == MostClips)
            {
                throw new InvalidFileException(path, $"has more than {MostClips} clips, which cannot be; get it again");
            }

            clips.Add(keys.Add(entry.Name) ? Clip(entry, labels) : EgoGestureClip.Bad(Shown(entry.Name), "is annotated twice"));
        }

        return clips;
    }

    private static EgoGestureClip Clip(JsonProperty entry, Dictionary<string, int> labels)
    {
        var place = KeyPattern().Match(entry.Name);
        var key = Shown(entry.Name);
        if (!place.Success)
        {
            return EgoGestureClip.Bad(key, "is no place of frames, which would be such as Subject01/Scene1/Color/rgb1");
        }

        if (Text(entry.Value, "subset") is not { } subset || !entry.Value.TryGetProperty("annotations", out var annotations)
            || Text(annotations, "label") is not { } label)
        {
            return EgoGestureClip.Bad(key, "has no subset or no label");
        }

        Split? split = subset switch
        {
            "training" => Split.Train,
            "validation" => Split.Dev,
            "testing" => Split.Test,
            _ => null,
        };
        var (first, last) = (Number(annotations, "start_frame"), Number(annotations, "end_frame"));
        var problem = split is null ? $"is of the subset {Shown(subset)}, but there are training, validation and testing"
            : !labels.ContainsKey(label) ? $"has the label {Shown(label)}, which is not among the file's labels"
            : first is null || last is null ? "has no start_frame or end_frame, which are numbers from 0 to 999999"
            : last < first ? $"ends at frame {last}, before it begins at frame {first}"
            : last - first >= MostFrames ? $"has {last - first + 1} frames, but a gesture has at most {MostFrames}"
            : null;
        return problem is null
            ? new EgoGestureClip(
                key, split!.Value, labels[label], place.Groups["scene"].Value, place.Groups["take"].Value, first!.Value, last!.Value)
            : EgoGestureClip.Bad(key, problem);
    }

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private static int? Number(JsonElement element, string name)
    {
        // The published file has numbers as texts.
        var number = !element.TryGetProperty(name, out var value) ? -1
            : value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var plain) ? plain
            : value.ValueKind == JsonValueKind.String && int.TryParse(value.GetString(), NumberStyles.None, null, out var text) ? text
            : -1;
        return number is >= 0 and <= 999_999 ? number : null;
    }

    private static string Shown(string text) =>
        string.Concat(text.Take(LongestName).Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c));

    // Only letters and digits between the slashes: nothing leads out of the folder of frames.
    [GeneratedRegex(
        @"\A(?<scene>[A-Za-z0-9]{1,40}/[A-Za-z0-9]{1,40})/Color/rgb(?<take>[0-9]{1,9})(_[^/]*)?\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex KeyPattern();
}
