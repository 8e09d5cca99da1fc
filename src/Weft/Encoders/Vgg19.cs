using System.Globalization;
using Weft.Search;
using Weft.Torch;
using Weft.Torch.Modules;

namespace Weft.Encoders;

/// <summary>
/// The image encoder of MM-IMDB (BM-NAS specification 1.2): the convolutions of VGG-19 without batch norm, whose parameters bear the
/// numbers of torchvision's layers, and behind them a global mean, batch norm and a classifier. Neither dropout nor batch norm comes
/// before a tap.
/// </summary>
public sealed class Vgg19 : Encoder
{
    private const int Kernel = 3;

    // Each block ends in a halving maximum, which counts as a layer too, as does each ReLU.
    private static readonly int[] Convolutions = [2, 2, 4, 4, 4];
    private static readonly int[] Widths = [1, 2, 4, 8, 8];
    private static readonly int[] TappedLayers = [20, 26, 33, 36];

    private readonly List<Convolution> convolutions = [];
    private readonly BatchNorm norm;
    private readonly Linear classifier;

    /// <summary>Creates the encoder; convolutions start as torchvision's do (Kaiming normal by outputs, biases 0).</summary>
    /// <param name="channels">Channels of the first block; 64 as published. The others have 2, 4, 8 and 8 times as many.</param>
    /// <param name="classes">Number of logits.</param>
    /// <param name="random">Initial values.</param>
    public Vgg19(int channels, int classes, NetworkRandom random)
    {
        var layer = 0;
        var inputs = 3;
        for (var b = 0; b < Convolutions.Length; b++)
        {
            var outputs = channels * Widths[b];
            for (var c = 0; c < Convolutions[b]; c++)
            {
                var convolution = new Conv2d(inputs, outputs, Kernel, random.Initial, padding: Kernel / 2);
                convolutions.Add(AddPart(string.Create(CultureInfo.InvariantCulture, $"vgg.{layer}"), convolution));
                ResidualStages.FillKaiming(convolution, random.Initial);
                inputs = outputs;
                layer += 2;
            }

            layer++;
        }

        TapChannels = [.. Enumerable.Repeat(inputs, TappedLayers.Length)];
        norm = AddPart("bn4", new BatchNorm(inputs));
        classifier = AddPart("classifier", new Linear(inputs, classes, random.Initial));
    }

    /// <inheritdoc/>
    public override IReadOnlyList<int> TapChannels { get; }

    /// <inheritdoc/>
    public override bool TapsIgnoreMode => true;

    /// <inheritdoc/>
    public override bool HasSeparateHead => true;

    /// <summary>
    /// [batch, 3, height, width] (256 x 160 as published; 32 at least) to logits and the maps behind layers 20, 26 (both 1/8 of the
    /// size), 33 (1/16) and 36 (1/32).
    /// </summary>
    public override EncoderOutput Forward(Tensor input)
    {
        var taps = new List<Tensor>();
        var state = input;
        var layer = 0;
        var next = 0;

        void Step(Tensor output, int last)
        {
            // What nobody reads again is freed at once: the maps of the first layers are the largest.
            if (state != input && !taps.Contains(state))
            {
                state.Dispose();
            }

            state = output;
            if (TappedLayers.Contains(last))
            {
                taps.Add(state);
            }
        }

        foreach (var count in Convolutions)
        {
            for (var c = 0; c < count; c++, layer += 2)
            {
                var convolved = convolutions[next++].Forward(state);
                convolved.ReluInPlace();
                Step(convolved, layer + 1);
            }

            Step(state.MaxPool([2, 2], [2, 2], [0, 0]), layer++);
        }

        return new EncoderOutput(Head(HeadFeatures(taps)), [.. taps]);
    }

    /// <summary>The mean of the last tap over its positions, [batch, channels].</summary>
    public override Tensor HeadFeatures(IReadOnlyList<Tensor> taps) => taps[^1].Mean([2, 3]);

    /// <inheritdoc/>
    public override Tensor Head(Tensor features) => classifier.Forward(norm.Forward(features));

    /// <inheritdoc/>
    public override IEnumerable<(string Name, Tensor Tensor)> HeadParameters() => NamedParameters()
        .Where(p => p.Name.StartsWith("bn4.", StringComparison.Ordinal) || p.Name.StartsWith("classifier.", StringComparison.Ordinal));
}
