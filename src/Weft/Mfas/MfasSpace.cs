using System.Collections.Immutable;
using Weft.Data.Features;
using Weft.Runs;
using Weft.Search;
using Weft.Search.Candidates;
using Weft.Torch;

namespace Weft.Mfas;

/// <summary>
/// MFAS's space (specification 1.1): 1 to <see cref="MfasShape.Rows"/> fusion layers, each of one tap of every modality and an
/// activation. Columns of rows follow the task's order of modalities: image, audio for AV-MNIST here, as MultiBench has it; the published
/// fork prints audio first.
/// </summary>
public sealed class MfasSpace : IFusionSequenceSpace, IStackingSpace
{
    private readonly TapGroups groups;
    private readonly MfasShape shape;
    private readonly int classes;
    private readonly int[] sizes;

    /// <summary>Creates the space.</summary>
    /// <param name="taps">The inputs, of at least two modalities.</param>
    /// <param name="shape">The fusion part's size.</param>
    /// <param name="classes">Number of logits.</param>
    /// <exception cref="UsageException">The taps are of one modality only.</exception>
    public MfasSpace(IReadOnlyList<Tap> taps, MfasShape shape, int classes)
    {
        groups = new TapGroups(taps);
        this.shape = shape;
        this.classes = classes;
        sizes = [.. Enumerable.Range(0, groups.Modalities.Length).Select(groups.Size), shape.Activations];
    }

    /// <inheritdoc/>
    public string Name => MfasGenotype.SpaceName;

    /// <inheritdoc/>
    public IReadOnlyList<Tap> Taps => groups.Taps;

    /// <summary>The modalities, in the order of a row's columns.</summary>
    public IReadOnlyList<string> Modalities => groups.Modalities;

    /// <inheritdoc/>
    public TapPooling Pooling { get; } = new(TapPoolingKind.Mean, 1);

    /// <summary>What a person should know about this space, in a sentence, or null: the publication has two modalities.</summary>
    public string? Remark => groups.Modalities.Length == 2
        ? null
        : $"MFAS is published for two modalities; this task has {groups.Modalities.Length}, so each row takes a tap of every one of them "
            + $"({string.Join(", ", groups.Modalities)}).";

    /// <inheritdoc/>
    public int Levels => shape.Rows;

    /// <inheritdoc/>
    public int RowWidth => sizes.Length;

    /// <inheritdoc/>
    public long OptionCount(int level) => sizes.Aggregate(1L, (product, size) => checked(product * size));

    /// <inheritdoc/>
    public ImmutableArray<int> Option(int level, long index)
    {
        var row = new int[sizes.Length];
        for (var column = sizes.Length - 1; column >= 0; column--)
        {
            (index, var value) = Math.DivRem(index, sizes[column]);
            row[column] = (int)value;
        }

        return [.. row];
    }

    /// <inheritdoc/>
    public bool Admits(ChoiceRows rows) =>
        rows.Length >= 1 && rows.Length <= Levels
        && rows.Rows.All(row => row.Length == sizes.Length && row.Zip(sizes).All(pair => pair.First >= 0 && pair.First < pair.Second));

    /// <summary>Genotypes that were read may have more rows, or activations that are not offered: those are not admitted.</summary>
    /// <inheritdoc/>
    public ChoiceRows Encode(IGenotype genotype) => ((MfasGenotype)genotype).Rows;

    /// <inheritdoc/>
    public IGenotype Decode(ChoiceRows rows) => Admits(rows)
        ? new MfasGenotype(groups.Labels, rows)
        : throw new WeftException($"{rows} is no sequence of this space: 1 to {Levels} rows of numbers below {string.Join(", ", sizes)}.");

    /// <summary>As the published random search (specification 1.7): a uniform length, then uniform rows.</summary>
    /// <inheritdoc/>
    public IGenotype Sample(ulong seed)
    {
        var state = seed;
        int Below(int count) => Seeds.Below(ref state, count);
        var length = 1 + Below(Levels);
        return new MfasGenotype(
            groups.Labels, new ChoiceRows([.. Enumerable.Range(0, length).Select(_ => sizes.Select(Below).ToImmutableArray())]));
    }

    /// <inheritdoc/>
    public IGenotype Parse(string text, string origin) => text.StartsWith(NamedGenotypes.Prefix, StringComparison.Ordinal)
        ? NamedGenotypes.For(text.Trim(), this)
        : MfasGenotypeReader.Read(text, groups.Labels, origin);

    /// <inheritdoc/>
    public FusionNetwork Build(IGenotype genotype, NetworkRandom random) =>
        new MfasNetwork((MfasGenotype)genotype, groups.Taps, shape, classes, random);

    /// <inheritdoc/>
    public StackedNetwork BuildStacked(IReadOnlyList<IGenotype> genotypes, IReadOnlyList<ulong> seeds)
    {
        var stack = new StackedMfas([.. genotypes.Cast<MfasGenotype>()], groups, shape, classes);
        for (var k = 0; k < genotypes.Count; k++)
        {
            using var random = new NetworkRandom(seeds[k]);
            using var network = Build(genotypes[k], random);
            stack.Load(k, network);
        }

        return stack;
    }

    /// <inheritdoc/>
    public ArchitectureGraph Draw(IGenotype genotype) => MfasDrawing.Draw((MfasGenotype)genotype, groups);
}
