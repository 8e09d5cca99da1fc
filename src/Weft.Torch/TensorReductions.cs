namespace Weft.Torch;

/// <content>Sums, means, extremes, orders.</content>
public sealed partial class Tensor
{
    private static readonly Operator OpSum = new("aten::sum");
    private static readonly Operator OpSumDim = new("aten::sum", "dim_IntList");
    private static readonly Operator OpMean = new("aten::mean");
    private static readonly Operator OpMeanDim = new("aten::mean", "dim");
    private static readonly Operator OpVarDim = new("aten::var", "correction");
    private static readonly Operator OpAmax = new("aten::amax");
    private static readonly Operator OpAmin = new("aten::amin");
    private static readonly Operator OpMaxDim = new("aten::max", "dim");
    private static readonly Operator OpArgMax = new("aten::argmax");
    private static readonly Operator OpArgMin = new("aten::argmin");
    private static readonly Operator OpTopK = new("aten::topk");
    private static readonly Operator OpSort = new("aten::sort", "stable");
    private static readonly Operator OpCumSum = new("aten::cumsum");
    private static readonly Operator OpLogSumExp = new("aten::logsumexp");
    private static readonly Operator OpNorm = new("aten::linalg_vector_norm");
    private static readonly Operator OpAll = new("aten::all");
    private static readonly Operator OpAny = new("aten::any");

    /// <summary>The sum of all elements.</summary>
    public Tensor Sum() => OpSum.Call(this);

    /// <summary>Sums over dimensions.</summary>
    public Tensor Sum(long[] dims, bool keepDim = false) => OpSumDim.Call(this, dims, keepDim);

    /// <summary>The mean of all elements.</summary>
    public Tensor Mean() => OpMean.Call(this);

    /// <summary>Means over dimensions.</summary>
    public Tensor Mean(long[] dims, bool keepDim = false) => OpMeanDim.Call(this, dims, keepDim);

    /// <summary>Variances over dimensions.</summary>
    /// <param name="dims">The dimensions.</param>
    /// <param name="correction">What is taken off the count: 1 for the unbiased estimate, 0 for the population's.</param>
    /// <param name="keepDim">Keep the dimensions with size 1.</param>
    public Tensor Var(long[] dims, int correction = 1, bool keepDim = false) => OpVarDim.Call(this, dims, correction, keepDim);

    /// <summary>The largest element over dimensions (all of them if none are given).</summary>
    public Tensor Amax(long[] dims, bool keepDim = false) => OpAmax.Call(this, dims, keepDim);

    /// <summary>The smallest element over dimensions.</summary>
    public Tensor Amin(long[] dims, bool keepDim = false) => OpAmin.Call(this, dims, keepDim);

    /// <summary>The largest elements over one dimension and where they are.</summary>
    public (Tensor Values, Tensor Indices) Max(int dim, bool keepDim = false)
    {
        var results = OpMaxDim.CallMany(this, dim, keepDim);
        return (results[0], results[1]);
    }

    /// <summary>Where the largest element is, over one dimension; the first among equals.</summary>
    public Tensor ArgMax(int dim, bool keepDim = false) => OpArgMax.Call(this, dim, keepDim);

    /// <summary>Where the smallest element is, over one dimension.</summary>
    public Tensor ArgMin(int dim, bool keepDim = false) => OpArgMin.Call(this, dim, keepDim);

    /// <summary>The k largest (or smallest) elements over one dimension, sorted, and where they are.</summary>
    public (Tensor Values, Tensor Indices) TopK(int k, int dim = -1, bool largest = true)
    {
        var results = OpTopK.CallMany(this, k, dim, largest, true);
        return (results[0], results[1]);
    }

    /// <summary>The elements in stable order over one dimension and where they came from.</summary>
    public (Tensor Values, Tensor Indices) Sort(int dim = -1, bool descending = false)
    {
        var results = OpSort.CallMany(this, true, dim, descending);
        return (results[0], results[1]);
    }

    /// <summary>Running sums over one dimension.</summary>
    public Tensor CumSum(int dim) => OpCumSum.Call(this, dim);

    /// <summary>Logarithm of the sum of exponentials over dimensions, without overflow.</summary>
    public Tensor LogSumExp(long[] dims, bool keepDim = false) => OpLogSumExp.Call(this, dims, keepDim);

    /// <summary>The Euclidean norm over dimensions (all of them if null).</summary>
    public Tensor Norm(long[]? dims = null, bool keepDim = false, double order = 2) => OpNorm.Call(this, order, dims, keepDim);

    /// <summary>Whether every element is true.</summary>
    public Tensor All() => OpAll.Call(this);

    /// <summary>Whether any element is true.</summary>
    public Tensor Any() => OpAny.Call(this);
}
