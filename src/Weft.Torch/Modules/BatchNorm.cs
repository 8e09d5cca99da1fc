namespace Weft.Torch.Modules;

/// <summary>
/// Batch normalisation over every dimension but the second: one class for [batch, channels], [batch, channels, length] and so on,
/// since the arithmetic is the same. Running variances are unbiased, as in PyTorch.
/// </summary>
public sealed class BatchNorm : Layer
{
    private readonly double momentum;
    private readonly double eps;

    /// <summary>Creates the layer: weight 1, bias 0, running mean 0 and variance 1.</summary>
    /// <param name="channels">Size of the second dimension.</param>
    /// <param name="momentum">The part of each batch in the running statistics; 0.1.</param>
    /// <param name="eps">Added to the variance; 1e-5.</param>
    /// <param name="device">Where it lives; the CPU by default.</param>
    public BatchNorm(long channels, double momentum = 0.1, double eps = 1e-5, Device? device = null)
    {
        this.momentum = momentum;
        this.eps = eps;
        Weight = AddParameter("weight", Tensor.Ones([channels], device: device));
        Bias = AddParameter("bias", Tensor.Zeros([channels], device: device));
        RunningMean = AddBuffer("running_mean", Tensor.Zeros([channels], device: device));
        RunningVariance = AddBuffer("running_var", Tensor.Ones([channels], device: device));
        BatchesTracked = AddBuffer("num_batches_tracked", Tensor.Zeros([], DType.Int64, device));
    }

    /// <summary>[channels].</summary>
    public Tensor Weight { get; }

    /// <summary>[channels].</summary>
    public Tensor Bias { get; }

    /// <summary>[channels].</summary>
    public Tensor RunningMean { get; }

    /// <summary>[channels].</summary>
    public Tensor RunningVariance { get; }

    /// <summary>How many training batches there were; kept for PyTorch's file format.</summary>
    public Tensor BatchesTracked { get; }

    /// <summary>
    /// [batch, channels, ...] to the same, normalised; in training by the batch's statistics, which it then mixes into the running
    /// ones.
    /// </summary>
    /// <exception cref="WeftException">In training, there is only one number per channel.</exception>
    public override Tensor Forward(Tensor input)
    {
        if (!Training)
        {
            return input.BatchNorm(Weight, Bias, RunningMean, RunningVariance, training: false, momentum, eps);
        }

        // One number has no unbiased variance: libtorch would quietly make the running variance infinite or not a number.
        if (input.ElementCount <= RunningMean.ElementCount)
        {
            throw new WeftException(
                $"Batch normalisation cannot train on one number per channel ([{string.Join(", ", input.Shape)}]): use larger batches, "
                + "or drop an incomplete last one.");
        }

        var output = input.BatchNorm(Weight, Bias, RunningMean, RunningVariance, training: true, momentum, eps);
        BatchesTracked.AddInPlace(1);
        return output;
    }
}
