using Shouldly;
using Weft.Encoders;
using Weft.Mfas;
using Weft.Search;
using Weft.Torch;

namespace Weft.Tests.Mfas;

/// <summary>
/// NTU against the published code: both encoders, and the paper's network with batch norm over given taps and over those of the encoders.
/// Weights are the golden file's formula.
/// </summary>
public sealed class NtuGoldenTests
{
    private static readonly int[] Skeleton = [128, 256, 1024, 512];
    private static readonly int[] Video = [512, 1024, 2048, 2048];

    [Theory]
    [InlineData("fused", true)]
    [InlineData("fused_noalpha", false)]
    public void Fused_logits(string name, bool alphas)
    {
        using var scope = new TensorScope();
        using var golden = new GoldenFile("mfas", "ntu.npz");

        var logits = Fuse(
            golden,
            alphas,
            [
                .. Enumerable.Range(5, 4).Select(t => golden[$"ske/out{t}"]),
                .. Enumerable.Range(2, 4).Select(t => golden[$"rgb/out{t}_gap"]),
            ]);

        TensorAssert.Close(logits, golden[$"{name}/logits"], 1e-5, 1e-5, "logits");
    }

    [Fact]
    public void Fused_logits_from_videos_and_skeletons()
    {
        using var scope = new TensorScope();
        using var golden = new GoldenFile("mfas", "ntu.npz");
        using var noGrad = Autograd.NoGrad();
        using var random = new NetworkRandom(1);
        using var skeletons = new CoOccurrenceNet(64, 60, 0.2, random);
        using var videos = new InflatedResNet(64, 60, random);
        skeletons.LoadState(NtuFormula.State("", NtuFormula.Order(GoldenJson.Read("mfas", "golden.json", "ntu_state_dict_order").GetProperty("skenet"))));
        videos.LoadState(NtuFormula.State("", NtuFormula.Order(GoldenJson.Read("bmnas", "state_dict_keys.json", "ntu_rgb"))));
        skeletons.Eval();
        videos.Eval();
        var maps = new List<Tensor>();

        var skeleton = skeletons.Forward(
            NtuFormula.Sines([1, 3, 32, 25, 2], 0, 1), map => maps.Add(CoOccurrenceNet.AcrossPersons(map).Mean([0, 2, 3]).Unscoped()));
        var video = videos.Forward(NtuFormula.Sines([1, 2, 224, 224, 3], 5, 1));

        for (var t = 0; t < 4; t++)
        {
            TensorAssert.Close(maps[t], golden[$"ske/out{t + 1}_mean_per_channel"], 1e-5, 1e-5, $"skeleton map {t + 1}");
            TensorAssert.Close(skeleton.Taps[t], golden[$"ske/out{t + 5}"], 1e-5, 1e-5, $"skeleton tap {t}");
            CloseForItsScale(video.Taps[t].Reshape(1, Video[t], -1).Mean([2]), golden[$"rgb/out{t + 2}_gap"], $"video tap {t}");
        }

        maps.ForEach(map => map.Dispose());
        TensorAssert.Close(skeleton.Logits, golden["ske/logits"], 1e-5, 1e-5, "skeleton logits");
        TensorAssert.Close(skeleton.Logits, golden["fused/skeleton_logits"], 1e-5, 1e-5, "skeleton logits");
        CloseForItsScale(video.Logits, golden["rgb/out6_gap"], "video logits");
        CloseForItsScale(video.Logits, golden["fused/visual_logits"], "video logits");
        CloseForItsScale(Fuse(golden, true, [.. skeleton.Taps, .. video.Taps]), golden["fused/logits"], "logits");
    }

    /// <summary>
    /// Neighbouring sines nearly cancel in the video network's sums: the published code in single precision is 2e-5 of the greatest value
    /// away from itself in double precision.
    /// </summary>
    private static void CloseForItsScale(Tensor actual, Tensor expected, string what) =>
        TensorAssert.Close(actual, expected, 0, 2e-4 * expected.ToArray<float>().Max(Math.Abs), what);

    /// <summary>The paper's network in evaluation mode; the state must be exactly the published one.</summary>
    private static Tensor Fuse(GoldenFile golden, bool alphas, IEnumerable<Tensor> features)
    {
        using var random = new NetworkRandom(1);
        Tap[] taps =
        [
            .. Skeleton.Select((width, t) => new Tap("skeleton", $"{t + 1}", width)),
            .. Video.Select((width, t) => new Tap("video", $"{t + 1}", width)),
        ];
        var space = new MfasSpace(taps, new MfasShape { Alphas = alphas, BatchNorm = true, Dropout = 0 }, 60);
        var genotype = NamedGenotypes.For("mfas:ntu/1", space);
        genotype.Rows.Rows.SelectMany(r => r).Select(v => (long)v).ShouldBe(golden["conf"].ToArray<long>());
        using var network = space.Build(genotype, random);
        var fusion = GoldenJson.Read("mfas", "golden.json", "ntu_state_dict_order").GetProperty("fusion_layers");
        var state = NtuFormula.State("fusion_layers.", NtuFormula.Order(fusion));
        foreach (var (name, value) in NtuFormula.State("central_classifier.", [("weight", [60, 16]), ("bias", [60])]))
        {
            state[name] = value;
        }

        for (var r = 0; r < 4; r++)
        {
            state[$"alphas.{r}.alpha_x"] = Tensor.Full([1], 0.1 * (r + 1));
        }

        network.LoadState(state);
        network.Eval();
        return network.Forward([.. features.Select(space.Pooling.Apply)]);
    }
}
