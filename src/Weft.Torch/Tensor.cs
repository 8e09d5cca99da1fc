using System.Runtime.CompilerServices;
using Weft.Torch.Native;

namespace Weft.Torch;

/// <summary>
/// A libtorch tensor. It belongs to the <see cref="TensorScope"/> in which it was made, which frees it; one that must outlive it is
/// kept (<see cref="TensorScope.Keep"/>) or detached from all scopes (<see cref="Unscoped"/>) and disposed by its owner.
/// </summary>
/// <remarks>The functions are in files of their own: creation, arithmetic, reductions, shape, indexing, neural.</remarks>
public sealed unsafe partial class Tensor : IDisposable
{
    private nint handle;

    private Tensor(nint handle) => this.handle = handle;

    /// <summary>The sizes of the dimensions.</summary>
    public long[] Shape
    {
        get
        {
            const int capacity = 8;
            NativeTensorInfo info;
            var sizes = stackalloc long[capacity];
            NativeMethods.Check(NativeMethods.TensorDescribe(Handle, &info, sizes, capacity), "shape");
            if (info.Rank > capacity)
            {
                var large = new long[info.Rank];
                fixed (long* first = large)
                {
                    NativeMethods.Check(NativeMethods.TensorDescribe(Handle, &info, first, large.Length), "shape");
                }

                return large;
            }

            return new Span<long>(sizes, info.Rank).ToArray();
        }
    }

    /// <summary>The number of dimensions.</summary>
    public int Rank => Describe().Rank;

    /// <summary>The number of elements.</summary>
    public long ElementCount => Describe().Elements;

    /// <summary>The element type.</summary>
    public DType DType => (DType)Describe().DType;

    /// <summary>Where the elements live.</summary>
    public Device Device
    {
        get
        {
            var info = Describe();
            return new Device(info.DeviceType, info.DeviceIndex);
        }
    }

    /// <summary>Whether the elements lie in memory in C order without gaps.</summary>
    public bool IsContiguous => Describe().IsContiguous != 0;

    /// <summary>Whether operations on this tensor are recorded for gradients. Only leaves may be set.</summary>
    public bool RequiresGrad
    {
        get => Describe().RequiresGrad != 0;
        set => NativeMethods.Check(NativeMethods.RequiresGradSet(Handle, value ? 1 : 0), "requires_grad");
    }

    /// <summary>The accumulated gradient, or null. The getter's tensor belongs to the current scope.</summary>
    public Tensor? Grad
    {
        get
        {
            NativeMethods.Check(NativeMethods.GradGet(Handle, out var grad), "grad");
            return grad == 0 ? null : Adopt(grad);
        }
        set => NativeMethods.Check(NativeMethods.GradSet(Handle, value?.Handle ?? 0), "grad");
    }

    /// <summary>Whether the tensor was freed.</summary>
    public bool IsDisposed => handle == 0;

    internal nint Handle
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => handle != 0 ? handle : throw new ObjectDisposedException(nameof(Tensor), "This tensor was freed with its scope.");
    }

    internal TensorScope? Owner { get; set; }

    /// <summary>Size of one dimension; negative ones count from the end.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such dimension.</exception>
    public long Size(int dim)
    {
        var shape = Shape;
        var index = dim < 0 ? dim + shape.Length : dim;
        return (uint)index < (uint)shape.Length
            ? shape[index]
            : throw new ArgumentOutOfRangeException(nameof(dim), dim, $"This tensor has {shape.Length} dimensions.");
    }

    /// <summary>Takes the tensor out of its scope: it lives until <see cref="Dispose"/>.</summary>
    /// <returns>The same tensor.</returns>
    public Tensor Unscoped()
    {
        Owner = null;
        return this;
    }

    /// <summary>Gives a tensor that belongs to no scope (one made on another thread) to the current scope of this thread.</summary>
    /// <returns>The same tensor.</returns>
    public Tensor Scoped() => Owner is null ? TensorScope.RegisterWithCurrent(this) : this;

    /// <summary>Frees the tensor at once.</summary>
    public void Dispose()
    {
        if (handle != 0)
        {
            NativeMethods.TensorFree(Release());
        }
    }

    /// <inheritdoc/>
    public override string ToString() => handle == 0 ? "Tensor (freed)" : $"Tensor {DType} [{string.Join(", ", Shape)}] on {Device}";

    internal static Tensor Adopt(nint handle) => TensorScope.RegisterWithCurrent(new Tensor(handle));

    internal static Tensor AdoptUnscoped(nint handle) => new(handle);

    internal nint Release()
    {
        var released = handle;
        handle = 0;
        Owner = null;
        return released;
    }

    /// <summary>Moves a leaf to a device: this object stands for the moved elements afterwards. Gradients are dropped.</summary>
    public void MoveTo(Device device)
    {
        if (Device == device)
        {
            return;
        }

        using var noGrad = Autograd.NoGrad();
        using var scope = new TensorScope();
        var requiresGrad = RequiresGrad;
        var moved = Detach().To(device);
        var taken = moved.Release();
        NativeMethods.TensorFree(handle);
        handle = taken;
        RequiresGrad = requiresGrad;
    }

    private NativeTensorInfo Describe()
    {
        NativeTensorInfo info;
        NativeMethods.Check(NativeMethods.TensorDescribe(Handle, &info, null, 0), "describe");
        return info;
    }
}
