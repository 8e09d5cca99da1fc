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
    /// Whether the taps are the same in training and in evaluation mode: then cached ones are exact for both. False where dropout or
    /// batch norm comes before a tap.
    /// </summary>
    public virtual bool TapsIgnoreMode => false;

    /// <summary>
    /// Whether the logits depend on the taps alone, so that <see cref="Head"/> can be trained on features that were computed once.
    /// </summary>
    public virtual bool HasSeparateHead => false;

    /// <summary>Computes logits and taps.</summary>
    /// <param name="input">[batch, ...] as the encoder documents.</param>
    public abstract EncoderOutput Forward(Tensor input);

    /// <summary>What the head reads, from the taps of a forward pass: [batch, features].</summary>
    /// <param name="taps">The taps, unpooled.</param>
    /// <exception cref="NotSupportedException">The encoder has no separate head.</exception>
    public virtual Tensor HeadFeatures(IReadOnlyList<Tensor> taps) => throw NoHead();

    /// <summary>The last layers: features to the logits that <see cref="Forward"/> gives.</summary>
    /// <param name="features">[batch, features], from <see cref="HeadFeatures"/>.</param>
    /// <returns>[batch, classes].</returns>
    /// <exception cref="NotSupportedException">The encoder has no separate head.</exception>
    public virtual Tensor Head(Tensor features) => throw NoHead();

    /// <summary>The trainable tensors of the head, by their names in the encoder; none without a separate head.</summary>
    public virtual IEnumerable<(string Name, Tensor Tensor)> HeadParameters() => [];

    private NotSupportedException NoHead() => new($"{GetType().Name} has no head apart from its other layers; ask HasSeparateHead first.");
}
