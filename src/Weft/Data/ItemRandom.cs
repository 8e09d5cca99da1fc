namespace Weft.Data;

/// <summary>
/// A small random generator that is cheap to start afresh for every item, so that item i of a data set depends only on
/// (seed, stream, i) and never on how many items were drawn before it or on which thread. SplitMix64 (Steele, Lea and Flood 2014),
/// started from a hash of the key.
/// </summary>
public struct ItemRandom
{
    private const ulong Golden = 0x9E3779B97F4A7C15;
    private ulong _state;

    private ItemRandom(ulong state) => _state = state;

    /// <summary>The generator of one item.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="stream">Which use of the seed this is (a split, a stage), so that two uses do not draw alike.</param>
    /// <param name="item">The item's index within the stream.</param>
    public static ItemRandom For(long seed, int stream, long item)
    {
        var state = Mix(unchecked((ulong)seed + Golden));
        state = Mix(unchecked(state + (((ulong)(uint)stream + 1) * Golden)));
        return new ItemRandom(Mix(unchecked(state + (((ulong)item + 1) * Golden))));
    }

    /// <summary>The generator that goes on from a state, such as a seed derived for one item.</summary>
    /// <param name="state">Any 64 bits.</param>
    public static ItemRandom From(ulong state) => new(state);

    /// <summary>The next 64 random bits.</summary>
    public ulong NextBits()
    {
        _state = unchecked(_state + Golden);
        return Mix(_state);
    }

    /// <summary>A uniform integer from 0 to <paramref name="bound"/> - 1.</summary>
    /// <param name="bound">How many values there are; at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bound"/> is below 1.</exception>
    public int Next(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bound, 1);

        // The bias of the multiply-high reduction is bound / 2^64: far below what any run could see.
        return (int)Math.BigMul(NextBits(), (ulong)bound, out _);
    }

    /// <summary>A uniform number in [0, 1) with 53 random bits.</summary>
    public double NextDouble() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A normal number with mean 0 and variance 1 (Box and Muller; one of the two is dropped to keep the state small).</summary>
    public double NextNormal() =>
        Math.Sqrt(-2 * Math.Log(1 - NextDouble())) * Math.Cos(2 * Math.PI * NextDouble());

    private static ulong Mix(ulong z)
    {
        unchecked
        {
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }
}
