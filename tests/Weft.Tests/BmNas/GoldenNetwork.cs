using System.Text.Json;
using Weft.BmNas;
using Weft.Data.Features;
using Weft.Search;
using Weft.Testing;
using Weft.Torch;
using Weft.Torch.Modules;

namespace Weft.Tests.BmNas;

/// <summary>A golden hypernet's configuration, and what its tests share.</summary>
public sealed class GoldenNetwork
{
    public GoldenNetwork(string name)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(TestPaths.Golden("bmnas", name + ".json")));
        var root = document.RootElement.Clone();
        var c = root.GetProperty("config");
        Shape = new BmNasShape
        {
            Channels = c.GetProperty("C").GetInt32(),
            Length = c.GetProperty("L").GetInt32(),
            Cells = c.GetProperty("steps").GetInt32(),
            OutputCells = c.GetProperty("multiplier").GetInt32(),
            Steps = c.GetProperty("node_steps").GetInt32(),
            OutputSteps = c.GetProperty("node_multiplier").GetInt32(),
            Dropout = 0,
            AttentionDropout = 0,
        };
        Classes = c.GetProperty("num_outputs").GetInt32();
        Taps = [.. root.GetProperty("C_in").EnumerateArray().Select((x, i) => new Tap("m", i.ToString(), x.GetInt32()))];
        MultiLabel = root.GetProperty("loss").GetString() == "bce";
        BatchesPerEpoch = root.GetProperty("nbpe").GetDouble();
        GenotypeJson = root.GetProperty("genotype").GetRawText();
        Pooling = new TapPooling(root.GetProperty("reshape").GetString()!.Contains("MMIMDB") ? TapPoolingKind.Grid : TapPoolingKind.Temporal, Shape.Length);
        Genotype = GenotypeReader.Read(GenotypeJson, [.. Taps.Select(t => t.Label)], name);
    }

    public BmNasShape Shape { get; }

    public int Classes { get; }

    public IReadOnlyList<Tap> Taps { get; }

    public bool MultiLabel { get; }

    public double BatchesPerEpoch { get; }

    public string GenotypeJson { get; }

    public BmNasGenotype Genotype { get; }

    public TapPooling Pooling { get; }

    public Tensor[] Inputs(GoldenFile golden, string prefix) =>
        [.. Taps.Select((_, i) => Pooling.Apply(golden[$"{prefix}feat{i}"]))];

    public Tensor Loss(Tensor logits, Tensor labels) => MultiLabel
        ? logits.BinaryCrossEntropyWithLogits(labels.To(DType.Float32))
        : logits.CrossEntropy(labels.To(DType.Int64));

    public static void Load(Module module, GoldenFile golden, string prefix)
    {
        var state = golden.Below($"{prefix}param/");
        foreach (var (name, tensor) in golden.Below($"{prefix}buf/"))
        {
            state[name] = tensor;
        }

        module.LoadState(state);
    }
}
