using Weft.Data;
using Weft.Data.AvMnist;
using Weft.Data.Loading;
using Weft.Data.Prepared;
using Weft.Encoders;
using Weft.Search;
using Weft.Torch;
using Weft.Torch.Files;
using Weft.Training;

namespace Weft.Tasks;

/// <summary>AV-MNIST: a digit seen (with most of its energy taken away) and heard (in noise). MFAS specification 6.1.</summary>
public sealed class AvMnistTask : ITask
{
    private const int Digits = 10;
    private const string Image = "image";
    private const string Audio = "audio";

    /// <inheritdoc/>
    public string Name => "avmnist";

    /// <inheritdoc/>
    public IReadOnlyList<Modality> Modalities { get; } =
    [
        new(Image, [1, 28, 28], 16, new PlaneAugmentation(Vertical: 0.08, Horizontal: 0.08, Mask: 0)),

        // A spectrogram may move in time; moved in frequency it would be another voice.
        new(Audio, [1, 112, 112], 8, new PlaneAugmentation(Vertical: 0.01, Horizontal: 0.07, Mask: 0.1)),
    ];

    /// <inheritdoc/>
    public int Classes => Digits;

    /// <inheritdoc/>
    public bool MultiLabel => false;

    /// <inheritdoc/>
    public bool HasPublishedEncoderTraining => true;

    /// <inheritdoc/>
    public MetricKind Metric => MetricKind.Accuracy;

    /// <inheritdoc/>
    public ITaskData Open(string folder) => new Opened(AvMnistDataset.Open(folder));

    /// <inheritdoc/>
    public Encoder BuildEncoder(string modality, int channels, double dropout, NetworkRandom random) => modality switch
    {
        Image => new LeNet(3, channels, Digits, firstTapPooled: false, dropout, random),
        Audio => new LeNet(5, channels, Digits, firstTapPooled: true, dropout, random),
        _ => throw new UsageException($"AV-MNIST has the modalities {Image} and {Audio}, not '{modality}'."),
    };

    private sealed class Opened(AvMnistDataset data) : ITaskData
    {
        public string ContentHash { get; } = PreparedFolder.ContentHash(data.Manifest.Files, $"{data.Manifest.Counts}");

        public IReadOnlyDictionary<string, string> Facts => new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["pairs (train / dev / test)"] = $"{data.Manifest.Counts.Train} / {data.Manifest.Counts.Dev} / {data.Manifest.Counts.Test}",
            ["signal-to-noise ratio"] = $"{data.Manifest.Recipe.SnrDb} dB",
            ["image energy kept"] = $"{data.Manifest.Pca.Energy:P1} ({data.Manifest.Pca.Components} components)",
            ["data made by the rules of"] = data.Manifest.Recipe.Compatibility.ToString().ToLowerInvariant(),
            ["content"] = ContentHash[..16],
        };

        public int Count(Split split) => data.Count(split);

        public RowTable Labels(Split split)
        {
            var bytes = data.Labels(split);
            var labels = new long[bytes.Length];
            for (var i = 0; i < labels.Length; i++)
            {
                labels[i] = bytes[i];
            }

            return new RowTable(NdArray.From(labels, labels.Length));
        }

        public void Read(string modality, Split split, int index, Span<float> destination)
        {
            if (string.Equals(modality, Image, StringComparison.Ordinal))
            {
                data.ReadImage(split, index, destination);
            }
            else
            {
                data.ReadAudio(split, index, destination);
            }
        }

        public void Dispose() => data.Dispose();
    }
}
