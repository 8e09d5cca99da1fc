using Weft.Search;
using Weft.Torch;
using Weft.Torch.Modules;

namespace Weft.Encoders;

/// <summary>
/// The encoders of AV-MNIST (MFAS specification 6.1): blocks of convolution, batch norm, ReLU and a halving maximum, the channels
/// doubling from block to block. Three blocks for images (the published GP_LeNet), five for spectrograms (GP_LeNet_Deeper).
/// </summary>
public sealed class LeNet : Encoder
{
    private readonly Convolution[] convolutions;
    private readonly BatchNorm[] norms;
    private readonly Linear classifier;
    private readonly Dropout dropout;
    private readonly bool firstTapPooled;

    /// <summary>Creates the encoder with the published initial values (Kaiming uniform).</summary>
    /// <param name="blocks">Number of blocks.</param>
    /// <param name="channels">Channels of the first block; 3 as published.</param>
    /// <param name="classes">Number of logits.</param>
    /// <param name="firstTapPooled">Whether tap 0 is taken after its block's pooling, as the published audio encoder does.</param>
    /// <param name="dropoutRate">Dropout before the classifier; 0 as published.</param>
    /// <param name="random">Initial values and masks.</param>
    public LeNet(int blocks, int channels, int classes, bool firstTapPooled, double dropoutRate, NetworkRandom random)
    {
        this.firstTapPooled = firstTapPooled;
        TapChannels = [.. Enumerable.Range(0, blocks).Select(b => channels << b)];
        convolutions = new Convolution[blocks];
        norms = new BatchNorm[blocks];
        for (var b = 0; b < blocks; b++)
        {
            var kernel = b == 0 ? 5 : 3;
            var inputs = b == 0 ? 1 : TapChannels[b - 1];
            convolutions[b] = AddPart(
                $"conv{b + 1}", new Conv2d(inputs, TapChannels[b], kernel, random.Initial, padding: kernel / 2, withBias: false));
            norms[b] = AddPart($"bn{b + 1}", new BatchNorm(TapChannels[b]));
            Fill(convolutions[b].Weight, random.Initial);
        }

        classifier = AddPart("classifier.0", new Linear(TapChannels[^1], classes, random.Initial));
        Fill(classifier.Weight, random.Initial);
        dropout = AddPart("dropout", new Dropout(dropoutRate, random.Noise));
    }

    /// <inheritdoc/>
    public override IReadOnlyList<int> TapChannels { get; }

    /// <summary>[batch, 1, height, width] to logits and one tap for each block.</summary>
    public override EncoderOutput Forward(Tensor input)
    {
        var taps = new Tensor[convolutions.Length];
        var state = input;
        for (var b = 0; b < convolutions.Length; b++)
        {
            var activated = norms[b].Forward(convolutions[b].Forward(state)).Relu();
            var last = b == convolutions.Length - 1;

            // The last pooled map is read by nobody.
            state = last ? activated : activated.MaxPool([2, 2], [2, 2], [0, 0]);
            taps[b] = b == 0 && firstTapPooled ? state : activated;
        }

        var logits = classifier.Forward(dropout.Forward(taps[^1].Mean([2, 3])));
        return new EncoderOutput(logits, taps);
    }

    private static void Fill(Tensor weight, Generator generator)
    {
        using var noGrad = Autograd.NoGrad();
        using var scope = new TensorScope();
        weight.CopyFrom(Initializers.KaimingUniform(weight.Shape, generator));
    }
}
