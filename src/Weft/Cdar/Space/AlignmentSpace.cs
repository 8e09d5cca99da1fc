using System.Collections.Immutable;
using System.Globalization;
using Weft.Runs;
using Weft.Search;
using Weft.Torch;

namespace Weft.Cdar.Space;

/// <summary>
/// The space of alignments: which levels of features GLAD makes alike and how strongly, how many views are local, and whether their
/// order is learned beside. A choice is five numbers: the weights of the local, global and cross classifiers, the local views, the
/// order's weight.
/// </summary>
public sealed class AlignmentSpace : ISequenceSpace
{
    private const int LocalLevel = 0;
    private const int GlobalLevel = 1;
    private const int CrossLevel = 2;
    private const int LocalsLevel = 3;
    private const int OrderLevel = 4;
    private const int FewestOrdered = 2;
    private const int MostOrdered = 6;

    private readonly ImmutableArray<ImmutableArray<double>> options;
    private readonly int views;

    /// <summary>Creates the space.</summary>
    /// <param name="weights">What the weight of a domain classifier may be; 0 leaves it out.</param>
    /// <param name="locals">How many of the views may be local.</param>
    /// <param name="orders">What the weight of learning the order may be; 0 leaves it out.</param>
    /// <param name="views">A sample's views.</param>
    /// <exception cref="UsageException">An option is out of range or there twice, or no choice is possible.</exception>
    public AlignmentSpace(IReadOnlyList<double> weights, IReadOnlyList<int> locals, IReadOnlyList<double> orders, int views)
    {
        Check("space.weights", weights, AlignmentGenotypeReader.LargestWeight);
        Check("space.locals", [.. locals.Select(l => (double)l)], Math.Min(views, AlignmentGenotypeReader.MostLocals));
        Check("space.orders", orders, AlignmentGenotypeReader.LargestWeight);
        this.views = views;
        options = [[.. weights], [.. weights], [.. weights], [.. locals.Select(l => (double)l)], [.. orders]];
        if (Enumerable.Range(0, locals.Count).All(choice => Choices(choice) == 0))
        {
            throw new UsageException(string.Create(
                CultureInfo.InvariantCulture,
                $"space: no choice is possible: with {views} views of which {string.Join(" or ", locals)} are local, parts must be left out, ")
                + "and 0 is not among their weights.");
        }
    }

    /// <inheritdoc/>
    public string Name => AlignmentGenotype.SpaceName;

    /// <inheritdoc/>
    public int Levels => options.Length;

    /// <inheritdoc/>
    public int RowWidth => 1;

    /// <summary>How many choices there are.</summary>
    public long Size => Enumerable.Range(0, options[LocalsLevel].Length).Sum(Choices);

    /// <inheritdoc/>
    public long OptionCount(int level) => options[level].Length;

    /// <inheritdoc/>
    public ImmutableArray<int> Option(int level, long index) => index >= 0 && index < OptionCount(level)
        ? [(int)index]
        : throw new ArgumentOutOfRangeException(nameof(index), index, "There is no such row.");

    /// <inheritdoc/>
    public bool Admits(ChoiceRows rows) =>
        rows.Length == Levels
        && rows.Rows.Select((row, level) => row.Length == 1 && row[0] >= 0 && row[0] < OptionCount(level)).All(fits => fits)
        && Enumerable.Range(0, Levels).All(level => Allowed(level, rows.Rows[LocalsLevel][0]).Contains(rows.Rows[level][0]));

    /// <inheritdoc/>
    public IGenotype Sample(ulong seed)
    {
        var state = Seeds.Derive(seed, AlignmentGenotype.SpaceName);

        // How many views are local decides what else is possible: a number of many choices is drawn more often, so that all are alike.
        var place = (long)((UInt128)Seeds.Next(ref state) * (ulong)Size >> 64);
        var locals = 0;
        for (; place >= Choices(locals); locals++)
        {
            place -= Choices(locals);
        }

        var rows = new ImmutableArray<int>[Levels];
        for (var level = 0; level < Levels; level++)
        {
            var allowed = Allowed(level, locals);
            rows[level] = [level == LocalsLevel ? locals : allowed[Seeds.Below(ref state, allowed.Length)]];
        }

        return Decode(new ChoiceRows([.. rows]));
    }

    /// <inheritdoc/>
    public ChoiceRows Encode(IGenotype genotype)
    {
        var g = (AlignmentGenotype)genotype;
        return new ChoiceRows([.. Values(g).Select((value, level) => ImmutableArray.Create(options[level].IndexOf(value)))]);
    }

    /// <inheritdoc/>
    public IGenotype Decode(ChoiceRows rows)
    {
        if (!Admits(rows))
        {
            throw new UsageException($"{rows} is no choice of this space; it is five numbers of options that are possible together.");
        }

        double Value(int level) => options[level][rows.Rows[level][0]];
        return new AlignmentGenotype(Value(LocalLevel), Value(GlobalLevel), Value(CrossLevel), (int)Value(LocalsLevel), Value(OrderLevel));
    }

    /// <inheritdoc/>
    public IGenotype Parse(string text, string origin)
    {
        var genotype = AlignmentGenotypeReader.Read(text, origin);
        return Admits(Encode(genotype))
            ? genotype
            : throw new InvalidFileException(origin, $"is {genotype.Describe()}, which is no choice of this space of {views} views.");
    }

    /// <inheritdoc/>
    public ArchitectureGraph Draw(IGenotype genotype) => AlignmentDrawing.Draw((AlignmentGenotype)genotype, views);

    private static double[] Values(AlignmentGenotype g) => [g.Local, g.Global, g.Cross, g.Locals, g.Order];

    private static void Check(string setting, IReadOnlyList<double> values, double most)
    {
        if (values.Count == 0)
        {
            throw new UsageException($"{setting} is empty: name what to choose from.");
        }

        if (values.Any(v => !(v >= 0 && v <= most)))
        {
            throw new UsageException(string.Create(
                CultureInfo.InvariantCulture, $"{setting} is {string.Join(", ", values)}, but each must be from 0 to {most}."));
        }

        if (values.Distinct().Count() != values.Count)
        {
            throw new UsageException(
                string.Create(CultureInfo.InvariantCulture, $"{setting} names an option twice: {string.Join(", ", values)}."));
        }
    }

    /// <summary>How many choices there are with one option of local views.</summary>
    private long Choices(int locals) => new[] { LocalLevel, GlobalLevel, CrossLevel, OrderLevel }
        .Aggregate(1L, (product, level) => product * Allowed(level, locals).Length);

    /// <summary>The options of a level that there are the views for: what would have none must be left out.</summary>
    private int[] Allowed(int level, int locals)
    {
        var local = (int)options[LocalsLevel][locals];
        var possible = level switch
        {
            LocalLevel => local > 0,
            GlobalLevel => local < views,
            CrossLevel => local > 0 && local < views,
            OrderLevel => local is >= FewestOrdered and <= MostOrdered,
            _ => true,
        };
        return [.. Enumerable.Range(0, options[level].Length).Where(option => possible || options[level][option] == 0)];
    }
}
