using Weft.Search;
using Weft.Torch;
using Weft.Torch.Modules;

namespace Weft.Encoders;

/// <summary>
/// The video encoder of NTU RGB+D (BM-NAS specification 1.2, MFAS specification 6.2): a ResNet-50 whose first layers look at each frame by
/// itself and whose four stages are convolutions over time and space; only space is halved.
/// </summary>
public sealed class InflatedResNet : Encoder
{
    private const int Window = 7;
    private const int Expansion = 4;
    private const int Colours = 3;
    private static readonly int[] Blocks = [3, 4, 6, 3];

    private readonly Convolution conv1;
    private readonly BatchNorm bn1;
    private readonly ResidualStages stages;
    private readonly Linear classifier;

    /// <summary>Creates the encoder; convolutions start with Kaiming's normal values by outputs.</summary>
    /// <param name="channels">Channels of the first layer; 64 as published.</param>
    /// <param name="classes">Number of logits.</param>
    /// <param name="random">Initial values.</param>
    public InflatedResNet(int channels, int classes, NetworkRandom random)
    {
        var last = Expansion * channels << (Blocks.Length - 1);
        TapChannels = [last / 4, last / 2, last, last];
        conv1 = AddPart("cnn.conv1", new Conv2d(Colours, channels, 7, random.Initial, stride: 2, padding: 3, withBias: false));
        bn1 = AddPart("cnn.bn1", new BatchNorm(channels));
        stages = AddPart("cnn", new ResidualStages(channels, channels, Expansion, Blocks, [1, 2, 2], 1, random.Initial));
        classifier = AddPart("classifier", new Linear(last, classes, random.Initial));
        ResidualStages.FillKaiming(conv1, random.Initial);
        ResidualStages.FillKaiming(stages, random.Initial);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<int> TapChannels { get; }

    /// <inheritdoc/>
    public override bool HasSeparateHead => true;

    /// <summary>
    /// [batch, frames, height, width, 3] (8 x 256 x 256 as published) to logits and four taps: the maps of the second, third and fourth
    /// stage ([batch, channels, frames, ...], 1/8 to 1/32 of the size) and the mean of the last one's first 7 x 7 positions
    /// ([batch, channels]). The published window leaves out the last row and column of an 8 x 8 map; a smaller map is taken whole.
    /// </summary>
    /// <exception cref="WeftException">The input has another shape, or is so large that a second window would fit.</exception>
    public override EncoderOutput Forward(Tensor input)
    {
        if (input.Shape is not [var batch, var frames, _, _, Colours])
        {
            throw new WeftException($"A video is [batch, frames, height, width, {Colours}], not [{string.Join(", ", input.Shape)}].");
        }

        var maps = stages.Forward(Stem(input, batch, frames));
        using var mean = ResidualStages.MeanOfWindow(maps[^1], frames, Window, Window);
        Tensor[] taps = [.. maps, mean.Flatten(1)];
        return new EncoderOutput(Head(taps[^1]), taps);
    }

    /// <summary>The last tap, [batch, channels].</summary>
    public override Tensor HeadFeatures(IReadOnlyList<Tensor> taps) => taps[^1];

    /// <inheritdoc/>
    public override Tensor Head(Tensor features) => classifier.Forward(features);

    /// <inheritdoc/>
    public override IEnumerable<(string Name, Tensor Tensor)> HeadParameters() =>
        NamedParameters().Where(p => p.Name.StartsWith("classifier.", StringComparison.Ordinal));

    /// <summary>Frames to [batch, channels, frames, height / 4, width / 4].</summary>
    private Tensor Stem(Tensor input, long batch, long frames)
    {
        using var scope = new TensorScope();
        Tensor normalised;
        using (var pictures = input.Permute(0, 1, 4, 2, 3).Flatten(0, 1).Contiguous())
        {
            normalised = ResidualStages.Normalised(conv1, bn1, pictures);
        }

        normalised.ReluInPlace();
        var pooled = normalised.MaxPool([3, 3], [2, 2], [1, 1]);
        normalised.Dispose();
        var shape = pooled.Shape;
        return scope.Keep(pooled.Reshape(batch, frames, shape[1], shape[2], shape[3]).Transpose(1, 2).Contiguous());
    }
}
