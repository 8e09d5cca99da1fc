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
    IReadOnlyList<Tap> taps, BmNasShape shape, IReadOnlyList<string> operations, TapPooling pooling, int classes) : IDifferentiableSpace
{
    private readonly string[] labels = [.. taps.Select(t => t.Label)];

    /// <inheritdoc/>
    public string Name => BmNasGenotype.SpaceName;

    /// <inheritdoc/>
    public IReadOnlyList<Tap> Taps => taps;

    /// <inheritdoc/>
    public TapPooling Pooling => pooling;

    /// <inheritdoc/>
    public ISupernet BuildSupernet(NetworkRandom random) => new Hypernet(taps, shape, operations, classes, random);

    /// <inheritdoc/>
    public FusionNetwork Build(IGenotype genotype, NetworkRandom random) =>
        new FoundNetwork((BmNasGenotype)genotype, taps, shape, classes, random);

    /// <inheritdoc/>
    public IGenotype Parse(string text, string origin) => GenotypeReader.Read(text, labels, origin);

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
