using Weft.Search;
using Weft.Torch;
using Weft.Torch.Modules;

namespace Weft.Encoders.Clips;

/// <summary>A small network of what changes from frame to frame: a place that stays as it is tells it nothing.</summary>
public sealed class FrameDifferences : ClipEncoder
{
    private const int Colours = 3;

    private readonly Convolution[] convolutions;
    private readonly BatchNorm[] norms;

    /// <summary>Creates the encoder.</summary>
    /// <param name="channels">Channels of each layer, such as 16, 32 and 64; at least one.</param>
    /// <param name="random">Initial values.</param>
    /// <param name="frozen">What stays as it is: 0 is the first layer; null for nothing.</param>
    /// <exception cref="UsageException">There is no such layer to be frozen.</exception>
    public FrameDifferences(IReadOnlyList<int> channels, NetworkRandom random, FrozenStages? frozen = null)
    {
        convolutions = new Convolution[channels.Count];
        norms = new BatchNorm[channels.Count];
        for (var i = 0; i < channels.Count; i++)
        {
            var inputs = i == 0 ? Colours : channels[i - 1];
            convolutions[i] = AddPart($"conv{i}", new Convolution(inputs, channels[i], [3, 3], random.Initial, [2, 2], [1, 1]));
            norms[i] = AddPart($"bn{i}", new BatchNorm(channels[i]));
        }

        (frozen ?? FrozenStages.None).Apply("frame-differences", [.. convolutions.Select((c, i) => new Module[] { c, norms[i] })]);
        Channels = channels[^1];
    }

    /// <inheritdoc/>
    public override int Channels { get; }

    /// <summary>[clips, 3, frames, height, width], of two frames and more, to [clips, channels, frames - 1].</summary>
    public override Tensor Describe(Tensor clips)
    {
        using var scope = new TensorScope();
        var (count, times) = (clips.Size(0), clips.Size(2) - 1);
        var state = (clips.Narrow(2, 1, times) - clips.Narrow(2, 0, times)).Transpose(1, 2).Flatten(0, 1);
        for (var i = 0; i < convolutions.Length; i++)
        {
            state = norms[i].Forward(convolutions[i].Forward(state)).Relu();
        }

        return scope.Keep(state.Mean([2, 3]).Reshape(count, times, Channels).Transpose(1, 2));
    }
}
