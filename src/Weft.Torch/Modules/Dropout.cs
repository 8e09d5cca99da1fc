namespace Weft.Torch.Modules;

/// <summary>In training, zeroes elements with a probability and scales the rest up; in evaluation the identity.</summary>
public sealed class Dropout : Layer
{
    private readonly double probability;
    private readonly Generator generator;
    private readonly int sharedDims;

    /// <summary>Creates the layer.</summary>
    /// <param name="probability">Probability of zero, in [0, 1).</param>
    /// <param name="generator">Draws the masks; must live on the input's device and outlive the layer.</param>
    /// <param name="wholeChannels">Zero whole channels (dimension 1) at once, as Dropout2d and Dropout3d do.</param>
    /// <exception cref="UsageException">The probability is out of range.</exception>
    public Dropout(double probability, Generator generator, bool wholeChannels = false)
    {
        if (probability is not (>= 0 and < 1))
        {
            throw new UsageException($"A dropout probability is at least 0 and below 1, not {probability}.");
        }

        this.probability = probability;
        this.generator = generator;
        sharedDims = wholeChannels ? 2 : int.MaxValue;
    }

    /// <summary>Any shape to the same.</summary>
    public override Tensor Forward(Tensor input)
    {
        if (!Training || probability == 0)
        {
            return input;
        }

        Tensor mask;
        using (Autograd.NoGrad())
        {
            var shape = input.Shape;
            for (var dim = sharedDims; dim < shape.Length; dim++)
            {
                shape[dim] = 1;
            }

            mask = Tensor.Empty(shape, input.DType, input.Device);
            mask.FillBernoulli(1 - probability, generator);
            mask.MulInPlace(1 / (1 - probability));
        }

        return input * mask;
    }
}
