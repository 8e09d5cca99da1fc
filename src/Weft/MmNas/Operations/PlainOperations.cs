using Weft.Torch;

namespace Weft.MmNas.Operations;

/// <summary>An operation without weights, residual and norm.</summary>
public abstract class PlainOperation : BlockOperation
{
    /// <inheritdoc/>
    public sealed override bool TakesPacked => true;

    /// <inheritdoc/>
    public sealed override Tensor Forward(BlockInput input) => Apply(input.Own);

    /// <summary>Any shape to the same.</summary>
    protected abstract Tensor Apply(Tensor own);
}

/// <summary>Zero: the block's other operations count alone.</summary>
[BlockOperation("none")]
public sealed class Nothing : PlainOperation
{
    /// <inheritdoc/>
    protected override Tensor Apply(Tensor own) => own * 0.0;
}

/// <summary>The sequence as it is.</summary>
[BlockOperation("skip_connect")]
public sealed class Skip : PlainOperation
{
    /// <inheritdoc/>
    protected override Tensor Apply(Tensor own) => own;
}

/// <summary>max(x, 0). The published one cannot be called.</summary>
[BlockOperation("relu")]
public sealed class ReluOperation : PlainOperation
{
    /// <inheritdoc/>
    protected override Tensor Apply(Tensor own) => own.Relu();
}

/// <summary>x, or 0.01 x below zero. The published one cannot be called.</summary>
[BlockOperation("leakyrelu")]
public sealed class LeakyReluOperation : PlainOperation
{
    /// <inheritdoc/>
    protected override Tensor Apply(Tensor own) => own.LeakyRelu();
}

/// <summary>Gaussian error linear unit in its tanh form.</summary>
[BlockOperation("gelu")]
public sealed class GeluOperation : PlainOperation
{
    /// <inheritdoc/>
    protected override Tensor Apply(Tensor own) => own.Gelu(tanhApproximation: true);
}
