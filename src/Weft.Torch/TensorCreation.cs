using Weft.Torch.Native;

namespace Weft.Torch;

/// <content>New tensors: from numbers, filled, random.</content>
public sealed unsafe partial class Tensor
{
    private static readonly Operator OpEmpty = new("aten::empty", "memory_format");
    private static readonly Operator OpFull = new("aten::full");
    private static readonly Operator OpArange = new("aten::arange", "start_step");
    private static readonly Operator OpRandPerm = new("aten::randperm", "generator");
    private static readonly Operator OpMultinomial = new("aten::multinomial");
    private static readonly Operator OpUniform = new("aten::uniform_");
    private static readonly Operator OpNormal = new("aten::normal_");
    private static readonly Operator OpBernoulli = new("aten::bernoulli_", "float");
    private static readonly Operator OpRandomBits = new("aten::random_", "from");
    private static readonly Operator OpZerosLike = new("aten::zeros_like");
    private static readonly Operator OpOnesLike = new("aten::ones_like");
    private static readonly Operator OpEmptyLike = new("aten::empty_like");
    private static readonly Operator OpEye = new("aten::eye");

    /// <summary>Copies numbers into a new CPU tensor.</summary>
    /// <param name="values">The elements in C order.</param>
    /// <param name="shape">
    /// The sizes; their product must be the number of values. Without sizes the tensor is a vector (see <see cref="Scalar"/> for one
    /// without dimensions).
    /// </param>
    /// <exception cref="ArgumentException">The sizes do not fit the number of values.</exception>
    public static Tensor From<T>(ReadOnlySpan<T> values, params long[] shape)
        where T : unmanaged
    {
        if (shape.Length == 0)
        {
            shape = [values.Length];
        }

        if (shape.Aggregate(1L, (a, b) => checked(a * b)) != values.Length)
        {
            throw new ArgumentException($"[{string.Join(", ", shape)}] does not hold {values.Length} values.", nameof(shape));
        }

        var tensor = Empty(shape, DTypes.Of<T>());
        values.CopyTo(tensor.AsSpan<T>());
        return tensor;
    }

    /// <summary>Copies an array into a new CPU tensor; without sizes it becomes a vector.</summary>
    public static Tensor From<T>(T[] values, params long[] shape)
        where T : unmanaged =>
        From((ReadOnlySpan<T>)values, shape);

    /// <summary>A CPU tensor of no dimensions that holds one number.</summary>
    public static Tensor Scalar<T>(T value)
        where T : unmanaged
    {
        var tensor = Empty([], DTypes.Of<T>());
        tensor.AsSpan<T>()[0] = value;
        return tensor;
    }

    /// <summary>
    /// A CPU tensor over memory that somebody else holds, without a copy. The memory must outlive the tensor and everything that
    /// views it.
    /// </summary>
    /// <param name="data">The first element, aligned to the element size.</param>
    /// <param name="dtype">The element type.</param>
    /// <param name="shape">The sizes, in C order without gaps.</param>
    public static Tensor OverMemory(nint data, DType dtype, params long[] shape)
    {
        fixed (long* sizes = shape)
        {
            NativeMethods.Check(
                NativeMethods.TensorFromMemory((void*)data, sizes, shape.Length, (int)dtype, null, 0, out var handle), "from_memory");
            return Adopt(handle);
        }
    }

    /// <summary>A tensor with whatever its memory held.</summary>
    public static Tensor Empty(long[] shape, DType dtype = DType.Float32, Device? device = null) =>
        OpEmpty.Call(shape, dtype, Arg.None, device ?? Device.Cpu);

    /// <summary>A tensor of one value.</summary>
    public static Tensor Full(long[] shape, double value, DType dtype = DType.Float32, Device? device = null) =>
        OpFull.Call(shape, value, dtype, Arg.None, device ?? Device.Cpu);

    /// <summary>A tensor of zeros.</summary>
    public static Tensor Zeros(long[] shape, DType dtype = DType.Float32, Device? device = null) => Full(shape, 0, dtype, device);

    /// <summary>A tensor of ones.</summary>
    public static Tensor Ones(long[] shape, DType dtype = DType.Float32, Device? device = null) => Full(shape, 1, dtype, device);

    /// <summary>The identity matrix.</summary>
    public static Tensor Eye(long size, DType dtype = DType.Float32, Device? device = null) =>
        OpEye.Call(size, dtype, Arg.None, device ?? Device.Cpu);

    /// <summary>The integers (or numbers) from start up to but without end.</summary>
    public static Tensor Arange(long start, long end, long step = 1, DType dtype = DType.Int64, Device? device = null) =>
        OpArange.Call(start, end, step, dtype, Arg.None, device ?? Device.Cpu);

    /// <summary>A random order of 0..count-1.</summary>
    public static Tensor RandomPermutation(long count, Generator generator) =>
        OpRandPerm.Call(count, generator, DType.Int64, Arg.None, generator.Device);

    /// <summary>Indices drawn with probabilities in proportion to these weights.</summary>
    /// <param name="count">How many.</param>
    /// <param name="replacement">Whether one may be drawn again.</param>
    /// <param name="generator">Draws.</param>
    /// <returns>[count] Int64, or [rows, count] of weights [rows, weights].</returns>
    public Tensor Multinomial(long count, bool replacement, Generator generator) => OpMultinomial.Call(this, count, replacement, generator);

    /// <summary>Independent numbers from the normal distribution.</summary>
    public static Tensor RandomNormal(long[] shape, Generator generator, double mean = 0, double std = 1, DType dtype = DType.Float32)
    {
        var tensor = Empty(shape, dtype, generator.Device);
        OpNormal.CallInPlace(tensor, mean, std, generator);
        return tensor;
    }

    /// <summary>Independent numbers, uniform in [low, high).</summary>
    public static Tensor RandomUniform(long[] shape, Generator generator, double low = 0, double high = 1, DType dtype = DType.Float32)
    {
        var tensor = Empty(shape, dtype, generator.Device);
        OpUniform.CallInPlace(tensor, low, high, generator);
        return tensor;
    }

    /// <summary>Zeros of this tensor's shape, type and device.</summary>
    public Tensor ZerosLike() => OpZerosLike.Call(this);

    /// <summary>Ones of this tensor's shape, type and device.</summary>
    public Tensor OnesLike() => OpOnesLike.Call(this);

    /// <summary>An unfilled tensor of this one's shape, type and device.</summary>
    public Tensor EmptyLike() => OpEmptyLike.Call(this);

    /// <summary>Fills this tensor in place with uniform numbers in [low, high).</summary>
    public void FillUniform(double low, double high, Generator generator) => OpUniform.CallInPlace(this, low, high, generator);

    /// <summary>Fills this tensor in place with normal numbers.</summary>
    public void FillNormal(double mean, double std, Generator generator) => OpNormal.CallInPlace(this, mean, std, generator);

    /// <summary>Fills this tensor in place with ones (probability p) and zeros.</summary>
    public void FillBernoulli(double probability, Generator generator) => OpBernoulli.CallInPlace(this, probability, generator);

    /// <summary>Fills this tensor of Int64 in place with random bits.</summary>
    public void FillBits(Generator generator) => OpRandomBits.CallInPlace(this, long.MinValue, Arg.None, generator);
}
