using Weft.Torch;

namespace Weft.Data.Loading;

/// <summary>
/// Which samples a process of several reads in an epoch: one order for all of them, filled up with its own first samples to a multiple of
/// their number and dealt out in turn (MmNas specification 5.3). The order is libtorch's permutation on the CPU, so that it is the one of
/// the published code where the seed is 0.
/// </summary>
public sealed class DistributedOrder
{
    private readonly IReadOnlyList<int> samples;
    private readonly int ranks;
    private readonly int rank;
    private readonly bool shuffle;
    private readonly ulong seed;

    /// <summary>Creates the order over all samples of a data set.</summary>
    /// <param name="count">The number of samples; at least 1.</param>
    /// <param name="ranks">How many processes share them; at least 1.</param>
    /// <param name="rank">Which of them this is, from 0.</param>
    /// <param name="shuffle">Whether every epoch has a new order; otherwise it is the stored one.</param>
    /// <param name="seed">Added to the epoch to seed the permutation; 0 is as published, whatever the run's seed.</param>
    /// <exception cref="UsageException">There is no sample, or no such rank.</exception>
    public DistributedOrder(int count, int ranks, int rank, bool shuffle, ulong seed = 0)
        : this([.. Enumerable.Range(0, Math.Max(count, 0))], ranks, rank, shuffle, seed)
    {
    }

    /// <summary>Creates the order over some samples of a data set.</summary>
    /// <param name="samples">The samples' indices; at least one.</param>
    /// <param name="ranks">How many processes share them; at least 1.</param>
    /// <param name="rank">Which of them this is, from 0.</param>
    /// <param name="shuffle">Whether every epoch has a new order; otherwise it is the given one.</param>
    /// <param name="seed">Added to the epoch to seed the permutation; 0 is as published.</param>
    /// <exception cref="UsageException">There is no sample, or no such rank.</exception>
    public DistributedOrder(IReadOnlyList<int> samples, int ranks, int rank, bool shuffle, ulong seed = 0)
    {
        if (samples.Count == 0 || ranks < 1 || rank < 0 || rank >= ranks)
        {
            throw new UsageException(
                "An order needs at least 1 sample and a rank below the number of processes; "
                + $"these are {samples.Count} samples and rank {rank} of {ranks}.");
        }

        this.samples = samples;
        this.ranks = ranks;
        this.rank = rank;
        this.shuffle = shuffle;
        this.seed = seed;
    }

    /// <summary>Samples of this process in an epoch.</summary>
    public int Count => (int)(((long)samples.Count + ranks - 1) / ranks);

    /// <summary>How many samples all processes together read twice in an epoch, because their number must divide.</summary>
    public int Repeated => (int)(((long)Count * ranks) - samples.Count);

    /// <summary>The samples of this process in their order.</summary>
    /// <param name="epoch">The 0-based epoch.</param>
    public int[] Indices(int epoch)
    {
        var order = Order(epoch);
        var mine = new int[Count];
        for (var i = 0; i < mine.Length; i++)
        {
            var place = (((long)i * ranks) + rank) % samples.Count;
            mine[i] = samples[order is null ? (int)place : (int)order[place]];
        }

        return mine;
    }

    /// <summary>How many batches <see cref="Batches"/> gives.</summary>
    /// <param name="batchSize">Samples in a batch.</param>
    /// <param name="dropLast">Whether a last batch with fewer samples is left out.</param>
    public int BatchCount(int batchSize, bool dropLast) => dropLast ? Count / batchSize : (int)(((long)Count + batchSize - 1) / batchSize);

    /// <summary>The samples of this process, batch by batch.</summary>
    /// <param name="epoch">The 0-based epoch.</param>
    /// <param name="batchSize">Samples in a batch.</param>
    /// <param name="dropLast">Whether a last batch with fewer samples is left out, as in training.</param>
    public IEnumerable<int[]> Batches(int epoch, int batchSize, bool dropLast) =>
        Indices(epoch).Chunk(batchSize).Take(BatchCount(batchSize, dropLast));

    private long[]? Order(int epoch)
    {
        if (!shuffle)
        {
            return null;
        }

        using var scope = new TensorScope();
        using var generator = new Generator(unchecked(seed + (ulong)epoch));
        return Tensor.RandomPermutation(samples.Count, generator).ToArray<long>();
    }
}
