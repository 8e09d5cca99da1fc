using Weft.Data;
using Weft.Encoders;
using Weft.Search;
using Weft.Tasks;
using Weft.Torch.Files;
using Weft.Training;

namespace Weft.Tests;

/// <summary>A task of two modalities and three classes whose samples are computed, not stored.</summary>
internal sealed class TinyTask : ITask
{
    public string Name => "tiny";

    public int InferenceBatch { get; init; } = 128;

    public IReadOnlyList<Modality> Modalities =>
        [new("a", [1, 8, 8], 2) { InferenceBatch = InferenceBatch }, new("b", [1, 8, 8], 2) { InferenceBatch = InferenceBatch }];

    public int Classes => 3;

    public bool MultiLabel => false;

    public MetricKind Metric => MetricKind.Accuracy;

    public ITaskData Open(string folder) => new TinyData();

    public Encoder BuildEncoder(string modality, int channels, double dropout, NetworkRandom random) =>
        new LeNet(2, channels, Classes, firstTapPooled: false, dropout, random);
}

/// <summary>Its data: a plane's level depends on its label, so that training has something to learn.</summary>
internal sealed class TinyData(int count = 12) : ITaskData
{
    private int reads;

    /// <summary>How many samples were read.</summary>
    public int Reads => reads;

    /// <summary>A sample that cannot be read.</summary>
    public int? Broken { get; init; }

    public string ContentHash => $"tiny-{count}";

    public IReadOnlyDictionary<string, string> Facts { get; } = new Dictionary<string, string>();

    public int Count(Split split) => count;

    public RowTable Labels(Split split) => new(NdArray.From([.. Enumerable.Range(0, count).Select(i => (long)(i % 3))], count));

    public void Read(string modality, Split split, int index, Span<float> destination)
    {
        Interlocked.Increment(ref reads);
        if (index == Broken)
        {
            throw new IOException($"sample {index} cannot be read");
        }

        var state = Seeds.Derive(1, $"{modality}/{split}/{index}");
        foreach (ref var value in destination)
        {
            value = (index % 3) - 1 + ((Seeds.Next(ref state) >> 40) / (float)(1 << 24));
        }
    }

    public void Dispose()
    {
    }
}
