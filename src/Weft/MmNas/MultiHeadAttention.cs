using Weft.MmNas.Fused;
using Weft.Search;
using Weft.Torch;
using Weft.Torch.Modules;

namespace Weft.MmNas;

/// <summary>Attention with several heads (specification 2): queries of one sequence, keys and values of another or of the same.</summary>
public sealed class MultiHeadAttention : Module
{
    private readonly int headWidth;
    private readonly int heads;
    private readonly double dropout;
    private readonly Generator noise;
    private readonly Linear values;
    private readonly Linear keys;
    private readonly Linear queries;
    private readonly Linear merge;

    /// <summary>Creates the layers.</summary>
    /// <param name="sizes">Width, dropout, biases.</param>
    /// <param name="headWidth">Width of one head.</param>
    /// <param name="random">Initial values and masks.</param>
    /// <param name="widening">The width of all heads together, in multiples of the sequence's; 1 by default.</param>
    /// <param name="related">Whether relations between regions take part; false by default.</param>
    /// <exception cref="UsageException">Heads of this width do not fill the whole.</exception>
    public MultiHeadAttention(MmNasSizes sizes, int headWidth, NetworkRandom random, int widening = 1, bool related = false)
    {
        var inner = sizes.Hidden * widening;
        if (inner % headWidth != 0)
        {
            throw new UsageException(
                $"hidden is {sizes.Hidden}, and heads of width {headWidth} do not fill {inner}: "
                + "choose a multiple, or operations of another head width.");
        }

        this.headWidth = headWidth;
        heads = inner / headWidth;
        dropout = sizes.Dropout;
        noise = random.Noise;
        values = AddPart("linear_v", Project(sizes.Hidden, inner));
        keys = AddPart("linear_k", Project(sizes.Hidden, inner));
        queries = AddPart("linear_q", Project(sizes.Hidden, inner));
        Relation = related ? AddPart("linear_r", new Linear(sizes.RelationWidth, heads, random.Initial)) : null;
        merge = AddPart("linear_merge", Project(inner, sizes.Hidden));

        Linear Project(int inputs, int outputs) => new(inputs, outputs, random.Initial, sizes.AttentionBias);
    }

    /// <summary>The layer from relation features to heads, or null.</summary>
    public Linear? Relation { get; }

    /// <summary>Applies the attention.</summary>
    /// <param name="asking">[batch, queries, hidden].</param>
    /// <param name="answering">[batch, keys, hidden].</param>
    /// <param name="mask">[batch, keys], true where a key is to be ignored; null for none. A row without keys weighs all alike.</param>
    /// <param name="bias">[batch, heads, queries, keys], added to the scaled scores; null for none.</param>
    /// <returns>[batch, queries, hidden].</returns>
    public Tensor Forward(Tensor asking, Tensor answering, Tensor? mask = null, Tensor? bias = null) =>
        Attend(asking, Heads(keys.Forward(answering)), Heads(values.Forward(answering)), mask, bias, Training ? dropout : 0);

    /// <summary>The same for packed tokens.</summary>
    /// <param name="asking">[rows, hidden].</param>
    /// <param name="answering">[rows, hidden]; null for the asking tokens themselves.</param>
    /// <param name="spans">Where the samples lie.</param>
    /// <param name="bias">For each sample [heads, queries, keys], one after the other; null for none.</param>
    /// <returns>[rows, hidden].</returns>
    internal Tensor ForwardPacked(Tensor asking, Tensor? answering, AttentionSpans spans, Tensor? bias = null)
    {
        // One product instead of two or three: the larger, the quicker.
        var own = answering is null ? Project(asking, queries, keys, values) : queries.Forward(asking);
        var other = answering is null ? null : Project(answering, keys, values);
        var attended = own.Attention(other, bias, spans, heads, 1 / Math.Sqrt(headWidth), Training ? dropout : 0, noise);
        return merge.Forward(attended);
    }

