using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Weft.Torch.Native;

namespace Weft.Torch;

/// <summary>
/// An ATen operator, found once by its schema name and called through libtorch's dispatcher, autograd included.
/// Arguments left out at the end take the schema's defaults.
/// </summary>
/// <param name="name">The schema name, such as <c>aten::add</c>.</param>
/// <param name="overload">The overload, such as <c>Tensor</c>; empty for the plain one.</param>
public sealed unsafe class Operator(string name, string overload = "")
{
    private const int Capacity = 8;
    private nint handle;

    /// <summary>The schema name with its overload, as it appears in errors.</summary>
    public string Name { get; } = overload.Length == 0 ? name : $"{name}.{overload}";

    /// <summary>Calls the operator and returns its single tensor, registered with the current scope.</summary>
    /// <exception cref="TorchException">libtorch refuses the call.</exception>
    public Tensor Call(params ReadOnlySpan<Arg> args)
    {
        var results = stackalloc NativeValue[Capacity];
        var count = Invoke(args, results, Capacity);
        if (count == 1 && (ValueTag)results[0].Tag == ValueTag.Tensor)
        {
            return Tensor.Adopt(results[0].Pointer);
        }

        Drop(results, count);
        throw new TorchException(Name, "does not return exactly one tensor");
    }

    /// <summary>Calls an operator that returns several tensors or a list of them; absent ones are null.</summary>
    /// <exception cref="TorchException">libtorch refuses the call.</exception>
    public Tensor[] CallMany(params ReadOnlySpan<Arg> args)
    {
        var results = stackalloc NativeValue[Capacity];
        var count = Invoke(args, results, Capacity);
        if (count <= Capacity)
        {
            return Adopt(results, count);
        }

        fixed (NativeValue* all = Take(count))
        {
            return Adopt(all, count);
        }
    }

    /// <summary>Calls an operator that changes its first argument in place; its results are dropped.</summary>
    /// <exception cref="TorchException">libtorch refuses the call.</exception>
    public void CallInPlace(params ReadOnlySpan<Arg> args) => Invoke(args, null, -1);

    /// <summary>Looks the operator up now instead of at its first call.</summary>
    /// <exception cref="TorchException">This libtorch has no such operator.</exception>
    public void Resolve()
    {
        if (handle == 0)
        {
            NativeMethods.Check(NativeMethods.OperatorFind(name, overload, out handle), Name);
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    private static void Free(NativeValue* results, int count)
    {
        for (var i = 0; i < count; i++)
        {
            if ((ValueTag)results[i].Tag == ValueTag.Tensor)
            {
                NativeMethods.TensorFree(results[i].Pointer);
            }
        }
    }

    private Tensor[] Adopt(NativeValue* results, int count)
    {
        var tensors = new Tensor[count];
        for (var i = 0; i < count; i++)
        {
            if ((ValueTag)results[i].Tag is not (ValueTag.Tensor or ValueTag.None))
            {
                // What came before is the scope's already.
                Free(results + i, count - i);
                throw new TorchException(Name, "does not return tensors alone");
            }

            tensors[i] = (ValueTag)results[i].Tag == ValueTag.None ? null! : Tensor.Adopt(results[i].Pointer);
        }

        return tensors;
    }

    /// <summary>Fetches results that were more than <see cref="Capacity"/>.</summary>
    private NativeValue[] Take(int count)
    {
        var many = new NativeValue[count];
        fixed (NativeValue* all = many)
        {
            NativeMethods.Check(NativeMethods.OperatorTake(all, count), Name);
        }

        return many;
    }

    /// <summary>Frees results that nobody will own.</summary>
    private void Drop(NativeValue* results, int count)
    {
        if (count <= Capacity)
        {
            Free(results, count);
            return;
        }

        fixed (NativeValue* all = Take(count))
        {
            Free(all, count);
        }
    }

    private int Invoke(ReadOnlySpan<Arg> args, NativeValue* results, int capacity)
    {
        Resolve();
        var values = stackalloc NativeValue[args.Length];
        var pins = default(PinnedLists);
        var produced = 0;
        int status;
        try
        {
            for (var i = 0; i < args.Length; i++)
            {
                pins.Lower(args[i], ref values[i]);
            }

            status = NativeMethods.OperatorCall(handle, values, args.Length, results, capacity, &produced);
        }
        finally
        {
            pins.Free();
        }

        NativeMethods.Check(status, Name);
        return produced;
    }

    /// <summary>The lists among a call's arguments, kept at one address while it runs.</summary>
    [StructLayout(LayoutKind.Auto)]
    private struct PinnedLists
    {
        private Slots slots;
        private int used;

        internal void Lower(in Arg arg, ref NativeValue value)
        {
            value.Tag = (int)arg.Tag;
            switch (arg.Tag)
            {
                case ValueTag.Tensor:
                    value.Pointer = ((Tensor)arg.Reference!).Handle;
                    break;
                case ValueTag.Generator:
                    value.Pointer = ((Generator)arg.Reference!).Handle;
                    break;
                case ValueTag.Ints or ValueTag.Doubles or ValueTag.Bools:
                    Pin((Array)arg.Reference!, ref value);
                    break;
                case ValueTag.Tensors or ValueTag.OptionalTensors:
                    Pin(Array.ConvertAll((Tensor?[])arg.Reference!, t => t?.Handle ?? 0), ref value);
                    break;
                case ValueTag.String:
                    Pin(Encoding.UTF8.GetBytes((string)arg.Reference!), ref value);
                    break;
                default:
                    value.Integer = arg.Bits;
                    break;
            }
        }

        internal void Free()
        {
            for (var i = 0; i < used; i++)
            {
                slots[i].Free();
            }
        }

        private void Pin(Array list, ref NativeValue value)
        {
            if (used == Slots.Length)
            {
                throw new NotSupportedException("An operator call takes at most 8 lists.");
            }

            value.Count = list.Length;
            slots[used] = GCHandle.Alloc(list, GCHandleType.Pinned);
            value.Pointer = slots[used++].AddrOfPinnedObject();
        }

        [InlineArray(Length)]
        private struct Slots
        {
            internal const int Length = 8;
            private GCHandle first;
        }
    }
}
