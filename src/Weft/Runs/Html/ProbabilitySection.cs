namespace Weft.Runs.Html;

/// <summary>How the architecture parameters moved: one small chart for each set of alternatives.</summary>
internal static class ProbabilitySection
{
    private const int Colours = 7;

    /// <summary>Builds the section, or nothing without <c>probabilities</c> events.</summary>
    public static Markup Build(RunLog log)
    {
        var groups = Choice.Trace(log);
        if (groups.Count == 0)
        {
            return Markup.Empty;
        }

        var kinds = groups.GroupBy(group => group.Kind).Select(kind => Markup.Of($"""
            <h3>{Name(kind.Key)}</h3>{Folded(kind.Key, kind.Count(), Markup.Of($"<div class=\"charts\">{Charts([.. kind])}</div>"))}

            """));
        return Markup.Of($"""
            <section id="probabilities"><h2>How the search decided</h2>
            <p class="intro">Each chart is one choice and each line one alternative. Lines that start together and part are a decision; lines that stay together are none. The alternatives that lead at the end are named.</p>
            {BlockDecisions.Build(groups)}{kinds}</section>
            """);
    }

    private static string Name(string kind) => kind switch
    {
        "alpha" => "α – which features enter a cell",
        "beta" => "β – which states enter a step",
        "gamma" => "γ – which operation a step applies",
        "encoder" => "Encoder – which operation a block applies",
        "decoder" => "Decoder – which operation a block applies",
        _ => kind,
    };

    /// <summary>A chart for each of many blocks is for looking things up: the overview says what was decided.</summary>
    private static Markup Folded(string kind, int count, Markup charts) => BlockDecisions.Knows(kind)
        ? Markup.Of($"<details><summary>Epoch by epoch: {count} {(count == 1 ? "chart" : "charts")}, one for each block</summary>{charts}</details>")
        : charts;

    private static IEnumerable<Markup> Charts(IReadOnlyList<Choice> choices)
    {
        var all = choices.SelectMany(choice => choice.Alternatives.Values.SelectMany(points => points.Select(point => point.Y)))
            .Where(double.IsFinite).DefaultIfEmpty(0).ToList();
        var range = (Math.Min(all.Min(), 0.0), all.Max());

        // Charts of one kind are read side by side: an alternative keeps its colour in all of them, an operation on the whole page.
        var words = BlockDecisions.Knows(choices[0].Kind);
        var colours = words ? OperationWords.Styles(choices.SelectMany(choice => choice.Alternatives.Keys)) : [];
        foreach (var leader in choices.SelectMany(choice => choice.Leading()))
        {
            _ = colours.TryAdd(leader, "c" + Numbers.Invariant((colours.Count % Colours) + 1));
        }

        return choices.Select(choice =>
        {
            var leading = choice.Leading();
            var lines = choice.Alternatives.OrderByDescending(entry => leading.IndexOf(entry.Key) is var rank && rank < 0 ? int.MaxValue : rank)
                .Select(entry => leading.Contains(entry.Key)
                    ? new Line(
                        words ? OperationWords.Of(entry.Key).Long : entry.Key, entry.Value, colours[entry.Key],
                        words ? OperationWords.Of(entry.Key).Short : entry.Key, Strong: entry.Key == leading[0])
                    : new Line(entry.Key, entry.Value, "rest"));
            return new LineChart(choice.Title, "epoch", [.. lines], range).Draw();
        });
    }
}