    /// <summary>
    /// What of this attention depends on the answering sequences alone: keys and values; or, where that is less work for those who ask,
    /// keys folded with the queries' weights and values with the merge's. Scores are Y (Wq_h K_h^T), and what is merged is the sum of
    /// A_h (V_h Wm_h), so that two matrices then replace all four projections.
    /// </summary>
    /// <param name="answering">[texts, keys, hidden].</param>
    /// <param name="mask">[texts, keys], true where a key is to be ignored; null for none.</param>
    /// <param name="asking">How many tokens will ask each text.</param>
    internal PreparedGuide Prepare(Tensor answering, Tensor? mask, long asking)
    {
        var (texts, count, width) = (answering.Size(0), answering.Size(1), answering.Size(2));

        // Multiplications for a text in units of twice the hidden width times the inner: words projected and folded, and tokens against the
        // columns of all heads; or words projected, and tokens projected, merged and against the columns of one.
        var folded = (2 * count) + ((double)asking * count / headWidth);
        if (folded >= asking + count + ((double)asking * count / width))
        {
            return new PreparedGuide(Heads(keys.Forward(answering)), Heads(values.Forward(answering)), null, mask, IsFolded: false);
        }

        var (key, value) = (ByHead(keys.Forward(answering)), ByHead(values.Forward(answering)));
        var scale = 1 / Math.Sqrt(headWidth);
        var bias = queries.Bias is { } asked ? Fold(key, asked.Reshape(heads, headWidth, 1) * scale).Reshape(texts, 1, heads, count) : null;
        var merged = Fold(value, merge.Weight.Transpose(0, 1).Reshape(heads, headWidth, width));

        // The weights of a head sum to one, so the heads can carry the merge's bias together.
        return new PreparedGuide(
            Fold(key, queries.Weight.Reshape(heads, headWidth, width) * scale).Transpose(1, 2),
            merge.Bias is null ? merged : merged + (merge.Bias * (1.0 / heads)),
            bias,
            mask,
            IsFolded: true);

        // [heads, texts * keys, head width] to [texts, heads * keys, outputs].
        Tensor Fold(Tensor projected, Tensor weight) => projected.MatMul(weight)
            .Reshape(heads, texts, count, weight.Size(2)).Transpose(0, 1).Reshape(texts, heads * count, weight.Size(2));
    }

    /// <summary>Applies the attention to prepared sequences: for evaluation, without dropout.</summary>
    /// <param name="asking">[texts, queries, hidden].</param>
    /// <param name="guide">What <see cref="Prepare"/> made of as many texts with the same weights.</param>
    /// <returns>[texts, queries, hidden].</returns>
    internal Tensor Forward(Tensor asking, PreparedGuide guide)
    {
        if (!guide.IsFolded)
        {
            return Attend(asking, guide.Keys, guide.Values, guide.Mask, null, 0);
        }

        var scores = asking.MatMul(guide.Keys).Reshape(asking.Size(0), asking.Size(1), heads, -1);
        var weights = AttentionWeights.Apply(scores, 1, guide.Bias, guide.Mask, new NoiseLevel(0, noise));
        return weights.Flatten(2).MatMul(guide.Values);
    }

    private static Tensor Project(Tensor input, params Linear[] layers) => input.Linear(
        Tensor.Cat([.. layers.Select(l => l.Weight)], 0),
        layers[0].Bias is null ? null : Tensor.Cat([.. layers.Select(l => l.Bias!)], 0));

    // Keys and values are [batch, heads, keys, head width].
    private Tensor Attend(Tensor asking, Tensor key, Tensor value, Tensor? mask, Tensor? bias, double probability)
    {
        var scores = Heads(queries.Forward(asking)).MatMul(key.Transpose(-2, -1));
        var weights = AttentionWeights.Apply(scores, 1 / Math.Sqrt(headWidth), bias, mask, new NoiseLevel(probability, noise));
        return merge.Forward(weights.MatMul(value).Transpose(1, 2).Flatten(2));
    }

    private Tensor ByHead(Tensor projected) => projected.Flatten(0, 1).Reshape(-1, heads, headWidth).Transpose(0, 1);

    private Tensor Heads(Tensor projected) => projected.Reshape(projected.Size(0), projected.Size(1), heads, headWidth).Transpose(1, 2);
}
