using System.Globalization;
using Weft.Search;
using Weft.Torch;
using Weft.Torch.Modules;

namespace Weft.Encoders.Clips;

/// <summary>
/// A residual network of 50 layers inflated over time, with non-local blocks of dot products (I3D; CDAR specification 2.3), under the names
/// of OpenMMLab's checkpoints. Time shrinks to an eighth.
/// </summary>
public sealed class InflatedNonLocalResNet : ClipEncoder
{
    private const int Colours = 3;
    private const int Expansion = 4;
    private const int Smallest = 32;
    private readonly ConvNorm stem;
    private readonly BlockRow[] stages = new BlockRow[Inflated.Count];

    /// <summary>Creates the encoder; convolutions start with Kaiming's normal values by outputs, non-local blocks add nothing.</summary>
    /// <param name="random">Initial values.</param>
    /// <param name="frozen">What stays as it is: 0 is the stem, 1 to 4 the stages; null for nothing.</param>
    /// <param name="channels">Channels of the stem; 64.</param>
    /// <exception cref="UsageException">There is no such stage to be frozen.</exception>
    public InflatedNonLocalResNet(NetworkRandom random, FrozenStages? frozen = null, int channels = 64)
    {
        stem = AddPart("conv1", new ConvNorm(Colours, channels, [5, 7, 7], [2, 2, 2], random.Initial));
        var blocks = new List<InflatedBlock>();
        var inputs = channels;
        for (var s = 0; s < stages.Length; s++)
        {
            var (planes, row) = (channels << s, new InflatedBlock[Inflated[s].Length]);
            for (var b = 0; b < row.Length; b++)
            {
                var stride = s > 0 && b == 0 ? 2 : 1;
                row[b] = new InflatedBlock(
                    inputs, planes, Expansion * planes, stride, Inflated[s][b] == '1', NonLocal[s][b] == '1', random.Initial);
                inputs = Expansion * planes;
            }

            stages[s] = AddPart(string.Create(CultureInfo.InvariantCulture, $"layer{s + 1}"), new BlockRow(row));
            blocks.AddRange(row);
        }

        ResidualStages.FillKaiming(this, random.Initial);
        blocks.ForEach(b => b.NonLocal?.Silence());
        (frozen ?? FrozenStages.None).Apply("i3d-nl", [[stem], .. stages.Select(s => new Module[] { s })]);
        Channels = inputs;
    }

    /// <inheritdoc/>
    public override int Channels { get; }

    /// <summary>For each block of each stage whether its first convolution sees the times around.</summary>
    internal static IReadOnlyList<string> Inflated { get; } = ["111", "1010", "101010", "010"];

    /// <summary>For each block of each stage whether there is a non-local block behind it.</summary>
    internal static IReadOnlyList<string> NonLocal { get; } = ["000", "0101", "010101", "000"];

    /// <summary>[clips, 3, frames, height, width], at least 8 x 32 x 32, to [clips, channels, frames / 8].</summary>
    /// <exception cref="WeftException">The clips have another shape.</exception>
    public override Tensor Describe(Tensor clips)
    {
        if (clips.Shape is not [_, Colours, >= 5, >= Smallest, >= Smallest])
        {
            throw new WeftException(
                $"i3d-nl reads clips of [clips, {Colours}, frames, height, width] with at least 5 frames of {Smallest} x {Smallest} pixels, not "
                + $"[{string.Join(", ", clips.Shape)}].");
        }

        using var scope = new TensorScope();
        Tensor state;
        using (var first = stem.ForwardRelu(clips))
        {
            state = first.MaxPool([1, 3, 3], [2, 2, 2], [0, 1, 1]);
        }

        for (var s = 0; s < stages.Length; s++)
        {
            var output = stages[s].Forward(state);
            state.Dispose();
            state = output;
            if (s == 0)
            {
                state = output.MaxPool([2, 1, 1], [2, 1, 1], [0, 0, 0]);
                output.Dispose();
            }
        }

        return scope.Keep(state.Mean([3, 4]));
    }
}
