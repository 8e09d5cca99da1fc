using System.Globalization;
using Weft.Search;
using Weft.Search.Candidates;
using Weft.Torch;

namespace Weft.Mfas;

/// <summary>
/// Networks of several genotypes as one. Fusion layers stand at levels that are aligned at the last one, because the classifier follows
/// there; a shorter network's first levels hold zeros. A layer's weight is split in the part for the taps and the part for the layer
/// before it, so that nothing is joined by copying.
/// </summary>
public sealed class StackedMfas : StackedNetwork
{
    private readonly MfasShape shape;
    private readonly int[] lengths;
    private readonly long[][] widths;
    private readonly StackedLevel[] levels;
    private readonly Tensor classifierWeight;
    private readonly Tensor classifierBias;

    internal StackedMfas(IReadOnlyList<MfasGenotype> genotypes, TapGroups groups, MfasShape shape, int classes)
    {
        this.shape = shape;
        Count = genotypes.Count;
        lengths = [.. genotypes.Select(g => g.Rows.Length)];
        var depth = lengths.Max();
        List<StackedInput> inputs = [];
        levels = new StackedLevel[depth];
        widths = new long[depth][];
        for (var level = 0; level < depth; level++)
        {
            var rows = genotypes.Select((g, k) => RowAt(level, k) is >= 0 and var r ? g.Rows.Rows[r] : []).ToArray();
            var taps = rows.Select(row => row.SkipLast(1).Select((tap, m) => groups.Index(m, tap)).ToArray()).ToArray();
            widths[level] = [.. taps.Select(t => t.Sum(tap => (long)groups.Taps[tap].Channels))];
            inputs.Add(new StackedInput((int)widths[level].Max(), taps));
            var channels = taps.Select(t => t.Select(tap => (long)groups.Taps[tap].Channels).ToArray()).ToArray();
            levels[level] = AddPart(
                $"levels.{level}",
                new StackedLevel(channels, [.. rows.Select(row => row.IsEmpty ? -1 : row[^1])], level > 0, groups.Modalities.Length, shape));
        }

        Inputs = inputs;
        using var noGrad = Autograd.NoGrad();
        classifierWeight = AddParameter("central_classifier.weight", Tensor.Zeros([Count, shape.Inner, classes]));
        classifierBias = AddParameter("central_classifier.bias", Tensor.Zeros([Count, 1, classes]));
    }

    /// <inheritdoc/>
    public override int Count { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<StackedInput> Inputs { get; }

    /// <inheritdoc/>
    public override int MaskElements => shape.Dropout > 1e-10 ? levels.Length * shape.Inner : 0;

    /// <inheritdoc/>
    public override int MaskElementsOf(int index) => shape.Dropout > 1e-10 ? lengths[index] * shape.Inner : 0;

    /// <inheritdoc/>
    public override double MaskProbability => shape.Dropout;

    /// <inheritdoc/>
    public override bool NeedsTwoSamples => shape.BatchNorm;

    /// <inheritdoc/>
    public override Tensor Forward(IReadOnlyList<Tensor> inputs, Tensor? mask)
    {
        Tensor? state = null;
        for (var level = 0; level < levels.Length; level++)
        {
            state = levels[level].Forward(inputs[level], state, mask?.Narrow(2, level * shape.Inner, shape.Inner));
        }

        return classifierBias.BAddBmm(state!, classifierWeight);
    }

    /// <inheritdoc/>
    public override void Load(int index, FusionNetwork network) => Exchange(index, network, (mine, theirs) => mine.CopyFrom(theirs));

    /// <inheritdoc/>
    public override void Store(int index, FusionNetwork network) => Exchange(index, network, (mine, theirs) => theirs.CopyFrom(mine));

    /// <inheritdoc/>
    public override IEnumerable<KeyValuePair<string, Tensor>> Stacked() =>
        levels.SelectMany((level, l) => level.Stacked().Select(t => KeyValuePair.Create(string.Create(CultureInfo.InvariantCulture, $"levels.{l}.{t.Key}"), t.Value)))
            .Append(new("central_classifier.weight", classifierWeight))
            .Append(new("central_classifier.bias", classifierBias));

    /// <summary>Which row of a network stands at a level; negative for none.</summary>
    private int RowAt(int level, int index) => level - (lengths.Max() - lengths[index]);

    private void Exchange(int index, FusionNetwork network, Action<Tensor, Tensor> copy)
    {
        using var noGrad = Autograd.NoGrad();
        using var scope = new TensorScope();
        var state = network.State();
        for (var level = 0; level < levels.Length; level++)
        {
            var row = RowAt(level, index);
            if (row >= 0)
            {
                levels[level].Exchange(index, widths[level][index], state, row, copy);
            }
        }

        copy(classifierWeight.Select(0, index), state["central_classifier.weight"].Transpose(0, 1));
        copy(classifierBias.Select(0, index).Select(0, 0), state["central_classifier.bias"]);
    }
}
