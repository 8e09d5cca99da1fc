using Weft.Torch.Native;

namespace Weft.Torch;

/// <summary>
/// Frees, when it is disposed, every tensor made since it began on this thread and not kept. Native memory is not the garbage
/// collector's business: wrap each step of a loop in a scope.
/// </summary>
public sealed unsafe class TensorScope : IDisposable
{
    [ThreadStatic]
    private static TensorScope? current;

    private readonly TensorScope? outer;
    private readonly List<Tensor> tensors = [];
    private bool disposed;

    /// <summary>Begins a scope inside the current one of this thread.</summary>
    public TensorScope()
    {
        outer = current;
        current = this;
    }

    /// <summary>How many tensor handles the process holds, over all threads: what a leak test asserts.</summary>
    public static long LiveTensors => NativeMethods.TensorsAlive();

    /// <summary>Runs a function in a scope of its own and hands its result to the scope around it.</summary>
    /// <param name="body">Makes the result; whatever else it makes is freed.</param>
    public static Tensor Run(Func<Tensor> body)
    {
        using var scope = new TensorScope();
        return scope.Keep(body());
    }

    /// <summary>
    /// Hands a tensor of this scope to the scope around it (or to nobody, if this is the outermost: then its owner disposes it).
    /// A tensor that this scope does not own stays whose it is.
    /// </summary>
    /// <returns>The same tensor.</returns>
    public Tensor Keep(Tensor tensor)
    {
        // Taking one from a scope further out would free it too early, with the scope just around this one.
        if (tensor.Owner != this)
        {
            return tensor;
        }

        tensor.Owner = null;
        outer?.Register(tensor);
        return tensor;
    }

    /// <summary>Ends the scope and frees its tensors; a second call does nothing.</summary>
    /// <exception cref="InvalidOperationException">A scope begun inside this one is open, or this is another thread.</exception>
    public void Dispose()
    {
        if (disposed)
        {
            return;
        }

        if (current != this)
        {
            throw new InvalidOperationException("Tensor scopes must end in the order they began, on the thread they began on.");
        }

        disposed = true;
        current = outer;
        Span<nint> handles = tensors.Count <= 512 ? stackalloc nint[tensors.Count] : new nint[tensors.Count];
        var count = 0;
        foreach (var tensor in tensors)
        {
            // Kept and disposed tensors stay in the list (removing would cost a search); their owner tells.
            if (tensor.Owner == this)
            {
                handles[count++] = tensor.Release();
            }
        }

        fixed (nint* first = handles)
        {
            NativeMethods.TensorsFree(first, count);
        }
    }

    internal static Tensor RegisterWithCurrent(Tensor tensor)
    {
        current?.Register(tensor);
        return tensor;
    }

    private void Register(Tensor tensor)
    {
        tensor.Owner = this;
        tensors.Add(tensor);
    }
}
