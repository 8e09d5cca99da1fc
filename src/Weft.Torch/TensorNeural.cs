namespace Weft.Torch;

/// <content>What networks are made of: activations, convolutions, pooling, normalisation, losses.</content>
public sealed partial class Tensor
{
    private static readonly Operator OpRelu = new("aten::relu");
    private static readonly Operator OpReluInPlace = new("aten::relu_");
    private static readonly Operator OpLeakyRelu = new("aten::leaky_relu");
    private static readonly Operator OpGelu = new("aten::gelu");
    private static readonly Operator OpSigmoid = new("aten::sigmoid");
    private static readonly Operator OpTanh = new("aten::tanh");
    private static readonly Operator OpSoftplus = new("aten::softplus");
    private static readonly Operator OpMish = new("aten::mish");
    private static readonly Operator OpGlu = new("aten::glu");
    private static readonly Operator OpSoftmax = new("aten::softmax", "int");
    private static readonly Operator OpLogSoftmax = new("aten::log_softmax", "int");
    private static readonly Operator OpLinear = new("aten::linear");
    private static readonly Operator OpConv = new("aten::convolution");
    private static readonly Operator OpBatchNorm = new("aten::batch_norm");
    private static readonly Operator OpLayerNorm = new("aten::layer_norm");
    private static readonly Operator OpEmbedding = new("aten::embedding");
    private static readonly Operator OpMaxPool1d = new("aten::max_pool1d");
    private static readonly Operator OpMaxPool2d = new("aten::max_pool2d");
    private static readonly Operator OpMaxPool3d = new("aten::max_pool3d");
    private static readonly Operator OpAvgPool1d = new("aten::avg_pool1d");
    private static readonly Operator OpAvgPool2d = new("aten::avg_pool2d");
    private static readonly Operator OpAvgPool3d = new("aten::avg_pool3d");
    private static readonly Operator OpAdaptiveMaxPool2d = new("aten::adaptive_max_pool2d");
    private static readonly Operator OpAdaptiveAvgPool1d = new("aten::adaptive_avg_pool1d");
    private static readonly Operator OpAdaptiveAvgPool2d = new("aten::adaptive_avg_pool2d");
    private static readonly Operator OpAdaptiveAvgPool3d = new("aten::adaptive_avg_pool3d");
    private static readonly Operator OpLstm = new("aten::lstm", "input");
    private static readonly Operator OpCrossEntropy = new("aten::cross_entropy_loss");
    private static readonly Operator OpBceWithLogits = new("aten::binary_cross_entropy_with_logits");
    private static readonly Operator OpMse = new("aten::mse_loss");
    private static readonly Operator OpKlDiv = new("aten::kl_div");
    private static readonly Operator OpInterpolateBilinear = new("aten::upsample_bilinear2d");
    private static readonly Operator OpInterpolateNearest1d = new("aten::upsample_nearest1d");

    /// <summary>What a loss does with the elements; the values are libtorch's.</summary>
    public enum Reduction
    {
        /// <summary>Nothing.</summary>
        None = 0,

        /// <summary>Their mean.</summary>
        Mean = 1,

        /// <summary>Their sum.</summary>
        Sum = 2,
    }

    /// <summary>max(x, 0).</summary>
    public Tensor Relu() => OpRelu.Call(this);

    /// <summary>
    /// max(x, 0), in place: spares the memory of a copy. Autograd allows it where no operator keeps this tensor for its own gradient, as
    /// after convolutions, batch norm and sums.
    /// </summary>
    public void ReluInPlace() => OpReluInPlace.CallInPlace(this);

    /// <summary>x where positive, else slope times x.</summary>
    public Tensor LeakyRelu(double negativeSlope = 0.01) => OpLeakyRelu.Call(this, negativeSlope);

    /// <summary>Gaussian error linear unit; exact, or its tanh approximation.</summary>
    public Tensor Gelu(bool tanhApproximation = false) => OpGelu.Call(this, tanhApproximation ? "tanh" : "none");

    /// <summary>Logistic function.</summary>
    public Tensor Sigmoid() => OpSigmoid.Call(this);

    /// <summary>Hyperbolic tangent.</summary>
    public Tensor Tanh() => OpTanh.Call(this);

    /// <summary>log(1 + exp(x)).</summary>
    public Tensor Softplus() => OpSoftplus.Call(this);

    /// <summary>x tanh(softplus(x)).</summary>
    public Tensor Mish() => OpMish.Call(this);

    /// <summary>The first half of a dimension times the logistic function of the second.</summary>
    public Tensor Glu(int dim = -1) => OpGlu.Call(this, dim);

    /// <summary>Exponentials that sum to one over a dimension.</summary>
    public Tensor Softmax(int dim) => OpSoftmax.Call(this, dim);

    /// <summary>Logarithm of <see cref="Softmax"/>.</summary>
    public Tensor LogSoftmax(int dim) => OpLogSoftmax.Call(this, dim);

    /// <summary>x Wᵀ + b.</summary>
    /// <param name="weight">[out, in].</param>
    /// <param name="bias">[out], or null.</param>
    public Tensor Linear(Tensor weight, Tensor? bias = null) => OpLinear.Call(this, weight, bias);

    /// <summary>Convolution over as many dimensions as stride has entries.</summary>
    /// <param name="weight">[out, in / groups, kernel...].</param>
    /// <param name="bias">[out], or null.</param>
    /// <param name="stride">Step in each dimension.</param>
    /// <param name="padding">Zeros on both sides in each dimension.</param>
    /// <param name="dilation">Distance of kernel elements in each dimension.</param>
    /// <param name="groups">Number of groups of channels.</param>
    public Tensor Convolution(Tensor weight, Tensor? bias, long[] stride, long[] padding, long[] dilation, long groups = 1) =>
        OpConv.Call(this, weight, bias, stride, padding, dilation, false, new long[stride.Length], groups);

