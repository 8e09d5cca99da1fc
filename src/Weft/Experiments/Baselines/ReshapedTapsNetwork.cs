using Weft.BmNas;
using Weft.Search;
using Weft.Torch;

namespace Weft.Experiments.Baselines;

/// <summary>
/// What one modality can do by itself on the footing of BM-NAS: each of its taps through a reshape layer, all joined, and the head of the
/// fusion network. No modality meets another.
/// </summary>
public sealed class ReshapedTapsNetwork : FusionNetwork
{
    private readonly ReshapeLayer[] reshape;
    private readonly FusionHead head;

    /// <summary>Creates the network.</summary>
    public ReshapedTapsNetwork(IReadOnlyList<Tap> taps, BmNasShape shape, int classes, NetworkRandom random)
    {
        reshape = [.. taps.Select((tap, i) => AddPart($"reshape_layers.{i}", new ReshapeLayer(tap.Channels, shape, random)))];
        head = AddPart(string.Empty, new FusionHead(shape.Channels, shape.Length, taps.Count, classes, random.Initial));
    }

    /// <inheritdoc/>
    public override Tensor Forward(IReadOnlyList<Tensor> taps) => head.Forward([.. reshape.Select((layer, i) => layer.Forward(taps[i]))]);
}
