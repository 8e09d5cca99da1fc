using Weft.Torch;
using Weft.Torch.Modules;

namespace Weft.Encoders;

/// <summary>What an encoder gives for a batch.</summary>
/// <param name="Logits">[batch, classes].</param>
/// <param name="Taps">Its intermediate features in order, unpooled: [batch, channels, ...].</param>
public readonly record struct EncoderOutput(Tensor Logits, Tensor[] Taps);

/// <summary>A unimodal network whose intermediate features can be tapped.</summary>
public abstract class Encoder : Module
{
    /// <summary>The channels of each tap.</summary>
    public abstract IReadOnlyList<int> TapChannels { get; }

    /// <summary>Computes logits and taps.</summary>
    /// <param name="input">[batch, ...] as the encoder documents.</param>
    public abstract EncoderOutput Forward(Tensor input);
}
