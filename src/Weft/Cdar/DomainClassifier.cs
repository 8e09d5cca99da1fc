using Weft.Torch;
using Weft.Torch.Modules;

namespace Weft.Cdar;

/// <summary>
/// Tells the source's features from the target's behind a gradient reversal, so that the encoder learns to make them alike (CDAR
/// specification 2.4). Its parameters are <c>fc_domain.LAYER.0.weight</c> and <c>.bias</c>, as in the published networks.
/// </summary>
public sealed class DomainClassifier : Module
{
    private readonly Sequential layers;

    /// <summary>Creates the classifier with PyTorch's initial values.</summary>
    /// <param name="channels">Numbers of a feature.</param>
    /// <param name="settings">Its layers, their width and dropout; the weight is the caller's business.</param>
    /// <param name="initial">Draws initial values.</param>
    /// <param name="noise">Draws dropout masks.</param>
    /// <param name="reference">
    /// As published, a classifier without hidden layers has dropout on its only output; false by default.
    /// </param>
    public DomainClassifier(
        int channels, DiscriminatorSettings settings, Generator initial, Generator noise, bool reference = false)
    {
        var widths = Widths(channels, settings);
        var parts = new Layer[widths.Length - 1];
        for (var i = 0; i < parts.Length; i++)
        {
            var linear = new Linear(widths[i], widths[i + 1], initial);
            parts[i] = i < parts.Length - 1 ? new Sequential(linear, new Dropout(settings.Dropout, noise), Activation.Relu())
                : reference && parts.Length == 1 ? new Sequential(linear, new Dropout(settings.Dropout, noise))
                : new Sequential(linear);
        }

        layers = AddPart("fc_domain", new Sequential(parts));
    }

    /// <summary>Tells domains apart.</summary>
    /// <param name="source">[rows, channels]: features of the source.</param>
    /// <param name="target">[rows, channels]: features of the target; there may be more or fewer of them.</param>
    /// <param name="strength">How strongly gradients are reversed on their way to the features; 1.</param>
    /// <returns>The mean binary cross-entropy (1 is the source), and the part of rows that were told right; both scalars.</returns>
    public (Tensor Loss, Tensor Accuracy) Loss(Tensor source, Tensor target, double strength = 1)
    {
        var logits = layers.Forward(GradientReversal.Reverse(Tensor.Cat([source, target], 0), strength)).Squeeze(1);
        var device = source.Device;
        var truth = Tensor.Cat([Tensor.Ones([source.Size(0)], device: device), Tensor.Zeros([target.Size(0)], device: device)], 0);
        return (logits.BinaryCrossEntropyWithLogits(truth), logits.Detach().Gt(0).To(DType.Float32).Eq(truth).To(DType.Float32).Mean());
    }

    /// <summary>Sizes between layers, the channels first and 1 last.</summary>
    private static long[] Widths(int channels, DiscriminatorSettings settings)
    {
        if (settings.Width > 0 || settings.Layers == 0)
        {
            return [channels, .. Enumerable.Repeat((long)settings.Width, settings.Layers), 1];
        }

        // The older form, of as many layers as are asked for: the first keeps the width, each further one has as many numbers fewer.
        var step = (long)Math.Floor((1.0 - channels) / settings.Layers);
        return [channels, .. Enumerable.Range(0, settings.Layers - 1).Select(i => channels + (i * step)), 1];
    }
}
