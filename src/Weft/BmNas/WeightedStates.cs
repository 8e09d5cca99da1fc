using Weft.Torch;

namespace Weft.BmNas;

/// <summary>The growing list of states from which relaxed sums are taken: the reshaped taps, then the cells.</summary>
internal sealed class WeightedStates
{
    private readonly List<Tensor> states;
    private readonly int inputs;
    private readonly long[] shape;
    private Tensor? stacked;

    internal WeightedStates(Tensor[] inputs)
    {
        states = [.. inputs];
        this.inputs = inputs.Length;
        shape = inputs[0].Shape;
    }

    internal int Count => states.Count;

    internal void Add(Tensor state) => states.Add(state);

    internal Tensor[] Last(int count) => [.. states[^count..]];

    /// <summary>The sum of all states so far, weighted by the coefficients from an offset on.</summary>
    internal Tensor Combine(Coefficients weights, int offset)
    {
        Tensor sum;
        if (weights.Recorded)
        {
            // One matrix product instead of two passes for each input, and its gradient by the weights is one too. The stack is shared
            // by all cells.
            stacked ??= Tensor.Stack([.. states[..inputs]]).Reshape(inputs, -1);
            sum = weights.Vector(offset, inputs).Unsqueeze(0).Mm(stacked).Reshape(shape);
        }
        else
        {
            sum = weights.Times(states[0], offset);
            for (var j = 1; j < inputs; j++)
            {
                sum = weights.AddTimes(sum, states[j], offset + j);
            }
        }

        for (var j = inputs; j < states.Count; j++)
        {
            sum = weights.AddTimes(sum, states[j], offset + j);
        }

        return sum;
    }
}
