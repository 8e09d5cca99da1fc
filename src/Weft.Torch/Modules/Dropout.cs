namespace Weft.Torch.Modules;

/// <summary>In training, zeroes elements with a probability and scales the rest up; in evaluation the identity.</summary>
/// <remarks>
/// On the CPU a mask takes 16 random bits an element, so the probability is rounded to a multiple of 1/65536 there; the scale is not.
/// libtorch's own Bernoulli draw takes a 53-bit number for each, four times as long, and was a third of a BM-NAS step.
/// </remarks>
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

            mask = input.Device.IsCpu ? Words(shape, input.DType) : Bernoulli(shape, input.DType, input.Device);
        }

        return input * mask;
    }

    private Tensor Bernoulli(long[] shape, DType dtype, Device device)
    {
        var mask = Tensor.Empty(shape, dtype, device);
        mask.FillBernoulli(1 - probability, generator);
        mask.MulInPlace(1 / (1 - probability));
        return mask;
    }

    private Tensor Words(long[] shape, DType dtype)
    {
        const int perWord = sizeof(long) / sizeof(short);
        using var scope = new TensorScope();
        var count = shape.Aggregate(1L, (a, b) => a * b);
        var words = Tensor.Empty([(count + perWord - 1) / perWord], DType.Int64);
        words.FillBits(generator);
        var numbers = words.ViewAs(DType.Int16);
        if (numbers.ElementCount != count)
        {
            numbers = numbers.Narrow(0, 0, count);
        }

        // Of the 65,536 values the lowest so many keep an element: at least one, so that the limit is an Int16.
        var kept = Math.Max(1, Math.Round((1 - probability) * (1 << 16)));
        var mask = numbers.Le((long)kept - 1 + short.MinValue).To(dtype);
        mask.MulInPlace(1 / (1 - probability));
        return scope.Keep(mask.Reshape(shape));
    }
}
