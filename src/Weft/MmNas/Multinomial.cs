using Weft.Search;

namespace Weft.MmNas;

/// <summary>Draws an index by weights.</summary>
internal static class Multinomial
{
    /// <summary>Draws an index.</summary>
    /// <param name="weights">Not negative, not all zero; they need not add up to one.</param>
    /// <param name="state">The stream of random numbers; advanced.</param>
    internal static int Draw(ReadOnlySpan<double> weights, ref ulong state)
    {
        double sum = 0;
        var last = 0;
        for (var i = 0; i < weights.Length; i++)
        {
            sum += weights[i];
            last = weights[i] > 0 ? i : last;
        }

        // 53 bits: as many as a double between 0 and 1 holds.
        var point = (Seeds.Next(ref state) >> 11) * (1.0 / (1UL << 53)) * sum;
        for (var i = 0; i < last; i++)
        {
            point -= weights[i];
            if (point < 0)
            {
                return i;
            }
        }

        return last;
    }
}
