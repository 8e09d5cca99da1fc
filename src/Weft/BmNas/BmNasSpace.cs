using System.Collections.Immutable;
using Weft.Data.Features;
using Weft.Runs;
using Weft.Search;

namespace Weft.BmNas;

/// <summary>BM-NAS's space: which taps meet in which cells, and by which operations (paper, section 3; specification 1.9).</summary>
/// <param name="taps">The inputs.</param>
/// <param name="shape">The fusion part's size.</param>
/// <param name="operations">The operations in the order of γ.</param>
/// <param name="pooling">How taps are brought to one length.</param>
/// <param name="classes">Number of logits.</param>
public sealed class BmNasSpace(
    IReadOnlyList<Tap> taps, BmNasShape shape, IReadOnlyList<string> operations, TapPooling pooling, int classes)
    : IDifferentiableSpace, IFusionSequenceSpace
{
    private readonly string[] labels = [.. taps.Select(t => t.Label)];
    private readonly BmNasRows rows = new([.. taps.Select(t => t.Label)], shape, operations);

    /// <inheritdoc/>
    public string Name => BmNasGenotype.SpaceName;

    /// <inheritdoc/>
    public IReadOnlyList<Tap> Taps => taps;

    /// <inheritdoc/>
    public TapPooling Pooling => pooling;

    /// <inheritdoc/>
    public int Levels => rows.Levels;

    /// <inheritdoc/>
    public int RowWidth => rows.RowWidth;

    /// <summary>The same at every level: what earlier cells used up is told by <see cref="Admits"/>.</summary>
    /// <inheritdoc/>
    /// <exception cref="Weft.Torch.UsageException">There are more than a 64-bit number tells.</exception>
    public long OptionCount(int level) => rows.OptionCount();

    /// <summary>A row is <c>[x, y, then for each inner step: operation, a, b]</c>: taps x &lt; y, different states a and b.</summary>
    /// <inheritdoc/>
    public ImmutableArray<int> Option(int level, long index) => rows.Option(index);

    /// <summary>The decoder's rule: no cell takes two taps that earlier cells both took.</summary>
    /// <inheritdoc/>
    public bool Admits(ChoiceRows rows) => this.rows.Admits(rows);

    /// <inheritdoc/>
    /// <exception cref="Weft.Torch.WeftException">The decoder does not produce this genotype: its cells take cells, say.</exception>
    public ChoiceRows Encode(IGenotype genotype) => rows.Encode((BmNasGenotype)genotype);

    /// <summary>Fewer rows than cells make a smaller network, with as many output cells as there are.</summary>
    /// <inheritdoc/>
    public IGenotype Decode(ChoiceRows rows) => this.rows.Decode(rows);

    /// <inheritdoc/>
    public ISupernet BuildSupernet(NetworkRandom random) => new Hypernet(taps, shape, operations, classes, random);

    /// <inheritdoc/>
    public FusionNetwork Build(IGenotype genotype, NetworkRandom random) =>
        new FoundNetwork((BmNasGenotype)genotype, taps, shape, classes, random);

    /// <inheritdoc/>
    public IGenotype Parse(string text, string origin) => text.StartsWith(PublishedGenotypes.Prefix, StringComparison.Ordinal)
        ? PublishedGenotypes.For(text.Trim(), labels)
        : GenotypeReader.Read(text, labels, origin);

    /// <summary>Draws random strengths and decodes them: every genotype that the decoder can produce may come.</summary>
    /// <inheritdoc/>
    public IGenotype Sample(ulong seed)
    {
        var state = seed;
        float Draw() => (Seeds.Next(ref state) >> 40) / (float)(1 << 24);
        float[] DrawMany(int count) => [.. Enumerable.Range(0, count).Select(_ => Draw())];
        var innerEdges = Enumerable.Range(0, shape.Steps).Sum(s => 2 + s);
        var strengths = new ArchitectureStrengths(
            DrawMany(Enumerable.Range(0, shape.Cells).Sum(i => taps.Count + i)),
            [.. Enumerable.Range(0, shape.Cells).Select(_ => DrawMany(innerEdges))],
            [.. Enumerable.Range(0, shape.Cells).Select(_ => Enumerable.Range(0, shape.Steps).Select(_ => DrawMany(operations.Count)).ToArray())]);
        return GenotypeDecoder.Decode(strengths, labels, operations, shape.OutputCells, shape.OutputSteps);
    }

    /// <inheritdoc/>
    public ArchitectureGraph Draw(IGenotype genotype) => GenotypeDrawing.Draw((BmNasGenotype)genotype, taps);
}
