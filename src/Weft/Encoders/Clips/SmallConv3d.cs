using System.Globalization;
using Weft.Search;
using Weft.Torch;
using Weft.Torch.Modules;

namespace Weft.Encoders.Clips;

/// <summary>
/// A small convolutional network over time and space, for clips of 32 to 112 pixels and for machines without an accelerator: convolutions of
/// 3 x 3 x 3 with batch norm, each followed by maxima of 2 x 2 x 2, the first by maxima over space alone.
/// </summary>
public sealed class SmallConv3d : ClipEncoder
{
    private readonly ConvNorm[] layers;

    /// <summary>Creates the encoder.</summary>
    /// <param name="channels">Channels of each layer, such as 16, 32 and 64.</param>
    /// <param name="random">Initial values.</param>
    /// <param name="frozen">What stays as it is: 0 is the first layer; null for nothing.</param>
    /// <exception cref="UsageException">There is no layer, or no such layer to be frozen.</exception>
    public SmallConv3d(IReadOnlyList<int> channels, NetworkRandom random, FrozenStages? frozen = null)
    {
        if (channels.Count == 0 || channels.Any(c => c < 1))
        {
            throw new UsageException($"conv3d needs the channels of its layers, such as [16, 32, 64], not [{string.Join(", ", channels)}].");
        }

        layers = new ConvNorm[channels.Count];
        for (var i = 0; i < layers.Length; i++)
        {
            var layer = new ConvNorm(i == 0 ? 3 : channels[i - 1], channels[i], [3, 3, 3], [1, 1, 1], random.Initial);
            layers[i] = AddPart(string.Create(CultureInfo.InvariantCulture, $"layer{i}"), layer);
        }

        ResidualStages.FillKaiming(this, random.Initial);
        (frozen ?? FrozenStages.None).Apply("conv3d", [.. layers.Select(l => new Module[] { l })]);
        Channels = channels[^1];
    }

    /// <inheritdoc/>
    public override int Channels { get; }

    /// <summary>[clips, 3, frames, height, width] to [clips, channels, 1].</summary>
    public override Tensor Describe(Tensor clips)
    {
        using var scope = new TensorScope();
        var state = clips;
        for (var i = 0; i < layers.Length; i++)
        {
            using var map = layers[i].ForwardRelu(state);
            if (i > 0)
            {
                state.Dispose();
            }

            // A dimension that has shrunk to 1 stays.
            var shape = map.Shape;
            long[] window = [i == 0 ? 1 : Math.Min(2, shape[2]), Math.Min(2, shape[3]), Math.Min(2, shape[4])];
            state = map.MaxPool(window, window, [0, 0, 0]);
        }

        return scope.Keep(state.Mean([2, 3, 4]).Unsqueeze(2));
    }
}
