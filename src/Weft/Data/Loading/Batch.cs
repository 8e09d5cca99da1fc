using Weft.Torch;

namespace Weft.Data.Loading;

/// <summary>Some samples as tensors.</summary>
/// <param name="Inputs">One tensor for each input, each [batch, ...].</param>
/// <param name="Labels">[batch] Int64 classes, or [batch, classes] of zeros and ones.</param>
public sealed record Batch(Tensor[] Inputs, Tensor Labels) : IDisposable
{
    /// <summary>The number of samples.</summary>
    public int Size => (int)Labels.Size(0);

    /// <summary>Hands the tensors to the current scope, on the device and, but for whole numbers of 64 bits (tokens), in single precision.</summary>
    public Batch Scoped(Device device) => new(
        Array.ConvertAll(Inputs, input => Move(input.Scoped(), device, floating: true)), Move(Labels.Scoped(), device, floating: false));

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var input in Inputs)
        {
            input.Dispose();
        }

        Labels.Dispose();
    }

    private static Tensor Move(Tensor tensor, Device device, bool floating)
    {
        var there = device.IsCpu ? tensor : tensor.To(device);
        return floating && there.DType != DType.Int64 ? there.To(DType.Float32) : there;
    }
}

/// <summary>Where batches come from: a data set, augmented or not, or a feature cache.</summary>
public interface IBatchSource
{
    /// <summary>The number of samples.</summary>
    int Count { get; }

    /// <summary>Reads samples. Runs on a background thread: it must not touch anything that steps touch.</summary>
    /// <param name="epoch">0-based epoch, for augmentations that differ between epochs.</param>
    /// <param name="indices">Which samples.</param>
    Batch Load(int epoch, ReadOnlySpan<int> indices);
}
