using System.Collections.Immutable;
using System.Globalization;
using Weft.MmNas.Operations;
using Weft.Runs;
using Weft.Search;
using Weft.Torch;

namespace Weft.MmNas;

/// <summary>
/// The space of MmNas (specification 3.1): one operation for each block of the encoder and of the decoder. As rows, a choice is one number in
/// each; encoder and decoder take turns in proportion to their lengths, so that a shorter sequence is a smaller network with both.
/// </summary>
public sealed class MmNasSpace : ISequenceSpace
{
    private readonly IReadOnlyList<string> encoder;
    private readonly IReadOnlyList<string> decoder;
    private readonly int encoderBlocks;
    private readonly int decoderBlocks;
    private readonly bool shorter;
    private readonly bool[] isEncoder;

    /// <summary>Creates the space.</summary>
    /// <param name="encoder">The operations that a block of the encoder may be.</param>
    /// <param name="decoder">Those of the decoder.</param>
    /// <param name="encoderBlocks">Blocks of the encoder; 12 as published.</param>
    /// <param name="decoderBlocks">Blocks of the decoder; 18 as published.</param>
    /// <param name="shorter">Whether networks with fewer blocks belong to the space; false by default.</param>
    /// <exception cref="UsageException">An operation is unknown, twice there, or stands where it cannot.</exception>
    public MmNasSpace(
        IReadOnlyList<string> encoder, IReadOnlyList<string> decoder, int encoderBlocks = 12, int decoderBlocks = 18, bool shorter = false)
    {
        Check("space.encoder", encoder, isEncoder: true);
        Check("space.decoder", decoder, isEncoder: false);
        (this.encoder, this.decoder, this.encoderBlocks, this.decoderBlocks, this.shorter) = (encoder, decoder, encoderBlocks, decoderBlocks, shorter);
        isEncoder = new bool[encoderBlocks + decoderBlocks];
        for (int e = 0, d = 0; e + d < isEncoder.Length;)
        {
            // The side that is further behind goes next; the encoder where both are even.
            var next = (long)e * decoderBlocks <= (long)d * encoderBlocks && e < encoderBlocks;
            isEncoder[e + d] = next;
            _ = next ? e++ : d++;
        }
    }

    /// <inheritdoc/>
    public string Name => MmNasGenotype.SpaceName;

    /// <inheritdoc/>
    public int Levels => isEncoder.Length;

    /// <inheritdoc/>
    public int RowWidth => 1;

    /// <summary>Whether networks with fewer blocks belong to the space.</summary>
    public bool HasShorter => shorter;

    /// <inheritdoc/>
    public long OptionCount(int level) => PoolOf(level).Count;

    /// <inheritdoc/>
    public ImmutableArray<int> Option(int level, long index) =>
        index >= 0 && index < OptionCount(level) ? [(int)index] : throw new ArgumentOutOfRangeException(nameof(index), index, "There is no such row.");

    /// <inheritdoc/>
    public bool Admits(ChoiceRows rows) =>
        rows.Length >= 1
        && (shorter ? rows.Length <= Levels : rows.Length == Levels)
        && rows.Rows.Select((row, level) => row.Length == 1 && row[0] >= 0 && row[0] < OptionCount(level)).All(fits => fits);

    /// <inheritdoc/>
    public IGenotype Sample(ulong seed)
    {
        var state = Seeds.Derive(seed, "mmnas");
        return Decode(new ChoiceRows([.. Enumerable.Range(0, Levels).Select(level => ImmutableArray.Create(Seeds.Below(ref state, (int)OptionCount(level))))]));
    }

    /// <inheritdoc/>
    public ChoiceRows Encode(IGenotype genotype)
    {
        var blocks = (MmNasGenotype)genotype;
        var (encoderNext, decoderNext) = (0, 0);
        var rows = new List<ImmutableArray<int>>();
        for (var level = 0; level < blocks.Encoder.Length + blocks.Decoder.Length; level++)
        {
            var block = isEncoder[level] ? blocks.Encoder[encoderNext++] : blocks.Decoder[decoderNext++];
            rows.Add([PoolOf(level).ToList().IndexOf(block[0])]);
        }

        return new ChoiceRows([.. rows]);
    }

    /// <inheritdoc/>
    public IGenotype Decode(ChoiceRows rows)
    {
        if (!Admits(rows))
        {
            throw new UsageException($"{rows} is no choice of {Levels} blocks; each row is the number of an operation of its block.");
        }

        var named = rows.Rows.Select((row, level) => (Encoder: isEncoder[level], Name: PoolOf(level)[row[0]])).ToList();
        return MmNasGenotype.Of(named.Where(b => b.Encoder).Select(b => b.Name), named.Where(b => !b.Encoder).Select(b => b.Name));
    }

    /// <inheritdoc/>
    public IGenotype Parse(string text, string origin)
    {
        var genotype = MmNasGenotypeReader.Read(text, origin);
        var problem = Misfit(genotype);
        return problem is null ? genotype : throw new InvalidFileException(origin, problem);
    }

    /// <inheritdoc/>
    public ArchitectureGraph Draw(IGenotype genotype) => MmNasDrawing.Draw((MmNasGenotype)genotype);

    private static void Check(string setting, IReadOnlyList<string> pool, bool isEncoder)
    {
        if (pool.Count == 0)
        {
            throw new UsageException($"{setting} is empty: name the operations to choose from.");
        }

        foreach (var name in pool)
        {
            if (BlockOperations.Problem(name, isEncoder) is { } problem)
            {
                throw new UsageException($"{setting}: {problem}");
            }
        }

        if (pool.Distinct(StringComparer.Ordinal).Count() != pool.Count)
        {
            throw new UsageException($"{setting} names an operation twice: {string.Join(", ", pool)}.");
        }
    }

    private string? Misfit(MmNasGenotype genotype)
    {
        var culture = CultureInfo.InvariantCulture;
        var (e, d) = (genotype.Encoder.Length, genotype.Decoder.Length);
        var wanted = shorter ? isEncoder.Take(Math.Min(e + d, Levels)).Count(one => one) : encoderBlocks;
        if (e + d > Levels || e != wanted || (!shorter && d != decoderBlocks) || e + d == 0)
        {
            return string.Create(culture, $"has {e} blocks in the encoder and {d} in the decoder, but the space has {encoderBlocks} and {decoderBlocks}");
        }

        var strange = Strangers(genotype.Encoder, encoder).Concat(Strangers(genotype.Decoder, decoder)).FirstOrDefault();
        return strange is null ? null : $"has a block {strange}, which the space does not choose from";
    }

    private static IEnumerable<string> Strangers(ImmutableArray<ImmutableArray<string>> blocks, IReadOnlyList<string> pool) =>
        blocks.Where(b => b.Length != 1 || !pool.Contains(b[0], StringComparer.Ordinal)).Select(b => string.Join('+', b));

    private IReadOnlyList<string> PoolOf(int level) => isEncoder[level] ? encoder : decoder;
}
