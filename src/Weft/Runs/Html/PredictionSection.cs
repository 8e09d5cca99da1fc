namespace Weft.Runs.Html;

/// <summary>What a search expected of its trials beside what it measured.</summary>
internal static class PredictionSection
{
    /// <summary>Builds the section, or nothing where nothing was predicted.</summary>
    public static Markup Build(RunReport report)
    {
        if (report.Search is not { } search)
        {
            return Markup.Empty;
        }

        var predicted = StepAgreement.Predicted(search.Trials);
        if (predicted.Count == 0 && search.Correlations.Count == 0)
        {
            return Markup.Empty;
        }

        var dots = new TrialDots(search);
        var agreement = StepAgreement.Of(search.Trials);
        var shown = predicted.Count == 0
            ? Markup.Empty
            : Markup.Of($"""
                <p class="intro">Dots on the dashed line scored what was predicted; above it the network was better than expected.</p>
                <div class="charts family">{About(search, predicted, agreement)}{Scatter(search, predicted, dots)}{ByStep(agreement, dots)}</div>
                {dots.Legend()}
                """);
        return Markup.Of($"""
            <section id="prediction"><h2>Predicted against measured</h2>
            {shown}
            {Table(search)}
            </section>
            """);
    }

    private static Markup About(TrialSearchReport search, IReadOnlyList<TrialReport> predicted, StepAgreement? agreement)
    {
        var error = predicted.Average(trial => Math.Abs(trial.Predicted!.Value - trial.Score!.Value));
        var order = agreement?.Sentence()
            ?? "No step has three predicted trials whose ranks differ, so nothing can be said about how well predictions order them.";
        var narrow = string.Equals(search.Strategy, "surrogate", StringComparison.Ordinal) && agreement is not null
            ? Markup.Of($"<p>The trials of a step were picked for their predictions, so they lie close together and are harder to rank than random ones.</p>")
            : Markup.Empty;
        return Markup.Of($"""
            <div class="about"><h3>How well scores were foreseen</h3><p>{Numbers.Count(predicted.Count)} of {Numbers.Count(search.Trials.Count)} trials were predicted, then trained. On average the prediction missed by <b>{Numbers.Percent(error)}</b> points.</p> <p>{order}</p> {narrow}</div>
            """);
    }

    private static Markup Scatter(TrialSearchReport search, IReadOnlyList<TrialReport> predicted, TrialDots dots) => new ScatterChart(
        $"Measured {search.Metric} on dev, %",
        $"predicted {search.Metric}, %",
        [.. predicted.Select(trial => dots.At(trial, 100 * trial.Predicted!.Value))])
    {
        Diagonal = true,
    }.Draw();

    private static Markup ByStep(StepAgreement? agreement, TrialDots dots) => agreement is null
        ? Markup.Empty
        : new ScatterChart("Rank correlation within each step", "step", [.. agreement.Steps.Select(step => new Dot(
            step.Step,
            step.Spearman,
            $"step {Numbers.Invariant(step.Step)}: {Numbers.Count(step.Trials)} trials\nSpearman: {Numbers.Fixed(step.Spearman, 2)}",
            dots.Style(step.Step) + " large"))])
        {
            Counts = true,
            YRange = (-1, 1),
            Mark = 0,
        }.Draw();

    private static Markup Table(TrialSearchReport search)
    {
        if (search.Correlations.Count == 0)
        {
            return Markup.Empty;
        }

        var rows = search.Correlations.Select(line => Markup.Of($"""
            <tr><th scope="row">{line.Name}</th><td data-name="over">{line.Scope}</td><td class="num" data-name="trials">{Numbers.Count(line.Trials)}</td><td class="num" data-name="Spearman">{Rank(line.Spearman)}</td><td class="num" data-name="Kendall">{Rank(line.Kendall)}</td><td class="num" data-name="mean error, points">{(line.MeanAbsoluteError is { } error ? Numbers.Percent(error) : "–")}</td></tr>

            """));
        return Markup.Of($"""
            <table class="cards"><caption>Rank correlation with the measured score: 1 is the same order, 0 none, −1 the reverse. A dash: not defined.</caption>
            <thead><tr><th scope="col">predictor</th><th scope="col">over</th><th scope="col" class="num">trials</th><th scope="col" class="num">Spearman</th><th scope="col" class="num">Kendall τ-b</th><th scope="col" class="num">mean error, points</th></tr></thead>
            <tbody>{rows}</tbody></table>
            """);
    }

    private static string Rank(double? correlation) => correlation is { } value && double.IsFinite(value) ? Numbers.Fixed(value, 2) : "–";
}
