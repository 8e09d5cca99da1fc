using Weft.Search;
using Weft.Torch;
using Weft.Torch.Modules;

namespace Weft.Encoders;

/// <summary>
/// The text encoder of MM-IMDB (BM-NAS specification 1.2): two Maxout layers, each followed by batch norm and dropout, and a classifier.
/// Taps are the outputs of the Maxout layers before their batch norm.
/// </summary>
public sealed class MaxoutMlp : Encoder
{
    private const int Pieces = 5;
    private readonly Linear first;
    private readonly Linear second;
    private readonly BatchNorm firstNorm;
    private readonly BatchNorm secondNorm;
    private readonly Dropout dropout;
    private readonly Linear classifier;

    /// <summary>Creates the encoder with PyTorch's initial values.</summary>
    /// <param name="inputs">Features of a text; 300 as published.</param>
    /// <param name="channels">Width of the first layer, 64 as published; the second has twice as many.</param>
    /// <param name="classes">Number of logits.</param>
    /// <param name="dropout">Dropout behind each layer; 0.5 as published.</param>
    /// <param name="random">Initial values and masks.</param>
    public MaxoutMlp(int inputs, int channels, int classes, double dropout, NetworkRandom random)
    {
        TapChannels = [channels, 2 * channels];
        first = AddPart("op1.lin", new Linear(inputs, Pieces * TapChannels[0], random.Initial));
        firstNorm = AddPart("op2.0", new BatchNorm(TapChannels[0]));
        second = AddPart("op3.lin", new Linear(TapChannels[0], Pieces * TapChannels[1], random.Initial));
        secondNorm = AddPart("op4.0", new BatchNorm(TapChannels[1]));
        this.dropout = AddPart("dropout", new Dropout(dropout, random.Noise));
        classifier = AddPart("hid2val", new Linear(TapChannels[1], classes, random.Initial));
    }

    /// <inheritdoc/>
    public override IReadOnlyList<int> TapChannels { get; }

    /// <summary>[batch, inputs] to logits and one tap for each layer, [batch, channels].</summary>
    public override EncoderOutput Forward(Tensor input)
    {
        var low = Maxout(first, input);
        var high = Maxout(second, dropout.Forward(firstNorm.Forward(low)));
        return new EncoderOutput(classifier.Forward(dropout.Forward(secondNorm.Forward(high))), [low, high]);
    }

    private static Tensor Maxout(Linear layer, Tensor input)
    {
        using var pieces = layer.Forward(input);
        using var grouped = pieces.Reshape(input.Size(0), -1, Pieces);
        var (values, indices) = grouped.Max(2);
        indices.Dispose();
        return values;
    }
}
