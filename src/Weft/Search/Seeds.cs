using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Weft.Search;

/// <summary>Seeds for the parts of a run, all from the run's one seed: parts can be repeated alone and never share a stream.</summary>
public static class Seeds
{
    /// <summary>The seed of a named part.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="part">The part's name, such as <c>search/order/3</c>.</param>
    public static ulong Derive(ulong seed, string part) =>
        BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}/{part}")));

    /// <summary>A random order of 0..count-1 that depends on nothing but the seed.</summary>
    public static int[] Permutation(int count, ulong seed)
    {
        var order = new int[count];
        for (var i = 0; i < count; i++)
        {
            order[i] = i;
        }

        var state = seed;
        for (var i = count - 1; i > 0; i--)
        {
            var j = Below(ref state, i + 1);
            (order[i], order[j]) = (order[j], order[i]);
        }

        return order;
    }

    /// <summary>A number from 0 to count - 1, by multiply-shift instead of a remainder: unbiased to 2^-32 for any count a data set can have.</summary>
    /// <param name="state">The stream's state; advanced.</param>
    /// <param name="count">At least 1.</param>
    public static int Below(ref ulong state, int count) => (int)(((Next(ref state) >> 32) * (ulong)count) >> 32);

    /// <summary>SplitMix64 (Steele, Lea and Flood, 2014): the next of a stream of 64-bit numbers.</summary>
    /// <param name="state">The stream's state; advanced.</param>
    public static ulong Next(ref ulong state)
    {
        state += 0x9E3779B97F4A7C15;
        var z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
