using Weft.Search;
using Weft.Torch;
using Weft.Torch.Modules;

namespace Weft.Encoders;

/// <summary>
/// An encoder for sequences: blocks of convolution over time, batch norm and ReLU; the length is halved between them. Its classifier sees
/// the mean of the last block over time.
/// </summary>
public sealed class SequenceNet : Encoder
{
    private readonly Conv1d[] convolutions;
    private readonly BatchNorm[] norms;
    private readonly Dropout dropout;
    private readonly Linear classifier;

    /// <summary>Creates the encoder.</summary>
    /// <param name="inputs">Channels of the input.</param>
    /// <param name="blocks">Number of blocks and of taps; the input's length must be at least 2 to the power of one less.</param>
    /// <param name="kernel">Moments that a convolution sees; odd.</param>
    /// <param name="channels">Channels of the first block; the second has twice as many, and so have those behind it.</param>
    /// <param name="classes">Number of logits.</param>
    /// <param name="dropoutRate">Dropout before the classifier.</param>
    /// <param name="random">Initial values and masks.</param>
    public SequenceNet(int inputs, int blocks, int kernel, int channels, int classes, double dropoutRate, NetworkRandom random)
    {
        TapChannels = [.. Enumerable.Range(0, blocks).Select(b => b == 0 ? channels : 2 * channels)];
        convolutions = new Conv1d[blocks];
        norms = new BatchNorm[blocks];
        for (var b = 0; b < blocks; b++)
        {
            var before = b == 0 ? inputs : TapChannels[b - 1];
            convolutions[b] = AddPart(
                $"conv{b + 1}", new Conv1d(before, TapChannels[b], kernel, random.Initial, padding: kernel / 2, withBias: false));
            norms[b] = AddPart($"bn{b + 1}", new BatchNorm(TapChannels[b]));
        }

        dropout = AddPart("dropout", new Dropout(dropoutRate, random.Noise));
        classifier = AddPart("classifier", new Linear(TapChannels[^1], classes, random.Initial));
    }

    /// <inheritdoc/>
    public override IReadOnlyList<int> TapChannels { get; }

    /// <summary>[batch, inputs, time] to logits and one tap for each block, [batch, channels, time halved for each block before it].</summary>
    public override EncoderOutput Forward(Tensor input)
    {
        var taps = new Tensor[convolutions.Length];
        for (var b = 0; b < taps.Length; b++)
        {
            var state = b == 0 ? input : taps[b - 1].MaxPool([2], [2], [0]);
            taps[b] = norms[b].Forward(convolutions[b].Forward(state)).Relu();
        }

        return new EncoderOutput(classifier.Forward(dropout.Forward(taps[^1].Mean([2]))), taps);
    }
}
