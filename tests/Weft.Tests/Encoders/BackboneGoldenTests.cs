using Shouldly;
using Weft.Encoders;
using Weft.Search;
using Weft.Torch;

namespace Weft.Tests.Encoders;

/// <summary>
/// The published encoders at full size against the published code: names and shapes of the state, parameter counts, taps and logits.
/// </summary>
public sealed class BackboneGoldenTests
{
    [Fact]
    public void Vgg19_of_MM_IMDB()
    {
        using var scope = new TensorScope();
        using var random = new NetworkRandom(1);
        using var network = new Vgg19(64, 23, random);
        HashFill.Load(network, "vgg");
        Millions(network).ShouldBe(20.0, 0.05);

        var output = Evaluate(network, HashFill.Input("input_vgg", 2, 3, 64, 48));

        Check("vgg", "out", 0, [.. output.Taps, output.Logits]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Maxout_network_of_MM_IMDB(bool training)
    {
        using var scope = new TensorScope();
        using var random = new NetworkRandom(1);
        using var network = new MaxoutMlp(300, 64, 23, 0, random);
        HashFill.Load(network, "text");
        network.Train(training);

        var output = network.Forward(HashFill.Input("input_text", 6, 300));

        Check(training ? "text_train" : "text_eval", "out", 0, [.. output.Taps, output.Logits]);
    }

    [Fact]
    public void Co_occurrence_network_of_NTU()
    {
        using var scope = new TensorScope();
        using var random = new NetworkRandom(1);
        using var network = new CoOccurrenceNet(64, 60, 0.2, random);
        HashFill.Load(network, "skeleton");
        Millions(network).ShouldBe(1.06, 0.005);
        network.Eval();
        var seen = new List<Tensor>();

        var output = network.Forward(
            HashFill.Input("input_skel", 2, 3, 32, 25, 2), map => seen.Add(CoOccurrenceNet.AcrossPersons(map).Clone().Unscoped()));

        Check("skel", "hidden", 0, [.. seen, .. output.Taps[2..]]);
        Check("skel", "hidden", 4, output.Taps);
        Check("skel", "logits", null, [output.Logits]);
        seen.ForEach(map => map.Dispose());
    }

    [Fact]
    public void Inflated_ResNet_of_NTU()
    {
        using var scope = new TensorScope();
        using var random = new NetworkRandom(1);
        using var network = new InflatedResNet(64, 60, random);
        HashFill.Load(network, "ntu_rgb");
        Millions(network).ShouldBe(46.3, 0.05);

        var output = Evaluate(network, HashFill.Input("input_video", 1, 8, 224, 224, 3));

        Check("ntu_rgb", "out", 2, [.. output.Taps, output.Logits]);
    }

    [Theory]
    [InlineData("rgb", 3)]
    [InlineData("depth", 1)]
    public void ResNeXt_of_EgoGesture(string modality, int channels)
    {
        using var scope = new TensorScope();
        using var random = new NetworkRandom(1);
        using var network = new ResNeXt3d(channels, 64, 83, random);
        HashFill.Load(network, $"ego_{modality}");
        Millions(network).ShouldBe(47.65, 0.005);

        var output = Evaluate(network, HashFill.Input($"input_ego_{modality}", 1, channels, 32, 112, 112));

        Check($"ego_{modality}", "x", 2, output.Taps);
        Check($"ego_{modality}", "logits", null, [output.Logits]);
    }

    private static double Millions(Encoder network) => network.ParameterCount() / 1e6;

    private static EncoderOutput Evaluate(Encoder network, Tensor input)
    {
        using var noGrad = Autograd.NoGrad();
        network.Eval();
        return network.Forward(input);
    }

    /// <summary>Shape, mean, deviation, greatest size and some values of each tensor.</summary>
    private static void Check(string network, string name, int? first, Tensor[] actual)
    {
        using var golden = new GoldenFile("bmnas", "backbones.npz");
        for (var t = 0; t < actual.Length; t++)
        {
            var key = first is null ? $"{network}/{name}" : $"{network}/{name}{first + t}";
            actual[t].Shape.ShouldBe(golden[$"{key}/shape"].ToArray<long>(), key);
            var flat = actual[t].Detach().To(DType.Float64).Flatten();
            var stats = golden[$"{key}/stats"].ToArray<double>();
            var scale = stats[2];
            flat.Mean().Item().ShouldBe(stats[0], 1e-5 * scale, key);
            (flat - stats[0]).Square().Mean().Sqrt().Item().ShouldBe(stats[1], 1e-5 * scale, key);
            flat.Abs().Amax([0]).Item().ShouldBe(scale, 1e-5 * scale, key);
            TensorAssert.Close(
                flat.IndexSelect(0, golden[$"{key}/sample_idx"]), golden[$"{key}/sample"].To(DType.Float64), 1e-5, 1e-5 * scale, key);
        }
    }
}
