using Weft.Torch.Native;

namespace Weft.Torch;

/// <summary>Gradients: backward passes, gradients of chosen leaves, and switching the recording off.</summary>
public static unsafe class Autograd
{
    /// <summary>Whether operations are recorded on this thread.</summary>
    public static bool IsEnabled => NativeMethods.GradModeGet() != 0;

    /// <summary>Switches recording off until the result is disposed.</summary>
    public static GradMode NoGrad() => new(enabled: false);

    /// <summary>Switches recording on until the result is disposed.</summary>
    public static GradMode EnableGrad() => new(enabled: true);

    /// <summary>Accumulates into every leaf's <see cref="Tensor.Grad"/> the gradient of a scalar.</summary>
    /// <param name="loss">A tensor of one element.</param>
    /// <param name="retainGraph">Keep the graph for another backward pass.</param>
    /// <exception cref="TorchException">The loss is no scalar or was made without recording.</exception>
    public static void Backward(this Tensor loss, bool retainGraph = false)
    {
        var root = loss.Handle;
        NativeMethods.Check(NativeMethods.Backward(&root, null, 1, retainGraph ? 1 : 0), "backward");
    }

    /// <summary>Accumulates gradients of a tensor, given the gradient that flows into it.</summary>
    /// <param name="output">The tensor to go back from.</param>
    /// <param name="gradient">The gradient with respect to it, of its shape.</param>
    /// <param name="retainGraph">Keep the graph for another backward pass.</param>
    /// <exception cref="TorchException">The shapes differ, or the output was made without recording.</exception>
    public static void Backward(this Tensor output, Tensor gradient, bool retainGraph = false)
    {
        var root = output.Handle;
        var seed = gradient.Handle;
        NativeMethods.Check(NativeMethods.Backward(&root, &seed, 1, retainGraph ? 1 : 0), "backward");
    }

    /// <summary>The gradients of a scalar with respect to chosen tensors; nothing is accumulated.</summary>
    /// <param name="loss">A tensor of one element.</param>
    /// <param name="inputs">The tensors to differentiate by.</param>
    /// <param name="allowUnused">If set, a tensor that the loss does not depend on gets null instead of an error.</param>
    /// <param name="createGraph">If set, the gradients can themselves be differentiated; the graph is then kept too.</param>
    /// <param name="retainGraph">Keep the graph for another pass.</param>
    /// <returns>One gradient for each input, in their order and shapes; they belong to the current scope.</returns>
    /// <exception cref="TorchException">The loss is no scalar, or an input was not used and that is not allowed.</exception>
    public static Tensor?[] Gradients(
        Tensor loss, IReadOnlyList<Tensor> inputs, bool allowUnused = false, bool createGraph = false, bool retainGraph = false)
    {
        // The gradients' own graph runs through what the first pass saved: freeing that would make them useless.
        retainGraph |= createGraph;
        var output = loss.Handle;
        var handles = inputs.Select(t => t.Handle).ToArray();
        var gradients = new nint[handles.Length];
        fixed (nint* first = handles)
        fixed (nint* results = gradients)
        {
            var status = NativeMethods.Gradients(
                &output, 1, first, handles.Length, retainGraph ? 1 : 0, createGraph ? 1 : 0, allowUnused ? 1 : 0, results);
            NativeMethods.Check(status, "gradients");
        }

        return Array.ConvertAll(gradients, g => g == 0 ? null : Tensor.Adopt(g));
    }

    /// <summary>Recording switched on or off for a while; restores what was when it is disposed.</summary>
    public sealed class GradMode : IDisposable
    {
        private readonly bool previous = IsEnabled;

        internal GradMode(bool enabled) => NativeMethods.GradModeSet(enabled ? 1 : 0);

        /// <inheritdoc/>
        public void Dispose() => NativeMethods.GradModeSet(previous ? 1 : 0);
    }
}
