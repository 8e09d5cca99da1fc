namespace Weft.Runs.Html;

/// <summary>A set of alternatives and how likely each was, epoch by epoch.</summary>
/// <param name="kind">The kind of parameter.</param>
/// <param name="title">Where it stands.</param>
internal sealed class Choice(string kind, string title)
{
    // With this many alternatives or fewer, every line is named; with more, only those that lead at the end.
    private const int FewAlternatives = 4;
    private const int Leaders = 3;

    /// <summary>The kind of parameter.</summary>
    public string Kind { get; } = kind;

    /// <summary>Where it stands.</summary>
    public string Title { get; } = title;

    /// <summary>The epochs and values of each alternative, by ascending epoch.</summary>
    public Dictionary<string, List<(double X, double Y)>> Alternatives { get; } = [];

    /// <summary>The choices of a log's <c>probabilities</c> events, in the order they first appear.</summary>
    public static List<Choice> Trace(RunLog log)
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

    /// <summary>The alternatives that lead at the end, the first of them first.</summary>
    public List<string> Leading() => [.. Alternatives
        .OrderByDescending(entry => Rank(entry.Value[^1].Y))
        .Select(entry => entry.Key)
        .Take(Alternatives.Count <= FewAlternatives ? FewAlternatives : Leaders)];

    /// <summary>The likeliest alternative of each epoch; of equal ones the first.</summary>
    public SortedDictionary<double, string> Likeliest()
    {
        var best = new SortedDictionary<double, (string Label, double Value)>();
        foreach (var (label, points) in Alternatives)
        {
            foreach (var (epoch, value) in points)
            {
                if (!best.TryGetValue(epoch, out var known) || Rank(value) > known.Value)
                {
                    best[epoch] = (label, Rank(value));
                }
            }
        }

        return new(best.ToDictionary(entry => entry.Key, entry => entry.Value.Label));
    }

    /// <summary>Adds an epoch. A resumed run repeats the epoch it was killed in: the later values count.</summary>
    private void Add(int epoch, ProbabilityGroup group)
    {
        foreach (var (label, value) in group.Labels.Zip(group.Values))
        {
            var points = Alternatives.TryGetValue(label ?? "", out var known) ? known : Alternatives[label ?? ""] = [];
            _ = points.RemoveAll(point => point.X >= epoch);
            points.Add((epoch, value));
        }
    }

    private static double Rank(double value) => double.IsFinite(value) ? value : double.NegativeInfinity;
}
