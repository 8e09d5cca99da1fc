
namespace Weft.Torch;

/// <content>Numbers out of tensors, conversions and copies.</content>
public sealed unsafe partial class Tensor
{
    private static readonly Operator OpTo = new("aten::to", "dtype");
    private static readonly Operator OpToDevice = new("aten::to", "device");
    private static readonly Operator OpContiguous = new("aten::contiguous");
    private static readonly Operator OpClone = new("aten::clone");
    private static readonly Operator OpDetach = new("aten::detach");
    private static readonly Operator OpCopy = new("aten::copy_");
    private static readonly Operator OpFill = new("aten::fill_", "Scalar");
    private static readonly Operator OpZero = new("aten::zero_");
    private static readonly Operator OpIsFinite = new("aten::isfinite");

    /// <summary>The elements of a contiguous CPU tensor, in place. Valid only while the tensor lives.</summary>
    /// <exception cref="InvalidOperationException">The tensor is elsewhere, not contiguous, or of another element type.</exception>
    public Span<T> AsSpan<T>()
        where T : unmanaged
    {
        var info = Describe();
        if (info.DeviceType != 0 || info.IsContiguous == 0)
        {
            throw new InvalidOperationException(
                "Only a contiguous tensor on the CPU can be seen as a span; call Contiguous().To(Device.Cpu) first.");
        }

        if ((DType)info.DType != DTypes.Of<T>())
        {
            throw new InvalidOperationException($"This tensor holds {(DType)info.DType}, not {typeof(T).Name}.");
        }

        return new Span<T>((void*)info.Data, checked((int)info.Elements));
    }

    /// <summary>A copy of the elements in C order, from any device, without converting their type.</summary>
    public T[] ToArray<T>()
        where T : unmanaged
    {
        using var scope = new TensorScope();
        return Detach().To(Device.Cpu).Contiguous().AsSpan<T>().ToArray();
    }

    /// <summary>The one number in this tensor, converted.</summary>
    /// <exception cref="InvalidOperationException">There is not exactly one element.</exception>
    public double Item()
    {
        if (ElementCount != 1)
        {
            throw new InvalidOperationException($"A tensor of shape [{string.Join(", ", Shape)}] is not one number.");
        }

        using var scope = new TensorScope();
        return Detach().To(DType.Float64).To(Device.Cpu).Contiguous().AsSpan<double>()[0];
    }

    /// <summary>The raw bytes of a contiguous CPU tensor, in place.</summary>
    public Span<byte> AsBytes()
    {
        var info = Describe();
        return info.DeviceType == 0 && info.IsContiguous != 0
            ? new Span<byte>((void*)info.Data, checked((int)(info.Elements * ((DType)info.DType).SizeInBytes())))
            : throw new InvalidOperationException("Only a contiguous tensor on the CPU can be seen as bytes.");
    }

    /// <summary>The tensor in another element type; itself if it has it already.</summary>
    public Tensor To(DType dtype) => OpTo.Call(this, dtype);

    /// <summary>The tensor on another device; itself if it is there already.</summary>
    public Tensor To(Device device) => OpToDevice.Call(this, device, DType);

    /// <summary>The tensor with its elements in C order; itself if they are already.</summary>
    public Tensor Contiguous() => OpContiguous.Call(this);

    /// <summary>A copy, differentiable.</summary>
    public Tensor Clone() => OpClone.Call(this);

    /// <summary>The same elements, cut off from the graph.</summary>
    public Tensor Detach() => OpDetach.Call(this);

    /// <summary>Overwrites the elements, in place, converting and broadcasting as needed.</summary>
    public void CopyFrom(Tensor source) => OpCopy.CallInPlace(this, source);

    /// <summary>Overwrites every element with one value, in place.</summary>
    public void Fill(double value) => OpFill.CallInPlace(this, value);

    /// <summary>Overwrites every element with zero, in place.</summary>
    public void Zero() => OpZero.CallInPlace(this);

    /// <summary>Whether every element is finite.</summary>
    public bool IsFinite()
    {
        using var scope = new TensorScope();
        return OpIsFinite.Call(this).All().Item() != 0;
    }

    /// <summary>Whether both tensors have the same shape and the same bits.</summary>
    public bool BitwiseEquals(Tensor other)
    {
        using var scope = new TensorScope();
        return DType == other.DType && Shape.AsSpan().SequenceEqual(other.Shape)
            && Detach().To(Device.Cpu).Contiguous().AsBytes().SequenceEqual(other.Detach().To(Device.Cpu).Contiguous().AsBytes());
    }
}
