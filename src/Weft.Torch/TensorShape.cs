namespace Weft.Torch;

/// <content>Views, joins, cuts and indexing.</content>
public sealed partial class Tensor
{
    private static readonly Operator OpReshape = new("aten::reshape");
    private static readonly Operator OpViewAs = new("aten::view", "dtype");
    private static readonly Operator OpFlatten = new("aten::flatten", "using_ints");
    private static readonly Operator OpTranspose = new("aten::transpose", "int");
    private static readonly Operator OpPermute = new("aten::permute");
    private static readonly Operator OpUnsqueeze = new("aten::unsqueeze");
    private static readonly Operator OpSqueeze = new("aten::squeeze", "dim");
    private static readonly Operator OpExpand = new("aten::expand");
    private static readonly Operator OpRepeat = new("aten::repeat");
    private static readonly Operator OpFlip = new("aten::flip");
    private static readonly Operator OpRoll = new("aten::roll");
    private static readonly Operator OpCat = new("aten::cat");
    private static readonly Operator OpStack = new("aten::stack");
    private static readonly Operator OpSplit = new("aten::split_with_sizes");
    private static readonly Operator OpUnbind = new("aten::unbind", "int");
    private static readonly Operator OpSelect = new("aten::select", "int");
    private static readonly Operator OpNarrow = new("aten::narrow");
    private static readonly Operator OpSlice = new("aten::slice", "Tensor");
    private static readonly Operator OpIndexSelect = new("aten::index_select");
    private static readonly Operator OpIndex = new("aten::index", "Tensor");
    private static readonly Operator OpGather = new("aten::gather");
    private static readonly Operator OpScatterAdd = new("aten::scatter_add");
    private static readonly Operator OpWhere = new("aten::where", "self");
    private static readonly Operator OpMaskedFill = new("aten::masked_fill", "Scalar");
    private static readonly Operator OpPad = new("aten::constant_pad_nd");
    private static readonly Operator OpTril = new("aten::tril");
    private static readonly Operator OpOneHot = new("aten::one_hot");

    /// <summary>Joins tensors along a dimension.</summary>
    public static Tensor Cat(Tensor[] tensors, int dim) => OpCat.Call(tensors, dim);

    /// <summary>Joins tensors along a new dimension.</summary>
    public static Tensor Stack(Tensor[] tensors, int dim = 0) => OpStack.Call(tensors, dim);

    /// <summary>Elements of a where the condition holds, else of b.</summary>
    public static Tensor Where(Tensor condition, Tensor a, Tensor b) => OpWhere.Call(condition, a, b);

    /// <summary>The same elements in another shape; one size may be -1.</summary>
    public Tensor Reshape(params long[] shape) => OpReshape.Call(this, shape);

    /// <summary>The same bytes read as another element type; the last dimension grows or shrinks with its size.</summary>
    public Tensor ViewAs(DType dtype) => OpViewAs.Call(this, dtype);

    /// <summary>Dimensions start..end joined into one.</summary>
    public Tensor Flatten(int start = 0, int end = -1) => OpFlatten.Call(this, start, end);

    /// <summary>Two dimensions exchanged, as a view.</summary>
    public Tensor Transpose(int a, int b) => OpTranspose.Call(this, a, b);

    /// <summary>The dimensions in another order, as a view.</summary>
    public Tensor Permute(params long[] dims) => OpPermute.Call(this, dims);

    /// <summary>A new dimension of size 1.</summary>
    public Tensor Unsqueeze(int dim) => OpUnsqueeze.Call(this, dim);

    /// <summary>A dimension of size 1 taken away.</summary>
    public Tensor Squeeze(int dim) => OpSqueeze.Call(this, dim);

    /// <summary>Dimensions of size 1 repeated without a copy; -1 keeps a size.</summary>
    public Tensor Expand(params long[] shape) => OpExpand.Call(this, shape);

    /// <summary>Copies side by side.</summary>
    public Tensor Repeat(params long[] times) => OpRepeat.Call(this, times);

    /// <summary>The order along dimensions turned.</summary>
    public Tensor Flip(params long[] dims) => OpFlip.Call(this, dims);

    /// <summary>Elements shifted along one dimension, what falls out coming in on the other side.</summary>
    public Tensor Roll(long shift, int dim) => OpRoll.Call(this, new[] { shift }, new long[] { dim });

    /// <summary>Cuts a dimension into pieces of given sizes, as views.</summary>
    public Tensor[] Split(long[] sizes, int dim) => OpSplit.CallMany(this, sizes, dim);

    /// <summary>Cuts a dimension into its elements, as views.</summary>
    public Tensor[] Unbind(int dim = 0) => OpUnbind.CallMany(this, dim);

    /// <summary>One element of a dimension, as a view without that dimension.</summary>
    public Tensor Select(int dim, long index) => OpSelect.Call(this, dim, index);

    /// <summary>Part of a dimension, as a view.</summary>
    public Tensor Narrow(int dim, long start, long length) => OpNarrow.Call(this, dim, start, length);

    /// <summary>Every step-th element of part of a dimension, as a view.</summary>
    public Tensor Slice(int dim, long start, long end, long step = 1) => OpSlice.Call(this, dim, start, end, step);

    /// <summary>Chosen elements of a dimension, copied.</summary>
    /// <param name="dim">The dimension.</param>
    /// <param name="indices">Int64, one dimension.</param>
    public Tensor IndexSelect(int dim, Tensor indices) => OpIndexSelect.Call(this, dim, indices);

    /// <summary>Elements by index tensors, one for each leading dimension; null takes a whole dimension.</summary>
    public Tensor Index(params Tensor?[] indices) => OpIndex.Call(this, Arg.OptionalTensors(indices));

    /// <summary>Elements picked along a dimension by an index tensor of the result's shape.</summary>
    public Tensor Gather(int dim, Tensor indices) => OpGather.Call(this, dim, indices);

    /// <summary>This with elements of source added at indices along a dimension.</summary>
    public Tensor ScatterAdd(int dim, Tensor indices, Tensor source) => OpScatterAdd.Call(this, dim, indices, source);

    /// <summary>This with a value where the mask holds.</summary>
    public Tensor MaskedFill(Tensor mask, double value) => OpMaskedFill.Call(this, mask, value);

    /// <summary>Padded with a value; pairs of sizes from the last dimension on.</summary>
    public Tensor Pad(long[] sizes, double value = 0) => OpPad.Call(this, sizes, value);

    /// <summary>The lower triangle of matrices, zeros above.</summary>
    public Tensor LowerTriangle(int diagonal = 0) => OpTril.Call(this, diagonal);

    /// <summary>Int64 classes as rows of zeros and a one.</summary>
    public Tensor OneHot(int classes) => OpOneHot.Call(this, classes);
}
