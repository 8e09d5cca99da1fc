namespace Weft.Torch.Optim;

/// <summary>How many steps a parameter took part in, kept as a tensor so that it is saved and restored like the other state.</summary>
internal sealed class StepCount : IDisposable
{
    /// <summary>The count, Int64 of no dimensions, on the CPU.</summary>
    internal Tensor Tensor { get; } = Torch.Tensor.Zeros([], DType.Int64).Unscoped();

    internal long Value
    {
        get => Tensor.AsSpan<long>()[0];
        set => Tensor.AsSpan<long>()[0] = value;
    }

    /// <inheritdoc/>
    public void Dispose() => Tensor.Dispose();
}
