using System.Runtime.InteropServices;
using Weft.Data;
using Weft.Encoders;
using Weft.Search;
using Weft.Torch;
using Weft.Torch.Files;
using Weft.Training;

namespace Weft.Tasks;

/// <summary>Five ways of walking, seen by two sensors: an accelerometer and a gyroscope, three axes each, 128 moments to a window.</summary>
public sealed class GaitTask : ITask
{
    /// <inheritdoc/>
    public string Name => "gait";

    /// <inheritdoc/>
    public IReadOnlyList<Modality> Modalities { get; } = [new("accelerometer", [3, 128], 16), new("gyroscope", [3, 128], 16)];

    /// <inheritdoc/>
    public int Classes => 5;

    /// <inheritdoc/>
    public bool MultiLabel => false;

    /// <inheritdoc/>
    public MetricKind Metric => MetricKind.Accuracy;

    /// <inheritdoc/>
    public ITaskData Open(string folder) => new Opened(folder, Modalities);

    /// <inheritdoc/>
    public Encoder BuildEncoder(string modality, int channels, double dropout, NetworkRandom random) =>
        new SensorNet(3, channels, Classes, dropout, random);

    /// <summary>MODALITY_SPLIT.npy holds Float32 windows [samples, 3, 128], labels_SPLIT.npy their Int64 classes.</summary>
    private sealed class Opened : ITaskData
    {
        private readonly Dictionary<(string Modality, Split Split), NpyFile> windows = [];
        private readonly Dictionary<Split, NdArray> labels = [];

        public Opened(string folder, IReadOnlyList<Modality> modalities)
        {
            var sums = new List<string>();
            foreach (var split in Enum.GetValues<Split>())
            {
                var word = split.ToString().ToLowerInvariant();
                var labelPath = Path.Combine(folder, $"labels_{word}.npy");
                labels[split] = NpyReader.Read(labelPath);
                sums.Add(Checksum.OfFile(labelPath));
                foreach (var modality in modalities)
                {
                    var path = Path.Combine(folder, $"{modality.Name}_{word}.npy");
                    var file = windows[(modality.Name, split)] = NpyFile.OpenMapped(path);
                    sums.Add(Checksum.OfFile(path));
                    if (file.Type != ElementType.Float32 || !file.Shape.SequenceEqual([Count(split), .. modality.InputShape]))
                    {
                        Dispose();
                        throw new InvalidFileException(path, $"is not Float32 [{Count(split)}, 3, 128]; prepare the data again.");
                    }
                }
            }

            ContentHash = Checksum.OfBytes(MemoryMarshal.AsBytes<char>(string.Concat(sums)));
        }

        public string ContentHash { get; }

        public IReadOnlyDictionary<string, string> Facts => new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["windows (train / dev / test)"] = $"{Count(Split.Train)} / {Count(Split.Dev)} / {Count(Split.Test)}",
        };

        public int Count(Split split) => checked((int)labels[split].Shape[0]);

        public RowTable Labels(Split split) => new(labels[split]);

        public void Read(string modality, Split split, int index, Span<float> destination) =>
            windows[(modality, split)].Row<float>(index).CopyTo(destination);

        public void Dispose()
        {
            foreach (var file in windows.Values)
            {
                file.Dispose();
            }
        }
    }
}
