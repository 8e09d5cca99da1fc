using System.Text.Json;
using Shouldly;
using Weft.Mfas;
using Weft.Search;
using Weft.Torch;

namespace Weft.Tests.Mfas;

/// <summary>The paper's NTU network with batch norm over given taps; weights are the golden file's formula, so that none are stored.</summary>
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
        Fill(network);
        network.Eval();

        var logits = network.Forward(
        [
            .. Enumerable.Range(5, 4).Select(t => space.Pooling.Apply(golden[$"ske/out{t}"])),
            .. Enumerable.Range(2, 4).Select(t => space.Pooling.Apply(golden[$"rgb/out{t}_gap"])),
        ]);

        TensorAssert.Close(logits, golden[$"{name}/logits"], 1e-5, 1e-5, "logits");
    }

    /// <summary>Names and shapes are checked with it: the state must be exactly the published one.</summary>
    private static void Fill(FusionNetwork network)
    {
        var state = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var part in new[] { "fusion_layers", "central_classifier" })
        {
            var tensors = part == "fusion_layers"
                ? GoldenJson.Read("mfas", "golden.json", "ntu_state_dict_order").GetProperty(part).EnumerateArray().Select(Named).ToList()
                : [("weight", new long[] { 60, 16 }), ("bias", new long[] { 60 })];
            for (var k = 0; k < tensors.Count; k++)
            {
                state[$"{part}.{tensors[k].Name}"] = Formula(tensors[k].Name, tensors[k].Shape, k);
            }
        }

        for (var r = 0; r < 4; r++)
        {
            state[$"alphas.{r}.alpha_x"] = Tensor.Full([1], 0.1 * (r + 1));
        }

        network.LoadState(state);
    }

    private static (string Name, long[] Shape) Named(JsonElement entry) =>
        (entry[0].GetString()!, [.. entry[1].EnumerateArray().Select(s => s.GetInt64())]);

    private static Tensor Formula(string name, long[] shape, int k)
    {
        if (name.EndsWith("num_batches_tracked", StringComparison.Ordinal))
        {
            return Tensor.Zeros([], DType.Int64);
        }

        var (amplitude, offset) = (shape.Length, name.Split('.')[^1]) switch
        {
            ( >= 2, _) => (2 / Math.Sqrt(shape[1..].Aggregate(1L, (a, b) => a * b)), 0.0),
            (_, "running_mean") => (0.05, 0.0),
            (_, "running_var") => (0.2, 1.0),
            (_, "weight") => (0.1, 1.0),
            _ => (0.1, 0.0),
        };
        var count = (int)shape.Aggregate(1L, (a, b) => a * b);
        return Tensor.From(Enumerable.Range(0, count).Select(i => (float)(offset + (amplitude * Math.Sin((0.37 * i) + (1.3 * k))))).ToArray(), shape);
    }
}
