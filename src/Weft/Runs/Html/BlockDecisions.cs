namespace Weft.Runs.Html;

/// <summary>The decision over the blocks of an encoder and a decoder at a glance: each block's probabilities at the end, and when the choice last changed.</summary>
internal static class BlockDecisions
{
    private const int MostBlocks = 100;

    /// <summary>Whether choices of a kind are about blocks in columns.</summary>
    public static bool Knows(string kind) => kind is "encoder" or "decoder";

    /// <summary>Builds the overview, or nothing without such choices.</summary>
    public static Markup Build(IReadOnlyList<Choice> choices)
    {
        var blocks = choices.Where(choice => Knows(choice.Kind) && choice.Alternatives.Count > 0).ToList();
        if (blocks.Count is 0 or > MostBlocks)
        {
            return Markup.Empty;
        }

        var labels = blocks.SelectMany(block => block.Alternatives.Keys).Distinct().ToList();
        var styles = OperationWords.Styles(labels);
        return Markup.Of($"""
            <h3>The decision at a glance</h3><p class="intro">{LastChange(blocks)} {LeastSure(blocks)} The likeliest operation of each block is framed.</p>
            <div class="heats">{blocks.GroupBy(block => block.Kind).Select(kind => Table(kind.Key, [.. kind], styles))}</div>

            """);
    }

    /// <summary>When the arg-max genotype changed last, counted in the epochs that were logged.</summary>
    internal static string LastChange(IReadOnlyList<Choice> blocks)
    {
        var likeliest = blocks.Select(block => block.Likeliest()).ToList();
        var epochs = likeliest.SelectMany(choice => choice.Keys).Distinct().Order().ToList();
        var (changed, count) = (0, 0);
        for (var i = epochs.Count - 1; i > 0 && count == 0; i--)
        {
            (changed, count) = (i, likeliest.Count(choice =>
                choice.TryGetValue(epochs[i], out var now) && choice.TryGetValue(epochs[i - 1], out var before) && now != before));
        }

        if (epochs.Count < 2)
        {
            return "One epoch is logged, so nothing can be said about changes.";
        }

        var all = $"from epoch {Numbers.Short(epochs[0])} to epoch {Numbers.Short(epochs[^1])}";
        if (count == 0)
        {
            return $"The likeliest operations of all blocks stayed the same {all}.";
        }

        var ago = epochs[^1] - epochs[changed];
        var when = ago > 0 ? $", {Numbers.Short(ago)} {(ago > 1 ? "epochs" : "epoch")} before the last" : ", the last";
        return $"The likeliest operations changed last at epoch {Numbers.Short(epochs[changed])}{when}, in {count} of {blocks.Count} blocks.";
    }

    private static string LeastSure(List<Choice> blocks)
    {
        var gaps = blocks.Select(block =>
        {
            var ends = block.Alternatives.Values.Select(points => points[^1].Y).Where(double.IsFinite).OrderDescending().ToList();
            return (block.Title, Gap: ends.Count > 1 ? ends[0] - ends[1] : double.NaN);
        }).Where(block => double.IsFinite(block.Gap)).ToList();
        if (gaps.Count < 2)
        {
            return "";
        }

        var (title, gap) = gaps.MinBy(block => block.Gap);
        return $"Least decided: {title}, where the first is {Numbers.Fixed(gap, 2)} ahead of the second.";
    }

    private static Markup Table(string kind, List<Choice> blocks, Dictionary<string, string> styles)
    {
        var labels = blocks.SelectMany(block => block.Alternatives.Keys).Distinct().ToList();
        var rows = blocks.Select(block =>
        {
            var leader = block.Leading().FirstOrDefault(label => double.IsFinite(block.Alternatives[label][^1].Y));
            return Markup.Of($"""
                <tr><th scope="row">{block.Title}</th>{labels.Select(label => Cell(block, label, leader, styles[label]))}</tr>

                """);
        });
        return Markup.Of($"""
            <div class="scroll"><table class="heat"><caption>{(kind == "encoder" ? "Encoder" : "Decoder")}, last epoch</caption>
            <thead><tr><th scope="col">block</th>{labels.Select(label => Markup.Of($"<th scope=\"col\"><abbr title=\"{OperationWords.Of(label).Long}\">{OperationWords.Of(label).Short}</abbr></th>"))}</tr></thead>
            <tbody>{rows}</tbody></table></div>
            """);
    }

    private static Markup Cell(Choice block, string label, string? leader, string style)
    {
        if (!block.Alternatives.TryGetValue(label, out var points))
        {
            return Markup.Of($"<td>–</td>");
        }

        // Half the colour at most: the number must stay readable on it.
        var (value, last) = (points[^1].Y, label == leader);
        var strength = double.IsFinite(value) ? 50 * Math.Clamp(value, 0, 1) : 0;
        return Markup.Of($"""
            <td class="{style}{(last ? " chosen" : "")}" style="--p:{strength}%"><span>{(double.IsFinite(value) ? Numbers.Fixed(value, 2) : "–")}</span>{(last ? Markup.Of($"<span class=\"unseen\"> chosen</span>") : Markup.Empty)}</td>
            """);
    }
}
