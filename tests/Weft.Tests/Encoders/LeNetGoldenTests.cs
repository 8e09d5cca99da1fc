using Shouldly;
using Weft.Encoders;
using Weft.Search;
using Weft.Torch;

namespace Weft.Tests.Encoders;

/// <summary>Both encoders of AV-MNIST against the published code: taps, logits, a gradient and the statistics of batch norm.</summary>
public sealed class LeNetGoldenTests
{
    [Theory]
    [InlineData("image", false)]
    [InlineData("image", true)]
    [InlineData("audio", false)]
    [InlineData("audio", true)]
    public void Taps_and_logits_are_the_published_ones(string modality, bool training)
    {
        using var scope = new TensorScope();
        using var golden = new GoldenFile("mfas", "fusion_avmnist.npz");
        using var random = new NetworkRandom(1);
        using var network = Load(golden, modality, random);
        network.Train(training);

        var output = network.Forward(golden[modality]);

        var mode = training ? "train" : "eval";
        TensorAssert.Close(output.Logits, golden[$"{mode}/{modality}_logits"], 1e-5, 1e-5, "logits");
        output.Taps.Length.ShouldBe(modality == "image" ? 3 : 5);
        for (var t = 0; t < output.Taps.Length; t++)
        {
            output.Taps[t].Size(1).ShouldBe(network.TapChannels[t]);
            TensorAssert.Close(output.Taps[t].Mean([2, 3]), golden[$"{mode}/{modality}_tap{t}"], 1e-5, 1e-5, $"tap {t}");
        }

        if (training)
        {
            foreach (var (name, statistic) in golden.Below($"after_step/{Prefix(modality)}"))
            {
                TensorAssert.Close(network.State()[name], statistic, 1e-5, 1e-6, name);
            }
        }
    }

    private static string Prefix(string modality) => modality == "image" ? "rgbnet." : "audnet.";

    private static LeNet Load(GoldenFile golden, string modality, NetworkRandom random)
    {
        var network = modality == "image" ? new LeNet(3, 3, 10, false, 0, random) : new LeNet(5, 3, 10, true, 0, random);
        network.LoadState(golden.Below($"state/{Prefix(modality)}"));
        return network;
    }
}
