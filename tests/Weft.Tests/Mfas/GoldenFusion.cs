using Weft.Encoders;
using Weft.Mfas;
using Weft.Search;
using Weft.Torch;

namespace Weft.Tests.Mfas;

/// <summary>The golden AV-MNIST network and its encoders; columns are the published ones: audio, image, activation.</summary>
public sealed class GoldenFusion : IDisposable
{
    private readonly NetworkRandom random = new(1);

    public GoldenFusion(bool alphas = false, double dropout = 0)
    {
        Golden = new GoldenFile("mfas", "fusion_avmnist.npz");
        var shape = new MfasShape { Dropout = dropout, Alphas = alphas };
        Tap[] taps =
        [
            .. Enumerable.Range(0, 5).Select(t => new Tap("audio", $"{t + 1}", 3 << t)),
            .. Enumerable.Range(0, 3).Select(t => new Tap("image", $"{t + 1}", 3 << t)),
        ];
        Space = new MfasSpace(taps, shape, 10);
        var rows = Golden["conf"].ToArray<long>();
        Genotype = (MfasGenotype)Space.Parse($"[{string.Join(", ", rows.Chunk(3).Select(r => $"[{string.Join(", ", r)}]"))}]", "golden");
        Network = (MfasNetwork)Space.Build(Genotype, random);
        Network.LoadState(Golden.Below("state/").Where(t => !t.Key.Contains("net.", StringComparison.Ordinal)).ToDictionary());
        Audio = new LeNet(5, 3, 10, firstTapPooled: true, 0, random);
        Audio.LoadState(Golden.Below("state/audnet."));
        Image = new LeNet(3, 3, 10, firstTapPooled: false, 0, random);
        Image.LoadState(Golden.Below("state/rgbnet."));
    }

    public GoldenFile Golden { get; }

    public MfasSpace Space { get; }

    public MfasGenotype Genotype { get; }

    public MfasNetwork Network { get; }

    public LeNet Audio { get; }

    public LeNet Image { get; }

    public Tensor Labels => Golden["label"];

    /// <summary>Pooled taps as the file has them, for a mode.</summary>
    public Tensor[] Taps(string mode) => [.. Space.Taps.Select(t => Golden[$"{mode}/{t.Modality}_tap{int.Parse(t.Name) - 1}"].Unsqueeze(1))];

    /// <summary>Runs encoders and network in a mode.</summary>
    public (Tensor Fused, Tensor Image, Tensor Audio) Run(bool training)
    {
        Network.Train(training);
        Audio.Train(training);
        Image.Train(training);
        var audio = Audio.Forward(Golden["audio"]);
        var image = Image.Forward(Golden["image"]);
        return (Network.Forward([.. audio.Taps.Concat(image.Taps).Select(Space.Pooling.Apply)]), image.Logits, audio.Logits);
    }

    public void Dispose()
    {
        Network.Dispose();
        Audio.Dispose();
        Image.Dispose();
        random.Dispose();
        Golden.Dispose();
    }
}
