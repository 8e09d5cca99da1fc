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
    public Tensor Forward(Tensor asking, Tensor answering, Tensor? mask = null, Tensor? bias = null)
    {
        var value = Heads(values.Forward(answering));
        var key = Heads(keys.Forward(answering));
        var query = Heads(queries.Forward(asking));
        var scores = query.MatMul(key.Transpose(-2, -1));
        var weights = AttentionWeights.Apply(scores, 1 / Math.Sqrt(headWidth), bias, mask, new NoiseLevel(Training ? dropout : 0, noise));
        return merge.Forward(weights.MatMul(value).Transpose(1, 2).Flatten(2));
    }

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

    private static Tensor Project(Tensor input, params Linear[] layers) => input.Linear(
        Tensor.Cat([.. layers.Select(l => l.Weight)], 0),
        layers[0].Bias is null ? null : Tensor.Cat([.. layers.Select(l => l.Bias!)], 0));

    private Tensor Heads(Tensor projected) => projected.Reshape(projected.Size(0), projected.Size(1), heads, headWidth).Transpose(1, 2);
}
