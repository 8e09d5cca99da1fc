using Weft.Search;
using Weft.Torch;
using Weft.Torch.Modules;

namespace Weft.Encoders;

/// <summary>An encoder for windows of sensor values: blocks of convolution over time, batch norm, ReLU, the length halved between them.</summary>
public sealed class SensorNet : Encoder
{
    private const int Blocks = 3;
    private readonly Conv1d[] convolutions = new Conv1d[Blocks];
    private readonly BatchNorm[] norms = new BatchNorm[Blocks];
    private readonly Dropout dropout;
    private readonly Linear classifier;

    /// <summary>Creates the encoder.</summary>
    /// <param name="axes">Values at one moment, such as 3 for an accelerometer.</param>
    /// <param name="channels">Channels of the first block; they double from block to block.</param>
    /// <param name="classes">Number of logits.</param>
    /// <param name="dropoutRate">Dropout before the classifier.</param>
    /// <param name="random">Initial values and masks.</param>
    public SensorNet(int axes, int channels, int classes, double dropoutRate, NetworkRandom random)
    {
        TapChannels = [.. Enumerable.Range(0, Blocks).Select(b => channels << b)];
        for (var b = 0; b < Blocks; b++)
        {
            var inputs = b == 0 ? axes : TapChannels[b - 1];
            convolutions[b] = AddPart($"conv{b + 1}", new Conv1d(inputs, TapChannels[b], 5, random.Initial, padding: 2));
            norms[b] = AddPart($"bn{b + 1}", new BatchNorm(TapChannels[b]));
        }

        dropout = AddPart("dropout", new Dropout(dropoutRate, random.Noise));
        classifier = AddPart("classifier", new Linear(TapChannels[^1], classes, random.Initial));
    }

    /// <inheritdoc/>
    public override IReadOnlyList<int> TapChannels { get; }

    /// <summary>[batch, axes, time] to logits and one tap for each block.</summary>
    public override EncoderOutput Forward(Tensor input)
    {
        var taps = new Tensor[Blocks];
        var state = input;
        for (var b = 0; b < Blocks; b++)
        {
            taps[b] = norms[b].Forward(convolutions[b].Forward(state)).Relu();
            state = taps[b].MaxPool([2], [2], [0]);
        }

        return new EncoderOutput(classifier.Forward(dropout.Forward(taps[^1].Mean([2]))), taps);
    }
}
