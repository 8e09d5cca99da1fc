namespace Weft.Cli.Terminal;

/// <summary>A table of plain text with aligned columns, for results that people and scripts read.</summary>
internal sealed class TextTable
{
    private const string Gap = "  ";

    private readonly string[] titles;
    private readonly bool[] right;
    private readonly List<string[]> rows = [];

    /// <summary>Creates a table.</summary>
    /// <param name="titles">The columns' titles; one that begins with '&gt;' is of a column aligned to the right, for numbers.</param>
    internal TextTable(params string[] titles)
    {
        right = [.. titles.Select(title => title.StartsWith('>'))];
        this.titles = [.. titles.Select(title => title.TrimStart('>'))];
    }

    /// <summary>Adds a row; a null cell shows as a dash.</summary>
    /// <exception cref="ArgumentException">The row has another number of cells than there are columns.</exception>
    internal TextTable Add(params string?[] cells)
    {
        if (cells.Length != titles.Length)
        {
            throw new ArgumentException($"A row of {cells.Length} cells does not fit a table of {titles.Length} columns.", nameof(cells));
        }

        rows.Add([.. cells.Select(cell => TextWidth.Clean(cell ?? "-"))]);
        return this;
    }

    /// <summary>Writes the titles, a rule and the rows.</summary>
    internal void Write(TextWriter writer)
    {
        var widths = titles.Select((title, i) => rows.Select(row => TextWidth.Of(row[i])).Append(TextWidth.Of(title)).Max()).ToArray();
        WriteRow(writer, titles, widths);
        WriteRow(writer, [.. widths.Select(width => new string('-', width))], widths);
        foreach (var row in rows)
        {
            WriteRow(writer, row, widths);
        }
    }

    private void WriteRow(TextWriter writer, string[] cells, int[] widths)
    {
        var padded = cells.Select((cell, i) =>
        {
            var space = new string(' ', widths[i] - TextWidth.Of(cell));
            return right[i] ? space + cell : cell + space;
        });
        writer.WriteLine(string.Join(Gap, padded).TrimEnd());
    }
}
