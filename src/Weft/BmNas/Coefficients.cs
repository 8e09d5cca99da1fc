using Weft.Torch;

namespace Weft.BmNas;

/// <summary>
/// The weights of a relaxed choice: a differentiable vector while the architecture is learned, plain numbers otherwise, so that weight
/// steps neither record nor differentiate them.
/// </summary>
internal readonly struct Coefficients
{
    private readonly double[]? numbers;
    private readonly Tensor? vector;

    private Coefficients(double[]? numbers, Tensor? vector)
    {
        this.numbers = numbers;
        this.vector = vector;
    }

    /// <summary>Whether gradients flow into them.</summary>
    internal bool Recorded => vector is not null;

    /// <summary>The weight of "skip" of each edge.</summary>
    /// <param name="logits">[edges, 2].</param>
    /// <param name="record">Whether gradients are wanted.</param>
    internal static Coefficients OfSkip(Tensor logits, bool record) => Of(logits, record, skipOnly: true);

    /// <summary>The weights of operations, all steps after each other.</summary>
    /// <param name="logits">[steps, operations].</param>
    /// <param name="record">Whether gradients are wanted.</param>
    internal static Coefficients OfOperations(Tensor logits, bool record) => Of(logits, record, skipOnly: false);

    /// <summary>A run of them as a vector; only when recorded.</summary>
    internal Tensor Vector(int start, int count) => vector!.Narrow(0, start, count);

    /// <summary>A tensor times one weight.</summary>
    internal Tensor Times(Tensor tensor, int index) => vector is null ? tensor * numbers![index] : tensor * vector.Select(0, index);

    /// <summary>A sum plus a tensor times one weight.</summary>
    internal Tensor AddTimes(Tensor sum, Tensor tensor, int index) =>
        vector is null ? sum.Add(tensor, numbers![index]) : sum + (tensor * vector.Select(0, index));

    /// <summary>A tensor times the sum of two weights.</summary>
    internal Tensor TimesSum(Tensor tensor, int a, int b) =>
        vector is null ? tensor * (numbers![a] + numbers[b]) : tensor * (vector.Select(0, a) + vector.Select(0, b));

    private static Coefficients Of(Tensor logits, bool record, bool skipOnly)
    {
        if (record)
        {
            var weights = logits.Softmax(-1);
            return new(null, skipOnly ? weights.Select(1, 1) : weights.Flatten());
        }

        using var noGrad = Autograd.NoGrad();
        using var scope = new TensorScope();
        var soft = logits.Softmax(-1);
        return new(Array.ConvertAll((skipOnly ? soft.Select(1, 1) : soft.Flatten()).ToArray<float>(), v => (double)v), null);
    }
}
