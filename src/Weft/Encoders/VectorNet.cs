using Weft.Search;
using Weft.Torch;
using Weft.Torch.Modules;

namespace Weft.Encoders;

/// <summary>An encoder for vectors of features: layers of Linear, batch norm and ReLU, all of one width, each with dropout before what reads it.</summary>
public sealed class VectorNet : Encoder
{
    private const int Layers = 2;
    private readonly Linear[] linears = new Linear[Layers];
    private readonly BatchNorm[] norms = new BatchNorm[Layers];
    private readonly Dropout dropout;
    private readonly Linear classifier;

    /// <summary>Creates the encoder.</summary>
    /// <param name="features">Features of a vector.</param>
    /// <param name="channels">Width of each layer.</param>
    /// <param name="classes">Number of logits.</param>
    /// <param name="dropoutRate">Dropout behind each layer; taps are taken before it.</param>
    /// <param name="random">Initial values and masks.</param>
    public VectorNet(int features, int channels, int classes, double dropoutRate, NetworkRandom random)
    {
        TapChannels = [.. Enumerable.Repeat(channels, Layers)];
        for (var l = 0; l < Layers; l++)
        {
            linears[l] = AddPart($"linear{l + 1}", new Linear(l == 0 ? features : channels, channels, random.Initial, withBias: false));
            norms[l] = AddPart($"bn{l + 1}", new BatchNorm(channels));
        }

        dropout = AddPart("dropout", new Dropout(dropoutRate, random.Noise));
        classifier = AddPart("classifier", new Linear(channels, classes, random.Initial));
    }

    /// <inheritdoc/>
    public override IReadOnlyList<int> TapChannels { get; }

    /// <summary>[batch, features] to logits and one tap for each layer, [batch, channels].</summary>
    public override EncoderOutput Forward(Tensor input)
    {
        var taps = new Tensor[Layers];
        for (var l = 0; l < Layers; l++)
        {
            taps[l] = norms[l].Forward(linears[l].Forward(l == 0 ? input : dropout.Forward(taps[l - 1]))).Relu();
        }

        return new EncoderOutput(classifier.Forward(dropout.Forward(taps[^1])), taps);
    }
}
