using Weft.MmNas.Operations;

namespace Weft.MmNas;

/// <summary>How architecture logits begin (specification 3.3).</summary>
public enum AlphaStart
{
    /// <summary>
    /// Normal with deviation 1e-3: nearly uniform. What the published code had before its last commit, and most like other one-shot searches.
    /// </summary>
    Normal,

    /// <summary>1 for MCAN's operation of each block, with relations in the decoder, and -1 for the others: the last published code.</summary>
    Prior,
}

/// <summary>What a search may choose from (specification 3.1).</summary>
/// <param name="Encoder">Candidates of each block of the encoder.</param>
/// <param name="Decoder">Candidates of each block of the decoder.</param>
public sealed record MmNasPools(IReadOnlyList<string> Encoder, IReadOnlyList<string> Decoder)
{
    private static readonly string[][] EncoderPrior = [["self_att"], ["feed_forward"]];
    private static readonly string[][] DecoderPrior = [["rel_self_att", "self_att"], ["guided_att"], ["feed_forward"]];

    /// <summary>The published pools.</summary>
    public static MmNasPools Published { get; } = new(BlockOperations.EncoderPool, BlockOperations.DecoderPool);

    /// <summary>What is wrong with the pools, in a sentence; null if nothing.</summary>
    public string? Problem() => Side(Encoder, "encoder") ?? Side(Decoder, "decoder");

    /// <summary>The index of the prior's candidate in a block: of the first whose name begins like that of MCAN's operation.</summary>
    /// <param name="encoder">Whether the block stands in the encoder.</param>
    /// <param name="block">Its number, from 0.</param>
    /// <returns>-1 where no candidate is of that kind: the block then has no prior.</returns>
    internal int Prior(bool encoder, int block)
    {
        var prior = encoder ? EncoderPrior : DecoderPrior;
        var pool = encoder ? Encoder : Decoder;
        return prior[block % prior.Length]
            .Select(kind => pool.ToList().FindIndex(name => name.StartsWith(kind, StringComparison.Ordinal)))
            .FirstOrDefault(index => index >= 0, -1);
    }

    private static string? Side(IReadOnlyList<string> pool, string side)
    {
        if (pool.Count == 0)
        {
            return $"The {side}'s list of operations is empty; there are {string.Join(", ", BlockOperations.All)}.";
        }

        if (pool.Distinct(StringComparer.Ordinal).Count() != pool.Count)
        {
            return $"The {side}'s list of operations names one twice: {string.Join(", ", pool)}.";
        }

        return pool.Select(name => BlockOperations.Problem(name, encoder: side == "encoder")).FirstOrDefault(p => p is not null) is { } problem
            ? $"The {side}'s list of operations: {problem}"
            : null;
    }
}
