using Weft.Data;
using Weft.Data.Ntu;
using Weft.Data.Prepared;
using Weft.Encoders;
using Weft.Search;
using Weft.Torch;
using Weft.Torch.Files;
using Weft.Training;

namespace Weft.Tasks;

/// <summary>NTU RGB+D: 60 actions as video and as skeletons (bmnas.md 1.2 and 3.2). Preparation: <see cref="NtuPreparer"/>.</summary>
public sealed class NtuTask : ITask
{
    /// <summary>The task's name.</summary>
    public const string TaskName = NtuManifest.TaskName;

    private const string Video = "video";
    private const string Skeleton = "skeleton";
    private const int Channels = 64;

    private NtuTask(int size) => Modalities =
    [
        // The maps of a video's frames are large: more than two at once gain no time and take much memory.
        new(Video, [ClipFrames.Taken, size, size, 3], Channels) { Varies = true, InferenceBatch = 2 },
        new(Skeleton, [SkeletonFile.Axes, SkeletonMotion.Length, SkeletonFile.Joints, SkeletonFile.Bodies], Channels) { Varies = true },
    ];

    /// <inheritdoc/>
    public string Name => TaskName;

    /// <inheritdoc/>
    public IReadOnlyList<Modality> Modalities { get; }

    /// <inheritdoc/>
    public int Classes => NtuName.Actions;

    /// <inheritdoc/>
    public bool MultiLabel => false;

    /// <inheritdoc/>
    public MetricKind Metric => MetricKind.Accuracy;

    /// <summary>The task of a prepared folder, which says how large frames are.</summary>
    /// <param name="folder">The prepared folder.</param>
    /// <exception cref="InvalidFileException">The folder is absent, damaged or another task's.</exception>
    public static NtuTask Of(string folder) => new(NtuManifest.Read(folder).Size);

    /// <inheritdoc/>
    public ITaskData Open(string folder)
    {
        var data = NtuDataset.Open(folder);
        if (data.Manifest.Size == Modalities[0].InputShape[1])
        {
            return new Opened(data);
        }

        data.Dispose();
        throw new InvalidFileException(
            Path.Combine(folder, ManifestFile.Name),
            $"has frames of {data.Manifest.Size} pixels, but {Modalities[0].InputShape[1]} are asked for");
    }

    /// <inheritdoc/>
    public Encoder BuildEncoder(string modality, int channels, double dropout, NetworkRandom random) => modality switch
    {
        Video => new InflatedResNet(channels, Classes, random),
        Skeleton => new CoOccurrenceNet(channels, Classes, dropout, random),
        _ => throw new UsageException($"NTU RGB+D has the modalities {Video} and {Skeleton}, not '{modality}'."),
    };

    private sealed class Opened(NtuDataset data) : ITaskData
    {
        private readonly NtuManifest manifest = data.Manifest;

        // What a sample is like depends on the rules as well as on the files; where originals lie does not matter.
        public string ContentHash { get; } = PreparedFolder.ContentHash(
            data.Manifest.Files, $"{data.Manifest.Counts} {string.Join(' ', data.Manifest.Settings().Select(s => s.Value))}");

        public IReadOnlyDictionary<string, string> Facts => new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["clips (train / dev / test)"] = $"{manifest.Counts.Train} / {manifest.Counts.Dev} / {manifest.Counts.Test}",
            ["training subjects"] = string.Join(", ", NtuSubjects.Of(Split.Train, manifest.TrainSubjects)),
            ["clips that cannot be used"] = $"{manifest.Bad}",
            ["frames"] = $"{manifest.Size} x {manifest.Size}, {(manifest.Videos is null ? "rescaled once" : "scaled as they are read")}",
            ["clips read by the rules of"] = manifest.Compatibility == Compatibility.Reference
                ? "the published code (last frame black, blue before red, absent bodies at minus the origin)"
                : "sound (all frames seen, red before blue, absent bodies 0)",
            ["content"] = ContentHash[..16],
        };

        public int Count(Split split) => manifest.Counts.Of(split);

        public RowTable Labels(Split split)
        {
            var labels = data.Labels(split);
            return new RowTable(NdArray.From(labels, labels.Length));
        }

        public void Read(string modality, Split split, int index, Span<float> destination) =>
            Read(modality, split, index, null, destination);

        public void ReadVaried(string modality, Split split, int index, ulong draw, Span<float> destination) =>
            Read(modality, split, index, draw, destination);

        public void Dispose() => data.Dispose();

        private void Read(string modality, Split split, int index, ulong? draw, Span<float> destination)
        {
            if (string.Equals(modality, Video, StringComparison.Ordinal))
            {
                data.ReadVideo(split, index, draw, destination);
            }
            else
            {
                data.ReadSkeleton(split, index, draw, destination);
            }
        }
    }
}
