namespace Weft.Data.Clips;

/// <summary>A sample whose frames are chosen and changed, not yet numbers.</summary>
public sealed class PreparedClip
{
    internal PreparedClip(FrameStack[] stacks, int[][] indices) => (Stacks, Indices) = (stacks, indices);

    /// <summary>Rows of a frame.</summary>
    public int Height => Stacks[0].Height;

    /// <summary>Pixels of a row.</summary>
    public int Width => Stacks[0].Width;

    /// <summary>Frames that it shows, those shown again counted again.</summary>
    public int FramesShown => Indices.Sum(indices => indices.Length);

    /// <summary>Each repeat's distinct frames.</summary>
    internal FrameStack[] Stacks { get; }

    /// <summary>Which of them its views show, [repeats][views * frames].</summary>
    internal int[][] Indices { get; }
}
