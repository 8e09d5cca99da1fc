namespace Weft.Torch.Modules;

/// <summary>
/// A long short-term memory of one or more layers, in one or both directions. Gates stand in the order input, forget, cell, output,
/// and names are PyTorch's (<c>weight_ih_l0</c>, <c>weight_hh_l0_reverse</c>...).
/// </summary>
public sealed class Lstm : Module
{
    private readonly long hiddenSize;
    private readonly int layers;
    private readonly bool bidirectional;
    private readonly bool batchFirst;
    private readonly bool withBias;
    private readonly Tensor[][] weights;
    private readonly Dropout? dropout;

    /// <summary>Creates the layers with PyTorch's initial values: uniform in ±1/√hidden.</summary>
    /// <param name="inputs">Width of one step of the input.</param>
    /// <param name="hidden">Width of the state, and of one direction's output.</param>
    /// <param name="generator">Draws the initial values and, in training, the dropout masks; it must outlive the module.</param>
    /// <param name="layers">How many layers, each fed by the one before; 1 by default.</param>
    /// <param name="bidirectional">Whether a second set of weights reads the sequence backwards.</param>
    /// <param name="batchFirst">Whether sequences are [batch, length, width]; by default they are [length, batch, width].</param>
    /// <param name="withBias">Whether there are biases; true by default.</param>
    /// <param name="dropout">Probability of zero for the outputs of every layer but the last, in training; 0 by default.</param>
    /// <exception cref="UsageException">There is no layer, or the probability is outside [0, 1).</exception>
    public Lstm(
        long inputs,
        long hidden,
        Generator generator,
        int layers = 1,
        bool bidirectional = false,
        bool batchFirst = false,
        bool withBias = true,
        double dropout = 0)
    {
        if (layers < 1)
        {
            throw new UsageException($"An LSTM has at least one layer, not {layers}.");
        }

        hiddenSize = hidden;
        this.layers = layers;
        this.bidirectional = bidirectional;
        this.batchFirst = batchFirst;
        this.withBias = withBias;
        this.dropout = dropout == 0 ? null : AddPart("dropout", new Dropout(dropout, generator));
        weights = new Tensor[layers][];
        for (var layer = 0; layer < layers; layer++)
        {
            var width = layer == 0 ? inputs : hidden * Directions;
            var forwards = Direction(width, $"l{layer}", generator);
            weights[layer] = bidirectional ? [.. forwards, .. Direction(width, $"l{layer}_reverse", generator)] : forwards;
        }
    }

    private int Directions => bidirectional ? 2 : 1;

    /// <summary>Reads sequences.</summary>
    /// <param name="input">[length, batch, inputs], or [batch, length, inputs] where the batch comes first.</param>
    /// <param name="hidden">The first hidden state, [layers * directions, batch, hidden]; zeros if null.</param>
    /// <param name="cell">The first cell state, of the same shape; zeros if null.</param>
    /// <returns>
    /// The last layer's hidden states of all steps, as the input with width hidden * directions; the last hidden and cell states of
    /// every layer and direction, [layers * directions, batch, hidden].
    /// </returns>
    /// <exception cref="TorchException">The shapes do not fit.</exception>
    public (Tensor Output, Tensor Hidden, Tensor Cell) Forward(Tensor input, Tensor? hidden = null, Tensor? cell = null)
    {
        hidden ??= ZeroState(input);
        cell ??= ZeroState(input);
        if (dropout is null || !Training)
        {
            return input.Lstm(hidden, cell, [.. weights.SelectMany(w => w)], withBias, layers, bidirectional, batchFirst);
        }

        // Layer by layer, so that the masks between layers come from the caller's generator and not from libtorch's hidden one.
        var output = input;
        var lastHidden = new Tensor[layers];
        var lastCell = new Tensor[layers];
        for (var layer = 0; layer < layers; layer++)
        {
            var (h, c) = (hidden.Narrow(0, layer * Directions, Directions), cell.Narrow(0, layer * Directions, Directions));
            var stepIn = layer == 0 ? output : dropout.Forward(output);
            (output, lastHidden[layer], lastCell[layer]) = stepIn.Lstm(h, c, weights[layer], withBias, 1, bidirectional, batchFirst);
        }

        return (output, Tensor.Cat(lastHidden, 0), Tensor.Cat(lastCell, 0));
    }

    private Tensor ZeroState(Tensor input) =>
        Tensor.Zeros([layers * Directions, input.Size(batchFirst ? 0 : 1), hiddenSize], input.DType, input.Device);

    private Tensor[] Direction(long width, string suffix, Generator generator)
    {
        Tensor Add(string name, params long[] shape) =>
            AddParameter($"{name}_{suffix}", Initializers.UniformFanIn(shape, hiddenSize, generator));

        var gates = 4 * hiddenSize;
        Tensor[] matrices = [Add("weight_ih", gates, width), Add("weight_hh", gates, hiddenSize)];
        return withBias ? [.. matrices, Add("bias_ih", gates), Add("bias_hh", gates)] : matrices;
    }
}
