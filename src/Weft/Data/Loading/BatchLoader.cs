using Weft.Search;

namespace Weft.Data.Loading;

/// <summary>
/// Batches of a source in an order that depends only on the seed and the epoch, so that (epoch, batch) is the whole position and a
/// resumed pass reads what the interrupted one would have read. The next batches are read ahead, at most a few.
/// </summary>
/// <param name="source">Where samples come from.</param>
/// <param name="batchSize">Samples in a batch; the last one may be smaller.</param>
/// <param name="shuffleSeed">Shuffles every epoch anew; null keeps the stored order.</param>
/// <param name="dropSingle">Drop a last batch of one sample, with which batch normalisation cannot train.</param>
/// <param name="prefetch">How many batches are read ahead; 2.</param>
/// <param name="dropPartial">Drop a last batch that is not full, as published programs with a fixed number of steps do; not the only one.</param>
/// <param name="publishedOrder">The order of an epoch's samples where a publication has its own; null goes by the seed.</param>
public sealed class BatchLoader(
    IBatchSource source, int batchSize, ulong? shuffleSeed, bool dropSingle = false, int prefetch = 2, bool dropPartial = false,
    Func<int, int[]>? publishedOrder = null)
{
    /// <summary>Number of samples.</summary>
    public int Count => source.Count;

    /// <summary>Batches in an epoch.</summary>
    public int Batches
    {
        get
        {
            var whole = (source.Count + batchSize - 1) / batchSize;
            var rest = source.Count % batchSize;
            return whole > 1 && ((dropSingle && rest == 1) || (dropPartial && rest > 0)) ? whole - 1 : whole;
        }
    }

    /// <summary>Batches in an epoch with the last partial one as a fraction, as the published schedules count them.</summary>
    public double BatchesExact => (double)source.Count / batchSize;

    /// <summary>Begins a pass.</summary>
    /// <param name="epoch">0-based epoch.</param>
    /// <param name="firstBatch">Where to begin, after a resume.</param>
    public BatchPass Begin(int epoch, int firstBatch = 0)
    {
        var order = publishedOrder is not null ? publishedOrder(epoch)
            : shuffleSeed is { } seed ? Seeds.Permutation(source.Count, Seeds.Derive(seed, $"order/{epoch}"))
            : [.. Enumerable.Range(0, source.Count)];
        return new BatchPass(source, epoch, order, batchSize, firstBatch, Batches, prefetch);
    }
}
