using Weft.Data.Loading;
using Weft.MmNas;

namespace Weft.Experiments.VisionLanguage;

/// <summary>Collects what a network says of samples and compares it with the truth.</summary>
internal abstract class Judge
{
    /// <summary>Takes a batch.</summary>
    /// <param name="output">What the network says.</param>
    /// <param name="batch">What it was shown.</param>
    /// <param name="samples">The samples' numbers.</param>
    internal abstract void Add(MmNasOutput output, Batch batch, ReadOnlySpan<int> samples);

    /// <summary>The result over all batches.</summary>
    /// <param name="split">The part's name.</param>
    internal abstract SplitResult Result(string split);
}
