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

    /// <summary>
    /// Whether its taps are the same in train mode as in evaluation mode, because neither dropout nor batch norm comes before them; false.
    /// Cached taps are exact then, whatever the rules of a search do with encoders.
    /// </summary>
    public virtual bool TapsIgnoreMode => false;

    /// <summary>Computes logits and taps.</summary>
    /// <param name="input">[batch, ...] as the encoder documents.</param>
    public abstract EncoderOutput Forward(Tensor input);
}
