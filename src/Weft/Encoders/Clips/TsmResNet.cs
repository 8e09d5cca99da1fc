using System.Globalization;
using Weft.Search;
using Weft.Torch;
using Weft.Torch.Modules;

namespace Weft.Encoders.Clips;

/// <summary>
/// A residual network of single frames whose blocks exchange channels with the frames around (TSM; CDAR specification 2.3), under the names
/// of OpenMMLab's checkpoints.
/// </summary>
public sealed class TsmResNet : ClipEncoder
{
    private const int Colours = 3;

    private readonly ConvNorm stem;
    private readonly BlockRow[] stages;
    private readonly int segments;

    /// <summary>Creates the encoder; convolutions start with Kaiming's normal values by outputs.</summary>
    /// <param name="depth">Layers: 18, 34, 50, 101 or 152.</param>
    /// <param name="segments">Frames of a clip: what is shifted never leaves it.</param>
    /// <param name="random">Initial values.</param>
    /// <param name="frozen">What stays as it is: 0 is the stem, 1 to 4 the stages; null for nothing.</param>
    /// <param name="parts">A part in so many of the channels is shifted each way; 8.</param>
    /// <param name="channels">Channels of the stem; 64.</param>
    /// <exception cref="UsageException">There is no such network, or no such stage to be frozen.</exception>
    public TsmResNet(int depth, int segments, NetworkRandom random, FrozenStages? frozen = null, int parts = 8, int channels = 64)
    {
        if (segments < 1 || parts < 2 || channels < 1)
        {
            throw new UsageException($"TSM needs at least one frame, two parts and one channel, not {segments}, {parts} and {channels}.");
        }

        var (expansion, blocks) = ResidualDepths.Of(depth);
        this.segments = segments;
        stem = AddPart("conv1", new ConvNorm(Colours, channels, [7, 7], [2, 2], random.Initial));
        stages = new BlockRow[blocks.Length];
        var inputs = channels;
        for (var s = 0; s < blocks.Length; s++)
        {
            var row = new Layer[blocks[s]];
            for (var b = 0; b < row.Length; b++)
            {
                var stride = s > 0 && b == 0 ? 2 : 1;
                var shifted = ResidualDepths.IsShifted(blocks, b) ? parts : 0;
                row[b] = new TsmBlock(inputs, channels << s, expansion, stride, segments, shifted, random.Initial);
                inputs = expansion * (channels << s);
            }

            stages[s] = AddPart(string.Create(CultureInfo.InvariantCulture, $"layer{s + 1}"), new BlockRow(row));
        }

        ResidualStages.FillKaiming(this, random.Initial);
        (frozen ?? FrozenStages.None).Apply("TSM", [[stem], .. stages.Select(s => new Module[] { s })]);
        Channels = inputs;
    }

    /// <inheritdoc/>
    public override int Channels { get; }

    /// <summary>[clips, 3, frames, height, width], of whole clips of the network's frames, to [clips, channels, frames].</summary>
    /// <exception cref="WeftException">The clips have another shape.</exception>
    public override Tensor Describe(Tensor clips)
    {
        if (clips.Shape is not [var count, Colours, var frames, var height, var width] || frames % segments != 0)
        {
            throw new WeftException(
                $"TSM of {segments} frames reads clips of [clips, {Colours}, frames, height, width] with a multiple of {segments} frames, not "
                + $"[{string.Join(", ", clips.Shape)}].");
        }

        using var scope = new TensorScope();
        var pictures = clips.Transpose(1, 2).Reshape(count * frames, Colours, height, width);
        var map = Map(pictures);
        return scope.Keep(map.Mean([2, 3]).Reshape(count, frames, Channels).Transpose(1, 2));
    }

    /// <summary>The map behind the last stage.</summary>
    /// <param name="pictures">Frames of one clip after those of another, [clips * frames, 3, height, width].</param>
    /// <returns>[clips * frames, channels, height / 32, width / 32].</returns>
    public Tensor Map(Tensor pictures)
    {
        using var scope = new TensorScope();
        Tensor state;
        using (var first = stem.ForwardRelu(pictures))
        {
            state = first.MaxPool([3, 3], [2, 2], [1, 1]);
        }

        foreach (var stage in stages)
        {
            var output = stage.Forward(state);
            state.Dispose();
            state = output;
        }

        return scope.Keep(state);
    }
}
