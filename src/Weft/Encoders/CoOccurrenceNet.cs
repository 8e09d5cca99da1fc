using Weft.Search;
using Weft.Torch;
using Weft.Torch.Modules;

namespace Weft.Encoders;

/// <summary>
/// The skeleton encoder of NTU RGB+D (BM-NAS specification 1.2, MFAS specification 6.2): two streams, of the positions and of their
/// motion, which first mix the coordinates of each joint and then, with the joints as channels, all joints. Both persons share the
/// weights; every map is the maximum of theirs.
/// </summary>
public sealed class CoOccurrenceNet : Encoder
{
    private const int Frames = 32;
    private const int Joints = 25;
    private const int Persons = 2;
    private readonly Stream positions;
    private readonly Stream motions;
    private readonly Convolution conv5;
    private readonly Convolution conv6;
    private readonly Linear fc7;
    private readonly Linear fc8;
    private readonly Dropout mapDropout;
    private readonly Dropout dropout;

    /// <summary>Creates the encoder; weights start as Xavier's uniform, biases at 0.</summary>
    /// <param name="channels">Channels of the first convolution, 64 as published; 32 for any width are those that stand for time.</param>
    /// <param name="classes">Number of logits.</param>
    /// <param name="dropout">
    /// Dropout of whole channels behind the fourth, fifth and sixth convolution and of single features before the classifier.
    /// </param>
    /// <param name="random">Initial values and masks.</param>
    public CoOccurrenceNet(int channels, int classes, double dropout, NetworkRandom random)
    {
        // Four halvings leave a 2 x 2 map.
        var flat = 4 * channels * (Frames / 16) * (Frames / 16);
        TapChannels = [2 * channels, 4 * channels, flat, 8 * channels];
        mapDropout = AddPart("map_dropout", new Dropout(dropout, random.Noise, wholeChannels: true));
        this.dropout = AddPart("dropout", new Dropout(dropout, random.Noise));
        positions = AddPart(string.Empty, new Stream(string.Empty, channels, mapDropout, random.Initial));
        motions = AddPart(string.Empty, new Stream("m", channels, mapDropout, random.Initial));
        conv5 = AddPart("conv5.0", new Conv2d(2 * channels, TapChannels[0], 3, random.Initial, padding: 1));
        conv6 = AddPart("conv6.0", new Conv2d(TapChannels[0], TapChannels[1], 3, random.Initial, padding: 1));
        fc7 = AddPart("fc7.0", new Linear(flat, TapChannels[3], random.Initial));
        fc8 = AddPart("fc8", new Linear(TapChannels[3], classes, random.Initial));
        Fill(random.Initial);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<int> TapChannels { get; }

    /// <summary>
    /// [batch, 3 coordinates, 32 frames, 25 joints, 2 persons] to logits and four taps: the maps of the fifth and sixth convolution
    /// ([batch, channels, 4, 4] and [.., 2, 2]), the flattened last map, and the last hidden layer.
    /// </summary>
    /// <exception cref="WeftException">The input has another shape.</exception>
    public override EncoderOutput Forward(Tensor input) => Forward(input, null);

    /// <summary>The same, showing each map of both persons ([2 batch, ...], all first persons first) before it is freed.</summary>
    internal EncoderOutput Forward(Tensor input, Action<Tensor>? seen)
    {
        if (input.Shape is not [_, 3, Frames, Joints, Persons])
        {
            throw new WeftException(
                $"A skeleton sequence is [batch, 3, {Frames}, {Joints}, {Persons}], not [{string.Join(", ", input.Shape)}].");
        }

        using var scope = new TensorScope();

        var both = Streams(input, seen);
        seen?.Invoke(both);
        var middle = Halved(conv5, both);
        seen?.Invoke(middle);
        var last = Halved(conv6, middle);
        seen?.Invoke(last);
        Tensor[] maps = [AcrossPersons(middle), AcrossPersons(last)];
        var flat = maps[1].Flatten(1);
        var activated = fc7.Forward(flat);
        activated.ReluInPlace();
        var hidden = dropout.Forward(activated);
        Tensor[] taps = [.. maps, flat, hidden];
        return new EncoderOutput(scope.Keep(fc8.Forward(hidden)), [.. taps.Select(scope.Keep)]);
    }

    /// <summary>The greater of both persons' values.</summary>
    internal static Tensor AcrossPersons(Tensor map)
    {
        var batch = map.Size(0) / Persons;
        return map.Narrow(0, 0, batch).Maximum(map.Narrow(0, batch, batch));
    }

    /// <summary>[2 batch, 2 channels, frames / 4, 8]: both persons are one batch of twice the size, for one pass over the weights.</summary>
    private Tensor Streams(Tensor input, Action<Tensor>? seen)
    {
        using var scope = new TensorScope();
        var people = input.Permute(4, 0, 1, 2, 3).Reshape(-1, 3, Frames, Joints);
        var steps = people.Narrow(2, 1, Frames - 1) - people.Narrow(2, 0, Frames - 1);
        var position = positions.Forward(people, seen);
        var motion = motions.Forward(steps.ResizeBilinear(Frames, Joints), null);
        return scope.Keep(Tensor.Cat([position, motion], 1));
    }

    private Tensor Halved(Convolution convolution, Tensor input)
    {
        var activated = convolution.Forward(input);
        activated.ReluInPlace();
        return mapDropout.Forward(activated).MaxPool([2, 2], [2, 2], [0, 0]);
    }

    private void Fill(Generator generator)
    {
        using var noGrad = Autograd.NoGrad();
        using var scope = new TensorScope();
        foreach (var (_, parameter) in NamedParameters())
        {
            if (parameter.Rank > 1)
            {
                parameter.CopyFrom(Initializers.XavierUniform(parameter.Shape, generator));
            }
            else
            {
                parameter.Zero();
            }
        }
    }

    /// <summary>The first four convolutions, of positions or of motions.</summary>
    private sealed class Stream : Layer
    {
        private readonly Convolution conv1;
        private readonly Convolution conv2;
        private readonly Convolution conv3;
        private readonly Convolution conv4;
        private readonly Dropout mapDropout;

        /// <param name="suffix">Behind the names of the convolutions.</param>
        /// <param name="channels">Channels of the first convolution and of the output.</param>
        /// <param name="mapDropout">The encoder's.</param>
        /// <param name="generator">Initial values.</param>
        internal Stream(string suffix, int channels, Dropout mapDropout, Generator generator)
        {
            this.mapDropout = mapDropout;
            var middle = Math.Max(1, channels / 2);
            conv1 = AddPart($"conv1{suffix}.0", new Conv2d(3, channels, 1, generator));
            conv2 = AddPart($"conv2{suffix}", new Convolution(channels, Frames, [3, 1], generator, padding: [1, 0]));
            conv3 = AddPart($"conv3{suffix}.0", new Conv2d(Joints, middle, 3, generator, padding: 1));
            conv4 = AddPart($"conv4{suffix}.0", new Conv2d(middle, channels, 3, generator, padding: 1));
        }

        /// <summary>[batch, 3, frames, joints] to [batch, channels, frames / 4, 8].</summary>
        public override Tensor Forward(Tensor input) => Forward(input, null);

        internal Tensor Forward(Tensor input, Action<Tensor>? seen)
        {
            // The joints become the channels, so that what follows sees all of them at once.
            using var joints = TensorScope.Run(() =>
            {
                var points = conv1.Forward(input);
                points.ReluInPlace();
                seen?.Invoke(points);
                var mixed = conv2.Forward(points);
                points.Dispose();
                return mixed.Permute(0, 3, 2, 1).Contiguous();
            });
            seen?.Invoke(joints);
            using var global = TensorScope.Run(() => conv3.Forward(joints).MaxPool([2, 2], [2, 2], [0, 0]));
            joints.Dispose();
            seen?.Invoke(global);
            return TensorScope.Run(() => mapDropout.Forward(conv4.Forward(global)).MaxPool([2, 2], [2, 2], [0, 0]));
        }
    }
}
