using Shouldly;

namespace Weft.Torch.Tests;

/// <summary>A test in a tensor scope of its own; fails if it leaves tensors behind.</summary>
public abstract class TorchTest : IDisposable
{
    private readonly long before;
    private readonly TensorScope scope;

    protected TorchTest()
    {
        TorchRuntime.Load();
        before = TensorScope.LiveTensors;
        scope = new TensorScope();
    }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        scope.Dispose();
        TensorScope.LiveTensors.ShouldBe(before, "the test left tensors behind");
    }

    /// <summary>Numbers between -0.75 and 0.75 that Float32 holds exactly, the same in every test and in every reference.</summary>
    protected static Tensor Pattern(int offset, params long[] shape)
    {
        var values = new float[shape.Aggregate(1L, (a, b) => a * b)];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = ((((i * 7) + offset) % 13) - 6) / 8f;
        }

        return Tensor.From<float>(values.AsSpan(), shape);
    }

    /// <summary>A pattern that records gradients.</summary>
    protected static Tensor Leaf(int offset, params long[] shape)
    {
        var tensor = Pattern(offset, shape);
        tensor.RequiresGrad = true;
        return tensor;
    }

    /// <summary>Backward from the sum of the output times a pattern, so that every element's gradient is another.</summary>
    protected static void BackwardWeighted(Tensor output) => (output * Pattern(3, output.Shape)).Sum().Backward();
}
