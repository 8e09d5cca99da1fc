namespace Weft.Data.Clips.Sampling;

/// <summary>
/// Local and global views of one square grid, whose rows are clips at a fixed interval (CDAR specification 2.8): local views are some of
/// its rows, the global view is one of its columns, a frame of each clip. What the views do not show is never read.
/// </summary>
/// <param name="length">Rows and columns of the grid, which are the frames of a view.</param>
/// <param name="interval">From a frame of a row to the next.</param>
/// <param name="rows">The local views: rows from 0.</param>
/// <param name="column">The global view: a column from 0.</param>
/// <param name="repeatLast">Whether frames beyond the end are the last one, and do not begin anew.</param>
public sealed class LocalGlobalSampler(int length, int interval, IReadOnlyList<int> rows, int column, bool repeatLast = false) : IFrameSampler
{
    private readonly ClipsSampler grid = new(length, length, interval, repeatLast);

    /// <inheritdoc/>
    public int Views => rows.Count + 1;

    /// <inheritdoc/>
    public int Length => length;

    /// <inheritdoc/>
    public FramePlan Sample(int frames, IDraws? draws)
    {
        var all = grid.Sample(frames, draws).Indices;
        var indices = new int[Views * length];
        for (var view = 0; view < rows.Count; view++)
        {
            all.AsSpan(rows[view] * length, length).CopyTo(indices.AsSpan(view * length));
        }

        for (var clip = 0; clip < length; clip++)
        {
            indices[(rows.Count * length) + clip] = all[(clip * length) + column];
        }

        return new FramePlan(indices, Views, length);
    }
}
