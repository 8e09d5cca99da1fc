using Weft.Torch;

namespace Weft.MmNas;

/// <summary>
/// The tokens of a batch without its padding: the rows of one matrix, sample after sample. What works on each token alone then computes
/// nothing for padding, and attention is told where samples begin. Outputs stay the same but for rounding.
/// </summary>
public sealed class Packing
{
    private static readonly Operator Put = new("aten::index_put");

    private readonly long[] lengths;
    private readonly long padded;
    private readonly Tensor? positions;

    private Packing(long[] lengths, long padded)
    {
        this.lengths = lengths;
        this.padded = padded;
        if (lengths.Any(length => length < padded))
        {
            positions = Tensor.From([.. lengths.SelectMany((length, i) => Positions(i * padded, length))]);
        }
    }

    /// <summary>How many tokens each sample has; at least 1.</summary>
    public IReadOnlyList<long> Lengths => lengths;

    /// <summary>Whether no sample has padding.</summary>
    public bool IsFull => positions is null;

    /// <summary>
    /// Packs by a mask. Belongs to the current scope. A sample of padding alone keeps one token, as a batch trimmed to it would.
    /// </summary>
    /// <param name="mask">[batch, length], true where a token is padding.</param>
    /// <returns>Null where it does not fit: off the CPU, without tokens, or where padding stands before tokens.</returns>
    public static Packing? Of(Tensor mask)
    {
        if (!mask.Device.IsCpu || mask.ElementCount == 0)
        {
            return null;
        }

        var flags = mask.Contiguous().AsSpan<bool>();
        var length = (int)mask.Size(1);
        var found = new long[mask.Size(0)];
        for (var i = 0; i < found.Length; i++)
        {
            var row = flags.Slice(i * length, length);
            var first = row.IndexOf(true);
            first = first < 0 ? length : first;
            if (row[first..].Contains(false))
            {
                return null;
            }

            found[i] = Math.Max(1, first);
        }

        return new Packing(found, length);
    }

    /// <summary>Takes the tokens out of their padding.</summary>
    /// <param name="sequence">[batch, length, width].</param>
    /// <returns>[rows, width].</returns>
    public Tensor Pack(Tensor sequence)
    {
        var flat = sequence.Flatten(0, 1);

        // The gradient of a table's rows is libtorch's quickest of its kind.
        return positions is null ? flat : positions.Embedding(flat);
    }

    /// <summary>Puts the tokens back, with zeros as padding.</summary>
    /// <param name="rows">[rows, width].</param>
    /// <returns>[batch, length, width].</returns>
    public Tensor Unpack(Tensor rows)
    {
        var width = rows.Size(1);
        if (positions is null)
        {
            return rows.Reshape(lengths.Length, padded, width);
        }

        var empty = Tensor.Zeros([lengths.Length * padded, width], rows.DType);
        return Put.Call(empty, Arg.OptionalTensors(positions), rows, false).Reshape(lengths.Length, padded, width);
    }

    /// <summary>Where attention of these tokens finds its samples' keys.</summary>
    /// <param name="keys">The tokens that are looked at, of as many samples.</param>
    internal AttentionSpans SpansTo(Packing keys) => AttentionSpans.Packed(lengths, keys.lengths);

    private static IEnumerable<long> Positions(long start, long length)
    {
        for (var i = start; i < start + length; i++)
        {
            yield return i;
        }
    }
}
