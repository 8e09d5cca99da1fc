namespace Weft.Torch;

/// <content>Attention of several heads at once, over samples that may differ in length.</content>
public sealed partial class Tensor
{
    private const double MaskedScore = -1e9;
    private const double LeastRelation = 1e-6;

    private static readonly Operator OpAttention = new("weft::attention");
    private static readonly Operator OpRelationBias = new("weft::relation_bias");

    /// <summary>
    /// dropout(softmax(scale Q Kᵀ + bias)) V for every head of every sample. This holds the rows of queries, with heads side by side; the
    /// maps are not kept for the backward pass, but made anew.
    /// </summary>
    /// <param name="keysAndValues">
    /// Rows of keys and, beside them, values: twice as wide as the queries. Null if they stand beside the queries in this tensor.
    /// </param>
    /// <param name="bias">
    /// For each sample [heads, queries, keys with padding], one sample after the other in one dimension; null for none.
    /// </param>
    /// <param name="spans">Where the samples lie.</param>
    /// <param name="heads">How many heads share the width.</param>
    /// <param name="scale">Multiplies the scores.</param>
    /// <param name="dropout">Probability of zero of a weight, in [0, 1); 0 draws nothing.</param>
    /// <param name="generator">Draws the dropout.</param>
    /// <returns>[rows of queries, width]; zeros in rows that no sample has.</returns>
    /// <exception cref="TorchException">Shapes, types or spans do not fit.</exception>
    public Tensor Attention(
        Tensor? keysAndValues, Tensor? bias, AttentionSpans spans, int heads, double scale, double dropout, Generator generator) =>
        HasKernels(this)
            ? OpAttention.Call(this, keysAndValues, bias, spans.Table, heads, scale, dropout, SeedFor(dropout, generator))
            : ComposedAttention(keysAndValues, bias, spans, heads, scale, dropout, generator);

    /// <summary>
    /// What the relations of pairs add to attention scores, for several blocks at once: log(max(relu(W_h relu(W g + b) + b_h), 1e-6)). This
    /// holds the geometry g, [samples, boxes, boxes, 4]; the inner layer is not kept, but made anew, in pieces.
    /// </summary>
    /// <param name="counts">How many boxes each sample has; pairs of others are left out.</param>
    /// <param name="weight">W, [relations, 4].</param>
    /// <param name="bias">b, [relations].</param>
    /// <param name="headWeight">W_h, the heads of one block after those of another, [blocks * heads, relations].</param>
    /// <param name="headBias">b_h, [blocks * heads].</param>
    /// <param name="blocks">How many blocks share the heads.</param>
    /// <returns>For each block the bias that <see cref="Attention"/> takes.</returns>
    /// <exception cref="TorchException">Shapes or types do not fit.</exception>
    public Tensor[] RelationBias(long[] counts, Tensor weight, Tensor bias, Tensor headWeight, Tensor headBias, int blocks) =>
        HasKernels(this)
            ? OpRelationBias.CallMany(this, From(counts), weight, bias, headWeight, headBias, blocks)
            : ComposedRelationBias(counts, weight, bias, headWeight, headBias, blocks);

    internal Tensor ComposedAttention(
        Tensor? keysAndValues, Tensor? bias, AttentionSpans spans, int heads, double scale, double dropout, Generator generator)
    {
        var width = keysAndValues is null ? Size(1) / 3 : Size(1);
        var queries = Narrow(1, 0, width);
        var keys = (keysAndValues ?? this).Narrow(1, keysAndValues is null ? width : 0, width);
        var values = (keysAndValues ?? this).Narrow(1, keysAndValues is null ? 2 * width : width, width);
        var table = spans.Table.ToArray<long>();
        var results = new List<Tensor>();
        long next = 0;
        long used = 0;
        for (var i = 0; i < spans.Samples; i++)
        {
            var (query, asked, key, valid, all) = (table[5 * i], table[(5 * i) + 1], table[(5 * i) + 2], table[(5 * i) + 3], table[(5 * i) + 4]);
            Tensor Heads(Tensor rows, long start, long count) => rows.Narrow(0, start, count).Reshape(count, heads, width / heads).Transpose(0, 1);

            var scores = Heads(queries, query, asked).MatMul(Heads(keys, key, all).Transpose(1, 2)) * scale;
            if (bias is not null)
            {
                scores += bias.Narrow(0, heads * used, heads * asked * all).Reshape(heads, asked, all);
            }

            var masked = Arange(0, all, device: Device).Ge(valid);
            var weights = Dropped(scores.MaskedFill(masked, MaskedScore).Softmax(-1), dropout, generator);
            results.Add(Zeros([query - next, width], DType, Device));
            results.Add(weights.MatMul(Heads(values, key, all)).Transpose(0, 1).Reshape(asked, width));
            next = query + asked;
            used += asked * all;
        }

        results.Add(Zeros([Size(0) - next, width], DType, Device));
        return Cat([.. results], 0);
    }

    internal Tensor[] ComposedRelationBias(long[] counts, Tensor weight, Tensor bias, Tensor headWeight, Tensor headBias, int blocks)
    {
        var heads = headWeight.Size(0) / blocks;
        var results = new Tensor[blocks];
        for (var block = 0; block < blocks; block++)
        {
            var reader = (Weight: headWeight.Narrow(0, block * heads, heads), Bias: headBias.Narrow(0, block * heads, heads));
            results[block] = Cat([.. counts.Select((count, sample) => Sample(sample, count, reader.Weight, reader.Bias))], 0);
        }

        return results;

        Tensor Sample(long sample, long count, Tensor readerWeight, Tensor readerBias)
        {
            var pairs = Select(0, sample).Narrow(0, 0, count).Narrow(1, 0, count);
            var relations = pairs.Linear(weight, bias).Relu().Linear(readerWeight, readerBias).Relu();
            return relations.Clamp(min: LeastRelation).Log().Permute(2, 0, 1).Flatten();
        }
    }
}
