namespace Weft.Torch;

/// <summary>
/// Where the samples of a batch lie in the rows of queries and of keys. Samples may differ in length: rows without a sample cost nothing.
/// </summary>
public sealed class AttentionSpans
{
    private const int Columns = 5;

    private readonly Tensor table;

    private AttentionSpans(long[] rows, long samples)
    {
        Samples = samples;
        table = Tensor.From(rows, samples, Columns);
        for (var i = 0; i < samples; i++)
        {
            Pairs += rows[(i * Columns) + 1] * rows[(i * Columns) + 4];
        }
    }

    /// <summary>The number of samples.</summary>
    public long Samples { get; }

    /// <summary>The sum over samples of queries times keys, padding of keys included: the elements of a bias for one head.</summary>
    public long Pairs { get; }

    /// <summary>[samples, 5] Int64 on the CPU: first query, queries, first key, keys to be looked at, keys with padding.</summary>
    internal Tensor Table => table;

    /// <summary>Samples one after the other, without padding. Belongs to the current scope.</summary>
    /// <param name="queries">How many queries each sample has.</param>
    /// <param name="keys">How many keys each sample has.</param>
    /// <exception cref="ArgumentException">There are not as many of one as of the other.</exception>
    public static AttentionSpans Packed(ReadOnlySpan<long> queries, ReadOnlySpan<long> keys)
    {
        if (queries.Length != keys.Length)
        {
            throw new ArgumentException($"There are {queries.Length} samples of queries and {keys.Length} of keys.", nameof(keys));
        }

        var rows = new long[queries.Length * Columns];
        long query = 0;
        long key = 0;
        for (var i = 0; i < queries.Length; i++)
        {
            Row(rows, i, query, queries[i], key, keys[i], keys[i]);
            query += queries[i];
            key += keys[i];
        }

        return new(rows, queries.Length);
    }

    /// <summary>Samples of one length each in queries and in keys, the last keys of which may be padding. Belongs to the current scope.</summary>
    /// <param name="queries">Queries of each sample.</param>
    /// <param name="keys">Keys of each sample, with padding.</param>
    /// <param name="valid">How many of the keys are none; where it is 0, all keys count alike.</param>
    public static AttentionSpans Padded(long queries, long keys, ReadOnlySpan<long> valid)
    {
        var rows = new long[valid.Length * Columns];
        for (var i = 0; i < valid.Length; i++)
        {
            Row(rows, i, i * queries, queries, i * keys, valid[i], keys);
        }

        return new(rows, valid.Length);
    }

    private static void Row(long[] rows, int sample, long query, long queries, long key, long valid, long keys)
    {
        long[] row = [query, queries, key, valid, keys];
        row.CopyTo(rows, sample * Columns);
    }
}
