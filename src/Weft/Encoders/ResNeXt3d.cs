using Weft.Search;
using Weft.Torch;
using Weft.Torch.Modules;

namespace Weft.Encoders;

/// <summary>
/// The encoder of EgoGesture's clips (BM-NAS specification 1.2): a ResNeXt-101 over time and space, for colour as for depth. The stem halves
/// space, a maximum behind it and the stages behind the first halve time too.
/// </summary>
public sealed class ResNeXt3d : Encoder
{
    private const int Expansion = 2;
    private const int Cardinality = 32;
    private static readonly int[] Blocks = [3, 4, 23, 3];

    private readonly Convolution conv1;
    private readonly BatchNorm bn1;
    private readonly ResidualStages stages;
    private readonly Linear classifier;

    /// <summary>Creates the encoder; convolutions start with Kaiming's normal values by outputs.</summary>
    /// <param name="inputChannels">3 for colour, 1 for depth; the stem of one with several sees 3 frames at once, else 7.</param>
    /// <param name="channels">
    /// Channels of the stem, 64 as published; the stages' middle convolutions have 2, 4, 8 and 16 times as many, in 32 groups or, if
    /// there are fewer, as many as divide them.
    /// </param>
    /// <param name="classes">Number of logits.</param>
    /// <param name="random">Initial values.</param>
    public ResNeXt3d(int inputChannels, int channels, int classes, NetworkRandom random)
    {
        var last = 2 * Expansion * channels << (Blocks.Length - 1);
        TapChannels = [last / 4, last / 2, last, last];
        var frames = inputChannels == 1 ? 7 : 3;
        conv1 = AddPart(
            "conv1",
            new Convolution(
                inputChannels, channels, [frames, 7, 7], random.Initial, stride: [1, 2, 2], padding: [frames / 2, 3, 3], withBias: false));
        bn1 = AddPart("bn1", new BatchNorm(channels));
        stages = AddPart(
            string.Empty, new ResidualStages(channels, 2 * channels, Expansion, Blocks, [2, 2, 2], Cardinality, random.Initial));
        classifier = AddPart("fc", new Linear(last, classes, random.Initial));
        ResidualStages.FillKaiming(conv1, random.Initial);
        ResidualStages.FillKaiming(stages, random.Initial);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<int> TapChannels { get; }

    /// <inheritdoc/>
    public override bool HasSeparateHead => true;

    /// <summary>
    /// [batch, input channels, time, height, width] (32 x 112 x 112 as published) to logits and four taps: the maps of the second, third
    /// and fourth stage ([batch, channels, ...], 8 x 14 x 14, 4 x 7 x 7 and 2 x 4 x 4 as published) and the mean of the last one's first
    /// 2 x 4 x 4 positions ([batch, channels, 1, 1, 1]); a smaller map is taken whole.
    /// </summary>
    /// <exception cref="WeftException">The input is so large that a second window would fit.</exception>
    public override EncoderOutput Forward(Tensor input)
    {
        var normalised = ResidualStages.Normalised(conv1, bn1, input);
        normalised.ReluInPlace();
        var stem = normalised.MaxPool([3, 3, 3], [2, 2, 2], [1, 1, 1]);
        normalised.Dispose();
        var maps = stages.Forward(stem);
        Tensor[] taps = [.. maps, ResidualStages.MeanOfWindow(maps[^1], 2, 4, 4)];
        return new EncoderOutput(Head(HeadFeatures(taps)), taps);
    }

    /// <summary>The last tap without its positions, [batch, channels].</summary>
    public override Tensor HeadFeatures(IReadOnlyList<Tensor> taps) => taps[^1].Flatten(1);

    /// <inheritdoc/>
    public override Tensor Head(Tensor features) => classifier.Forward(features);

    /// <inheritdoc/>
    public override IEnumerable<(string Name, Tensor Tensor)> HeadParameters() =>
        NamedParameters().Where(p => p.Name.StartsWith("fc.", StringComparison.Ordinal));
}
