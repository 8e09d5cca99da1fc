namespace Weft.Runs.Html;

/// <summary>Trials as the page's charts and tables show them: their colour, their read-out, their numbers.</summary>
/// <param name="Search">The search they belong to.</param>
internal sealed record TrialDots(TrialSearchReport Search)
{
    private const int Colours = 7;
    private const double TextRoom = 620;

    private readonly int lastStep = Search.Trials.Select(trial => trial.Step).DefaultIfEmpty(1).Max();

    /// <summary>The trials that have a score, in the order of their numbers.</summary>
    public IReadOnlyList<TrialReport> Scored { get; } = [.. Search.Trials.Where(TrialRanking.HasScore).OrderBy(trial => trial.Number)];

    /// <summary>The number of steps that have trials.</summary>
    public int StepCount { get; } = Search.Trials.Select(trial => trial.Step).Distinct().Count();

    /// <summary>A trial's dot.</summary>
    /// <param name="trial">The trial; it has a score.</param>
    /// <param name="x">Where it stands.</param>
    /// <param name="label">What is written beside it; null for nothing.</param>
    public Dot At(TrialReport trial, double x, string? label = null) => new(
        x, 100 * trial.Score!.Value, ReadOut(trial), label is null ? Style(trial.Step) : $"{Style(trial.Step)} chosen", label);

    /// <summary>The CSS class of a step's colour: early steps and late ones stand at the ends of one scale.</summary>
    public string Style(int step)
    {
        var share = lastStep <= 1 ? 0 : Math.Clamp((step - 1.0) / (lastStep - 1), 0, 1);
        return "s" + Numbers.Invariant(1 + (int)Math.Round(share * (Colours - 1)));
    }

    /// <summary>What the colours mean; nothing where there is only one step.</summary>
    public Markup Legend() => StepCount < 2
        ? Markup.Empty
        : Markup.Of($"""
            <ul class="legend"><li>step {Numbers.Invariant(Search.Trials.Min(trial => trial.Step))} <svg class="plot scale" viewBox="0 0 100 12" aria-hidden="true">{Enumerable.Range(1, Colours).Select(i => Markup.Of($"<circle class=\"dot s{i}\" cx=\"{(i * 14) - 6}\" cy=\"6\" r=\"4.5\"/>"))}</svg> step {Numbers.Invariant(lastStep)}</li></ul>
            """);

    /// <summary>A score in percent.</summary>
    public static string Percent(double? score) => score is { } value && double.IsFinite(value) ? Numbers.Percent(value) : "–";

    /// <summary>A count, or a dash.</summary>
    public static string Count(long? count) => count is { } value ? Numbers.Count(value) : "–";

    /// <summary>Milliseconds with three significant digits or a dash.</summary>
    public static string Milliseconds(double? time) => time is { } value && double.IsFinite(value)
        ? Numbers.Fixed(value, Math.Abs(value) switch { >= 100 => 0, >= 10 => 1, >= 1 => 2, _ => 3 })
        : "–";

    /// <summary>The genotype's short line, cut where it is too long for a table.</summary>
    public static string Text(TrialReport trial) => TextWidth.Fit(trial.Text, 13, TextRoom);

    private string ReadOut(TrialReport trial)
    {
        var lines = new List<string>
        {
            $"trial {Numbers.Invariant(trial.Number)}: step {Numbers.Invariant(trial.Step)}",
            $"{TextWidth.Fit(Search.Metric, 13, 200)}: {Percent(trial.Score)} %",
        };
        if (trial.Predicted is { } predicted)
        {
            lines.Add($"predicted: {Percent(predicted)} %");
        }

        if (trial.Parameters is { } parameters)
        {
            lines.Add($"parameters: {Numbers.Count(parameters)}");
        }

        if (trial.LatencyMilliseconds is not null)
        {
            lines.Add($"time: {Milliseconds(trial.LatencyMilliseconds)} ms");
        }

        if (trial.SameAs is { } same)
        {
            lines.Add($"score of: trial {Numbers.Invariant(same)}");
        }

        lines.Add(TextWidth.Fit(trial.Text, 13, 400));
        return string.Join("\n", lines);
    }
}
