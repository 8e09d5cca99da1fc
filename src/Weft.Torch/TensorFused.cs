using Weft.Torch.Modules;

namespace Weft.Torch;

/// <content>
/// Several operations in one pass over the memory. On the CPU these are kernels of Weft's own native part, in Float32 and Float64; elsewhere
/// the same is composed of plain operators. Dropout on the CPU is a hash of a seed that a generator gives for each call: the same bits on
/// every processor and for any number of threads.
/// </content>
public sealed partial class Tensor
{
    private static readonly Operator OpResidualNorm = new("weft::residual_norm");
    private static readonly Operator OpReluDropout = new("weft::relu_dropout_");
    private static readonly Operator OpTemporalShift = new("weft::temporal_shift");
    private static readonly Operator OpStd = new("aten::std", "correction");

    /// <summary>gain (y - mean) / (unbiased deviation + eps) + shift over the last dimension, with y = this + dropout(update + bias).</summary>
    /// <param name="update">What is added, of this shape.</param>
    /// <param name="bias">Added to the update, of the last dimension's size; or null.</param>
    /// <param name="gain">[width].</param>
    /// <param name="shift">[width].</param>
    /// <param name="eps">Added to the deviation.</param>
    /// <param name="dropout">Probability of zero, in [0, 1); 0 draws nothing.</param>
    /// <param name="generator">Draws the dropout.</param>
    /// <exception cref="TorchException">Shapes or types do not fit.</exception>
    public Tensor ResidualNorm(Tensor update, Tensor? bias, Tensor gain, Tensor shift, double eps, double dropout, Generator generator) =>
        HasKernels(this)
            ? OpResidualNorm.Call(this, update, bias, gain, shift, eps, dropout, SeedFor(dropout, generator))
            : ComposedResidualNorm(update, bias, gain, shift, eps, dropout, generator);

    /// <summary>dropout(max(x + bias, 0)). The contents of this tensor are lost: on the CPU the result takes their place.</summary>
    /// <param name="bias">Added before, of the last dimension's size; or null.</param>
    /// <param name="dropout">Probability of zero, in [0, 1); 0 draws nothing.</param>
    /// <param name="generator">Draws the dropout.</param>
    /// <returns>The result, of this shape.</returns>
    /// <exception cref="TorchException">
    /// This is not contiguous, is a parameter, or an operator that made it needs it unchanged. Views cost autograd two copies.
    /// </exception>
    public Tensor ReluDropoutInPlace(Tensor? bias, double dropout, Generator generator) =>
        HasKernels(this)
            ? OpReluDropout.Call(this, bias, dropout, SeedFor(dropout, generator))
            : ComposedReluDropout(bias, dropout, generator);

    /// <summary>
    /// Channels of clips' frames moved by one frame: of the first part each frame has the next one's, of the second the one's before; zeros
    /// where a clip ends. This holds the frames of one clip after those of another, [clips * frames, channels, ...].
    /// </summary>
    /// <param name="frames">Frames of a clip.</param>
    /// <param name="channels">Channels of each of the two parts.</param>
    /// <returns>A tensor of this shape; contiguous.</returns>
    /// <exception cref="TorchException">The frames are no whole clips, or there are fewer channels than both parts have.</exception>
    public Tensor TemporalShift(long frames, long channels) =>
        Device.IsCpu ? OpTemporalShift.Call(this, frames, channels) : ComposedTemporalShift(frames, channels);

    internal static bool HasKernels(Tensor tensor) => tensor.Device.IsCpu && tensor.DType is DType.Float32 or DType.Float64;

    internal static long SeedFor(double dropout, Generator generator) => dropout == 0 ? 0 : generator.NextSeed();

    internal Tensor ComposedResidualNorm(
        Tensor update, Tensor? bias, Tensor gain, Tensor shift, double eps, double dropout, Generator generator)
    {
        var sum = this + Dropped(bias is null ? update : update + bias, dropout, generator);

        // libtorch's own deviation has a finite gradient where all elements are equal; a root of the variance has none.
        var deviation = OpStd.Call(sum, new[] { -1L }, 1, true) + eps;
        return ((sum - sum.Mean([-1], keepDim: true)) / deviation * gain) + shift;
    }

    internal Tensor ComposedReluDropout(Tensor? bias, double dropout, Generator generator) =>
        Dropped((bias is null ? this : this + bias).Relu(), dropout, generator);

    internal Tensor ComposedTemporalShift(long frames, long channels)
    {
        using var scope = new TensorScope();
        var shape = Shape;
        var clips = Reshape(-1, frames, shape[1], shape[2..].Aggregate(1L, (a, b) => a * b));
        var none = Zeros([clips.Size(0), 1, channels, clips.Size(3)], DType, Device);
        var later = Cat([clips.Narrow(2, 0, channels).Narrow(1, 1, frames - 1), none], 1);
        var earlier = Cat([none, clips.Narrow(2, channels, channels).Narrow(1, 0, frames - 1)], 1);
        var rest = clips.Narrow(2, 2 * channels, shape[1] - (2 * channels));
        return scope.Keep(Cat([later, earlier, rest], 2).Reshape(shape));
    }

    internal static Tensor Dropped(Tensor input, double probability, Generator generator)
    {
        using var layer = new Dropout(probability, generator);
        return layer.Forward(input);
    }
}
