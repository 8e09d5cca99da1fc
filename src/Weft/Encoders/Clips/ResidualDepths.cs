using Weft.Torch;

namespace Weft.Encoders.Clips;

/// <summary>The published depths of residual networks.</summary>
internal static class ResidualDepths
{
    private const int ManyBlocks = 23;

    /// <summary>How many times as many channels come out of a block as it has within, and the blocks of each stage.</summary>
    /// <param name="depth">Layers.</param>
    /// <exception cref="UsageException">There is no such network.</exception>
    internal static (int Expansion, int[] Blocks) Of(int depth) => depth switch
    {
        18 => (1, [2, 2, 2, 2]),
        34 => (1, [3, 4, 6, 3]),
        50 => (4, [3, 4, 6, 3]),
        101 => (4, [3, 4, 23, 3]),
        152 => (4, [3, 8, 36, 3]),
        _ => throw new UsageException($"There is no residual network of {depth} layers here; there are 18, 34, 50, 101 and 152."),
    };

    /// <summary>Whether channels are exchanged before a block: in networks of very many, before every second one alone.</summary>
    /// <param name="blocks">The blocks of each stage.</param>
    /// <param name="block">The block's number in its stage.</param>
    internal static bool IsShifted(int[] blocks, int block) => blocks[2] < ManyBlocks || block % 2 == 0;
}
