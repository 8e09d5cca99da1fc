using Weft.Data;
using Weft.Data.MmImdb;
using Weft.Data.Prepared;
using Weft.Encoders;
using Weft.Search;
using Weft.Torch;
using Weft.Training;

namespace Weft.Tasks;

/// <summary>MM-IMDB: the genres of films, of which each has any number, by their posters and plots. BM-NAS specification 1.2 and 3.1.</summary>
public sealed class MmImdbTask : ITask
{
    private const string Image = "image";
    private const string Text = "text";

    /// <inheritdoc/>
    public string Name => MmImdbFormat.Task;

    /// <inheritdoc/>
    public IReadOnlyList<Modality> Modalities { get; } =
    [
        new(Image, MmImdbFormat.ImageShape, 64) { InferenceBatch = 8 },
        new(Text, [MmImdbFormat.TextValues], 64),
    ];

    /// <inheritdoc/>
    public int Classes => MmImdbFormat.Genres.Count;

    /// <inheritdoc/>
    public IReadOnlyList<string> ClassNames => MmImdbFormat.Genres;

    /// <inheritdoc/>
    public bool MultiLabel => true;

    /// <inheritdoc/>
    public MetricKind Metric => MetricKind.F1Weighted;

    /// <inheritdoc/>
    public ITaskData Open(string folder) => new Opened(MmImdbDataset.Open(folder));

    /// <inheritdoc/>
    public Encoder BuildEncoder(string modality, int channels, double dropout, NetworkRandom random) => modality switch
    {
        Image => new Vgg19(channels, Classes, random),
        Text => new MaxoutMlp(MmImdbFormat.TextValues, channels, Classes, dropout, random),
        _ => throw new UsageException($"MM-IMDB has the modalities {Image} and {Text}, not '{modality}'."),
    };

    private sealed class Opened(MmImdbDataset data) : ITaskData
    {
        public string ContentHash { get; } = PreparedFolder.ContentHash(data.Manifest.Files, $"{data.Manifest.Counts}");

        public IReadOnlyDictionary<string, string> Facts => new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["films (train / dev / test)"] = $"{data.Manifest.Counts.Train} / {data.Manifest.Counts.Dev} / {data.Manifest.Counts.Test}",
            ["counts"] = data.Manifest.HasPublishedCounts() ? "as published" : "not the published ones",
            ["films that cannot be used"] = $"{data.Manifest.BadCount}",
            ["content"] = ContentHash[..16],
        };

        public int Count(Split split) => data.Manifest.Counts.Of(split);

        public RowTable Labels(Split split) => new(data.Labels(split));

        public void Read(string modality, Split split, int index, Span<float> destination)
        {
            if (string.Equals(modality, Image, StringComparison.Ordinal))
            {
                data.ReadImage(split, index, destination);
            }
            else
            {
                data.Text(split, index).CopyTo(destination);
            }
        }

        public void Dispose() => data.Dispose();
    }
}
