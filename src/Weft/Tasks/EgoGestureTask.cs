using Weft.Data;
using Weft.Data.EgoGesture;
using Weft.Data.Prepared;
using Weft.Encoders;
using Weft.Search;
using Weft.Torch;
using Weft.Torch.Files;
using Weft.Training;

namespace Weft.Tasks;

/// <summary>
/// EgoGesture: gestures seen from the head of the one who makes them, in colour and in depth. BM-NAS specification 1.2 and 3.3.
/// </summary>
public sealed class EgoGestureTask : ITask
{
    private const int DefaultChannels = 64;

    // A clip in colour has 4.8 MB, and its features within the encoder many times as much.
    private const int ClipsAtOnce = 4;

    private EgoGestureTask(EgoGestureManifest manifest)
    {
        ClassNames = manifest.Classes;
        var (size, length) = (manifest.Recipe.Size, manifest.Recipe.Length);
        Modalities = [.. EgoGestureModality.All.Select(m =>
            new Modality(m.Name, [m.Channels, length, size, size], DefaultChannels) { Varies = true, InferenceBatch = ClipsAtOnce })];
    }

    /// <inheritdoc/>
    public string Name => EgoGestureManifest.TaskName;

    /// <inheritdoc/>
    public IReadOnlyList<Modality> Modalities { get; }

    /// <inheritdoc/>
    public int Classes => ClassNames.Count;

    /// <summary>The names of the gestures.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <inheritdoc/>
    public bool MultiLabel => false;

    /// <inheritdoc/>
    public MetricKind Metric => MetricKind.Accuracy;

    /// <summary>The task of a prepared folder, which determines gestures and sizes.</summary>
    /// <param name="folder">The prepared folder.</param>
    /// <exception cref="InvalidFileException">The folder is absent, damaged or another task's.</exception>
    public static EgoGestureTask Of(string folder) => new(EgoGestureManifest.Read(folder));

    /// <inheritdoc/>
    public ITaskData Open(string folder)
    {
        var data = EgoGestureDataset.Open(folder);
        var recipe = data.Manifest.Recipe;
        if (data.Manifest.Classes.SequenceEqual(ClassNames, StringComparer.Ordinal)
            && Modalities[0].InputShape.SequenceEqual([EgoGestureModality.Rgb.Channels, recipe.Length, recipe.Size, recipe.Size]))
        {
            return new Opened(data);
        }

        data.Dispose();
        throw new InvalidFileException(
            Path.Combine(folder, ManifestFile.Name),
            "has other gestures or sizes than the data that the task was made for; give the folder that the run began with");
    }

    /// <inheritdoc/>
    public Encoder BuildEncoder(string modality, int channels, double dropout, NetworkRandom random) =>
        new ResNeXt3d(Known(modality).Channels, channels, Classes, random);

    private static EgoGestureModality Known(string name) =>
        EgoGestureModality.All.FirstOrDefault(m => string.Equals(m.Name, name, StringComparison.Ordinal))
        ?? throw new UsageException(
            $"EgoGesture has the modalities {string.Join(" and ", EgoGestureModality.All.Select(m => m.Name))}, not '{name}'.");

    private sealed class Opened(EgoGestureDataset data) : ITaskData
    {
        private readonly EgoGestureManifest manifest = data.Manifest;

        public string ContentHash { get; } =
            PreparedFolder.ContentHash(data.Manifest.Files, $"{data.Manifest.Counts} {data.Manifest.Recipe}");

        public IReadOnlyDictionary<string, string> Facts => new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["clips (train / dev / test)"] = $"{manifest.Counts.Train} / {manifest.Counts.Dev} / {manifest.Counts.Test}",
            ["clips that cannot be used"] = $"{manifest.Bad.Count}",
            ["clips and gestures as published"] = manifest.Published ? "yes" : "no",
            ["frames"] = $"{manifest.Recipe.Length} of {manifest.Recipe.Size} x {manifest.Recipe.Size} pixels",
            ["content"] = ContentHash[..16],
        };

        public int Count(Split split) => manifest.Counts.Of(split);

        public RowTable Labels(Split split) => new(NdArray.From(data.Labels(split).ToArray(), manifest.Counts.Of(split)));

        public void Read(string modality, Split split, int index, Span<float> destination)
        {
            var window = ClipWindow.Centred(data.Frames(split, index), manifest.Recipe.Length);
            data.Read(Known(modality), split, index, window, ClipCrop.Centred, destination);
        }

        public void ReadVaried(string modality, Split split, int index, ulong draw, Span<float> destination)
        {
            // Drawn in the same order whatever the modality: colour and depth show the same moments of the same place.
            var random = ItemRandom.From(draw);
            var window = ClipWindow.Random(data.Frames(split, index), manifest.Recipe.Length, ref random);
            data.Read(Known(modality), split, index, window, ClipCrop.Random(ref random), destination);
        }

        public void Dispose() => data.Dispose();
    }
}
