namespace Weft.Runs.Html;

/// <summary>How the architecture parameters moved: one small chart for each set of alternatives.</summary>
internal static class ProbabilitySection
{
    // With this many alternatives or fewer, every line is named; with more, only those that lead at the end.
    private const int FewAlternatives = 4;
    private const int Leaders = 3;
    private const int Colours = 7;

    /// <summary>Builds the section, or nothing without <c>probabilities</c> events.</summary>
    public static Markup Build(RunLog log)
    {
        var groups = Trace(log);
        if (groups.Count == 0)
        {
            return Markup.Empty;
        }

        var kinds = groups.GroupBy(group => group.Kind).Select(kind => Markup.Of($"""
            <h3>{Name(kind.Key)}</h3><div class="charts">{Charts([.. kind])}</div>

            """));
        return Markup.Of($"""
            <section id="probabilities"><h2>How the search decided</h2>
            <p class="intro">Each chart is one choice and each line one alternative. Lines that start together and part are a decision; lines that stay together are none. The alternatives that lead at the end are named.</p>
            {kinds}</section>
            """);
    }

    private static string Name(string kind) => kind switch
    {
        "alpha" => "α – which features enter a cell",
        "beta" => "β – which states enter a step",
        "gamma" => "γ – which operation a step applies",
        _ => kind,
    };

    private static IEnumerable<Markup> Charts(IReadOnlyList<Choice> choices)
    {
        var all = choices.SelectMany(choice => choice.Alternatives.Values.SelectMany(points => points.Select(point => point.Y)))
            .Where(double.IsFinite).DefaultIfEmpty(0).ToList();
        var range = (Math.Min(all.Min(), 0.0), all.Max());

        // Charts of one kind are read side by side: an alternative keeps its colour in all of them.
        var colours = new Dictionary<string, int>();
        foreach (var leader in choices.SelectMany(choice => choice.Leading()))
        {
            _ = colours.TryAdd(leader, (colours.Count % Colours) + 1);
        }

        return choices.Select(choice =>
        {
            var leading = choice.Leading();
            var lines = choice.Alternatives.OrderByDescending(entry => leading.IndexOf(entry.Key) is var rank && rank < 0 ? int.MaxValue : rank)
                .Select(entry => leading.Contains(entry.Key)
                    ? new Line(entry.Key, entry.Value, "c" + Numbers.Invariant(colours[entry.Key]), entry.Key, Strong: entry.Key == leading[0])
                    : new Line(entry.Key, entry.Value, "rest"));
            return new LineChart(choice.Title, "epoch", [.. lines], range).Draw();
        });
    }

    private static List<Choice> Trace(RunLog log)
    {
        var choices = new List<Choice>();
        var known = new Dictionary<(string Kind, string Title), Choice>();
        var position = 0;
        foreach (var entry in log.Events.Where(entry => entry is { Event: "probabilities", Probabilities: not null }))
        {
            position++;
            foreach (var group in entry.Probabilities!)
            {
                if (!known.TryGetValue((group.Kind, group.Title), out var choice))
                {
                    choice = known[(group.Kind, group.Title)] = new Choice(group.Kind, group.Title);
                    choices.Add(choice);
                }

                choice.Add(entry.Epoch ?? position, group);
            }
        }

        return choices;
    }

    private sealed class Choice(string kind, string title)
    {
        public string Kind { get; } = kind;

        public string Title { get; } = title;

        public Dictionary<string, List<(double X, double Y)>> Alternatives { get; } = [];

        /// <summary>Adds an epoch. A resumed run repeats the epoch it was killed in: the later values count.</summary>
        public void Add(int epoch, ProbabilityGroup group)
        {
            foreach (var (label, value) in group.Labels.Zip(group.Values))
            {
                var points = Alternatives.TryGetValue(label ?? "", out var known) ? known : Alternatives[label ?? ""] = [];
                _ = points.RemoveAll(point => point.X >= epoch);
                points.Add((epoch, value));
            }
        }

        /// <summary>The alternatives that lead at the end, the first of them first.</summary>
        public List<string> Leading() => [.. Alternatives
            .OrderByDescending(entry => double.IsFinite(entry.Value[^1].Y) ? entry.Value[^1].Y : double.NegativeInfinity)
            .Select(entry => entry.Key)
            .Take(Alternatives.Count <= FewAlternatives ? FewAlternatives : Leaders)];
    }
}
