using System.Collections.Immutable;
using Weft.Search;
using Weft.Torch;
using Weft.Torch.Modules;

namespace Weft.Mfas;

/// <summary>
/// The network of a genotype, with fresh weights (specification 2): each fusion layer joins one tap of every modality and the layer
/// before it; a linear layer makes logits of the last. State names are the published ones.
/// </summary>
public sealed class MfasNetwork : FusionNetwork
{
    private readonly int[][] inputs;
    private readonly string[] keys;
    private readonly bool weighted;
    private readonly ModuleList<FusionWeights> alphas;
    private readonly ModuleList<Sequential> layers;
    private readonly Linear classifier;

    /// <summary>Builds the network.</summary>
    /// <param name="genotype">The choice; it fixes the number of layers.</param>
    /// <param name="taps">The inputs, in the task's order.</param>
    /// <param name="shape">Width, dropout, weighting and batch norm.</param>
    /// <param name="classes">Number of logits.</param>
    /// <param name="random">Initial values and masks.</param>
    public MfasNetwork(MfasGenotype genotype, IReadOnlyList<Tap> taps, MfasShape shape, int classes, NetworkRandom random)
    {
        var groups = new TapGroups(taps);
        var rows = genotype.Rows.Rows;
        var modalities = groups.Modalities.Length;
        weighted = shape.Alphas;
        inputs = [.. rows.Select(row => Enumerable.Range(0, modalities).Select(m => groups.Index(m, row[m])).ToArray())];
        var widths = inputs.Select((row, r) => row.Sum(t => (long)taps[t].Channels) + (r > 0 ? shape.Inner : 0)).ToArray();
        keys = [.. rows.Select((row, r) => $"{r}.L_{widths[r]}_{shape.Inner}.A_{FusionActivation.Key(row[^1])}")];

        // The published code creates the weights between modalities even where it does not use them; files have them.
        alphas = AddPart("alphas", new ModuleList<FusionWeights>(rows.Select(_ => new FusionWeights(modalities, random.Initial))));
        layers = AddPart("fusion_layers", new ModuleList<Sequential>(rows.Select((row, r) => CreateLayer(row, widths[r], shape, random))));
        classifier = AddPart("central_classifier", new Linear(shape.Inner, classes, random.Initial));
    }

    /// <summary>The fusion layers with their keys among shared weights (specification 1.6).</summary>
    internal IEnumerable<(string Key, Module Layer)> KeyedLayers => keys.Zip(layers, (key, layer) => (key, (Module)layer));

    /// <inheritdoc/>
    public override Tensor Forward(IReadOnlyList<Tensor> taps)
    {
        Tensor? state = null;
        for (var r = 0; r < inputs.Length; r++)
        {
            Tensor[] features = [.. inputs[r].Select(t => taps[t].Flatten(1))];
            if (weighted)
            {
                features = alphas[r].Apply(features);
            }

            state = layers[r].Forward(Tensor.Cat(state is null ? features : [.. features, state], -1));
        }

        return classifier.Forward(state!);
    }

    private static Sequential CreateLayer(ImmutableArray<int> row, long width, MfasShape shape, NetworkRandom random)
    {
        List<Layer> parts = [new Linear(width, shape.Inner, random.Initial), FusionActivation.Create(row[^1])];
        if (shape.BatchNorm)
        {
            parts.Add(new BatchNorm(shape.Inner));
        }

        // A mask of nothing costs nothing, but the published code leaves it out as well.
        if (shape.Dropout > 1e-10)
        {
            parts.Add(new Dropout(shape.Dropout, random.Noise));
        }

        return new Sequential([.. parts]);
    }
}