    /// <summary>Batch normalisation over every dimension but the second.</summary>
    public Tensor BatchNorm(
        Tensor? weight, Tensor? bias, Tensor? runningMean, Tensor? runningVar, bool training, double momentum = 0.1, double eps = 1e-5) =>
        OpBatchNorm.Call(this, weight, bias, runningMean, runningVar, training, momentum, eps, false);

    /// <summary>Normalisation over the last dimensions.</summary>
    public Tensor LayerNorm(long[] shape, Tensor? weight, Tensor? bias, double eps = 1e-5) =>
        OpLayerNorm.Call(this, shape, weight, bias, eps, false);

    /// <summary>Rows of a table by index.</summary>
    /// <param name="table">[rows, width].</param>
    /// <param name="paddingIndex">A row that gets no gradient; -1 for none.</param>
    public Tensor Embedding(Tensor table, long paddingIndex = -1) => OpEmbedding.Call(table, this, paddingIndex);

    /// <summary>Maxima of windows, over as many dimensions as the kernel has entries (1 to 3).</summary>
    public Tensor MaxPool(long[] kernel, long[] stride, long[] padding) => kernel.Length switch
    {
        1 => OpMaxPool1d.Call(this, kernel, stride, padding),
        2 => OpMaxPool2d.Call(this, kernel, stride, padding),
        3 => OpMaxPool3d.Call(this, kernel, stride, padding),
        _ => throw new ArgumentException("Pooling takes 1 to 3 dimensions.", nameof(kernel)),
    };

    /// <summary>Means of windows, over as many dimensions as the kernel has entries (1 to 3).</summary>
    public Tensor AvgPool(long[] kernel, long[] stride, long[] padding) => kernel.Length switch
    {
        1 => OpAvgPool1d.Call(this, kernel, stride, padding),
        2 => OpAvgPool2d.Call(this, kernel, stride, padding),
        3 => OpAvgPool3d.Call(this, kernel, stride, padding),
        _ => throw new ArgumentException("Pooling takes 1 to 3 dimensions.", nameof(kernel)),
    };

    /// <summary>Maxima of a grid of windows that covers the last two dimensions; repeats values where the grid is finer.</summary>
    public Tensor AdaptiveMaxPool2d(long height, long width) => OpAdaptiveMaxPool2d.CallMany(this, new[] { height, width })[0];

    /// <summary>Means of a grid of windows over as many last dimensions as sizes are given (1 to 3).</summary>
    public Tensor AdaptiveAvgPool(params long[] sizes) => sizes.Length switch
    {
        1 => OpAdaptiveAvgPool1d.Call(this, sizes),
        2 => OpAdaptiveAvgPool2d.Call(this, sizes),
        3 => OpAdaptiveAvgPool3d.Call(this, sizes),
        _ => throw new ArgumentException("Pooling takes 1 to 3 dimensions.", nameof(sizes)),
    };

    /// <summary>A long short-term memory over a sequence.</summary>
    /// <returns>Outputs of every step, the last hidden state and the last cell state.</returns>
    public (Tensor Output, Tensor Hidden, Tensor Cell) Lstm(
        Tensor hidden, Tensor cell, Tensor[] weights, bool biases, int layers, bool bidirectional, bool batchFirst)
    {
        // Dropout between layers is left to the caller: libtorch's own would draw from its hidden global generator.
        var results = OpLstm.CallMany(this, new[] { hidden, cell }, weights, biases, layers, 0.0, false, bidirectional, batchFirst);
        return (results[0], results[1], results[2]);
    }

    /// <summary>Cross entropy of logits against classes (Int64) or class probabilities.</summary>
    /// <param name="target">[batch] Int64, or the shape of the logits.</param>
    /// <param name="reduction">Mean by default.</param>
    /// <param name="labelSmoothing">The part of each label that is spread over all classes.</param>
    public Tensor CrossEntropy(Tensor target, Reduction reduction = Reduction.Mean, double labelSmoothing = 0) =>
        OpCrossEntropy.Call(this, target, Arg.None, (int)reduction, -100, labelSmoothing);

    /// <summary>Binary cross entropy of logits against truth values as numbers.</summary>
    public Tensor BinaryCrossEntropyWithLogits(Tensor target, Tensor? weight = null, Reduction reduction = Reduction.Mean) =>
        OpBceWithLogits.Call(this, target, weight, Arg.None, (int)reduction);

    /// <summary>Squared error.</summary>
    public Tensor MeanSquaredError(Tensor target, Reduction reduction = Reduction.Mean) => OpMse.Call(this, target, (int)reduction);

    /// <summary>Kullback-Leibler divergence; this holds log-probabilities, the target probabilities.</summary>
    public Tensor KlDivergence(Tensor target, Reduction reduction = Reduction.Mean, bool logTarget = false) =>
        OpKlDiv.Call(this, target, (int)reduction, logTarget);

    /// <summary>The last two dimensions resized by bilinear interpolation, corners not aligned.</summary>
    public Tensor ResizeBilinear(long height, long width) =>
        OpInterpolateBilinear.Call(this, new[] { height, width }, false);

    /// <summary>The last dimension resized by repeating the nearest element.</summary>
    public Tensor ResizeNearest(long length) => OpInterpolateNearest1d.Call(this, new[] { length });
}
