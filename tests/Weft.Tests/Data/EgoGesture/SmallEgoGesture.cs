using System.Text.Json;
using System.Text.Json.Nodes;
using Weft.Data.EgoGesture;
using Weft.Data.Prepared;
using Weft.Testing;
using Weft.Tests.Data.Formats.Images;
using Weft.Torch.Files;
using Weft.Tests.Data.Formats;

namespace Weft.Tests.Data.EgoGesture;

/// <summary>EgoGesture in small: three people, one for each split, with 12 frames each of 37 x 21 pixels and three clips that share some.</summary>
internal sealed class SmallEgoGesture : IDisposable
{
    private const int Frames = 12;
    private readonly TemporaryFolder folder = new();

    public SmallEgoGesture()
    {
        NeededLibrary.Jpeg();
        foreach (var (subject, subset) in new[] { ("Subject01", "training"), ("Subject02", "validation"), ("Subject03", "testing") })
        {
            var key = $"{subject}/Scene1/Color/rgb12";
            Add(key, subset, "Wave", 1, 4);
            Add(key + "_1", subset, "Knock", 3, 9);
            Add(key + "_27", subset, "Wave", 12, 12);
            for (var frame = 1; frame <= Frames; frame++)
            {
                Write($"{key}/{frame:000000}.jpg", GoldenImages.Jpeg(GoldenImages.Flavours[frame % 4]));
                Write($"{subject}/Scene1/Depth/depth12/{frame:000000}.jpg", GoldenImages.Jpeg(frame % 2 == 0 ? "grey" : "420"));
            }
        }
    }

    /// <summary>The clips as they will be written.</summary>
    public JsonObject Database { get; } = [];

    /// <summary>The names as they will be written.</summary>
    public JsonArray Labels { get; set; } = ["Knock", "Wave"];

    public string this[string name] => folder[name];

    public void Add(string key, string subset, string label, int first, int last) => Database[key] = new JsonObject
    {
        ["subset"] = subset,
        ["annotations"] = new JsonObject { ["label"] = label, ["start_frame"] = $"{first}", ["end_frame"] = $"{last}" },
    };

    public void Write(string frame, byte[] bytes)
    {
        var path = Path.Combine(folder["frames"], frame);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
    }

    public void Delete(string frame) => File.Delete(Path.Combine(folder["frames"], frame));

    /// <summary>Writes the annotation file.</summary>
    public string Annotations()
    {
        File.WriteAllText(folder["annotations.json"], JsonSerializer.Serialize(new JsonObject
        {
            ["labels"] = Labels.DeepClone(),
            ["database"] = Database.DeepClone(),
        }));
        return folder["annotations.json"];
    }

    public PrepareResult<EgoGestureManifest> Prepare(
        string target = "out", IProgress<PrepareProgress>? progress = null, double recordSeconds = 5, CancellationToken cancellation = default) =>
        EgoGesturePreparer.Prepare(
            folder["frames"], Annotations(), folder[target], new EgoGestureRecipe(16, 4), progress, recordSeconds, cancellation: cancellation);

    /// <summary>The digests of all files of a prepared folder by their name.</summary>
    public SortedDictionary<string, string> Files(string target) => new(
        Directory.GetFiles(folder[target], "*", SearchOption.AllDirectories)
            .ToDictionary(path => Path.GetRelativePath(folder[target], path), Checksum.OfFile, StringComparer.Ordinal),
        StringComparer.Ordinal);

    public void Dispose() => folder.Dispose();
}

/// <summary>Does something when a preparation has come to a point.</summary>
internal sealed class AtProgress(string stage, int done, Action act) : IProgress<PrepareProgress>
{
    public List<string> Notes { get; } = [];

    public List<PrepareProgress> Reports { get; } = [];

    public void Report(PrepareProgress value)
    {
        if (value.Note is not null)
        {
            Notes.Add(value.Note);
            return;
        }

        Reports.Add(value);
        if (value.Stage == stage && value.Done == done)
        {
            act();
        }
    }
}
