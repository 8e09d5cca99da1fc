namespace Weft.Runs.Html;

/// <summary>How well the found network tells each class, and which it takes for which.</summary>
internal static class ClassSection
{
    private const int ShownClasses = 30;
    private const int Worst = 12;
    private const int MapSide = 640;

    /// <summary>Builds the section, or nothing where classes were not reported.</summary>
    public static Markup Build(RunReport report)
    {
        if (report.Classes is not { Count: > 1 } classes)
        {
            return Markup.Empty;
        }

        return Markup.Of($"""
            <section id="classes"><h2>Class by class</h2>
            <p class="intro">{(MethodResult.IsAdaptation(report) ? MethodResult.NameOf(report.Method) : "The found network")} on test, over all seeds together. {Sentence(classes)}</p>
            {Table(classes)}
            {Confusion(report, classes)}
            </section>
            """);
    }

    private static string Sentence(IReadOnlyList<ClassReport> classes)
    {
        var seen = classes.Where(c => c.Support > 0).ToList();
        if (seen.Count == 0)
        {
            return "No class has a test sample.";
        }

        var (best, worst) = (seen.MaxBy(c => c.F1)!, seen.MinBy(c => c.F1)!);
        return $"Best told: {best.Name} (F1 {Numbers.Percent(best.F1, 1)}); worst: {worst.Name} ({Numbers.Percent(worst.F1, 1)}).";
    }

    private static Markup Table(IReadOnlyList<ClassReport> classes)
    {
        var rows = classes.Select(c => Markup.Of($"""
            <tr><th scope="row">{c.Name}</th><td class="num" data-name="samples">{Numbers.Count(c.Support)}</td><td class="num" data-name="precision">{Numbers.Percent(c.Precision, 1)}</td><td class="num" data-name="recall">{Share(c, c.Recall)}</td><td class="num" data-name="F1">{Share(c, c.F1)}</td></tr>

            """));
        var table = Markup.Of($"""
            <table class="cards"><caption>In per cent. Samples are those of the test split.</caption>
            <thead><tr><th scope="col">class</th><th scope="col" class="num">samples</th><th scope="col" class="num">precision</th><th scope="col" class="num">recall</th><th scope="col" class="num">F1</th></tr></thead>
            <tbody>{rows}</tbody></table>
            """);
        return classes.Count <= ShownClasses ? table : Markup.Of($"<details><summary>All {classes.Count} classes</summary>{table}</details>");
    }

    /// <summary>Of a class without samples nothing can be found.</summary>
    private static string Share(ClassReport report, double value) => report.Support > 0 ? Numbers.Percent(value, 1) : "–";

    private static Markup Confusion(RunReport report, IReadOnlyList<ClassReport> classes)
    {
        if (report.Confusion is not { } counts || counts.Count != classes.Count || counts.Any(row => row.Count != classes.Count))
        {
            return Markup.Empty;
        }

        var mistaken = counts
            .SelectMany((row, truth) => row.Select((count, guess) => (Truth: truth, Guess: guess, Count: count)))
            .Where(cell => cell.Truth != cell.Guess && cell.Count > 0)
            .OrderByDescending(cell => cell.Count)
            .Take(Worst)
            .Select(cell => Markup.Of($"<li><b>{classes[cell.Truth].Name}</b> taken for <b>{classes[cell.Guess].Name}</b>: {Numbers.Count(cell.Count)}</li>\n"))
            .ToList();
        var list = mistaken.Count == 0 ? Markup.Of($"<p>Nothing was taken for anything else.</p>") : Markup.Of($"<ul>{mistaken}</ul>");
        return Markup.Of($"""
            <h3>What is taken for what</h3>
            <div class="confusion"><figure><figcaption>True class in rows, predicted class in columns, in the table's order</figcaption>{Map(counts, classes)}</figure><div>{list}</div></div>
            """);
    }

    /// <summary>Each row is shaded by its own share, so that rare classes can be read too.</summary>
    private static Markup Map(IReadOnlyList<IReadOnlyList<long>> counts, IReadOnlyList<ClassReport> classes)
    {
        var side = (double)MapSide / classes.Count;
        var cells = counts.SelectMany((row, truth) =>
        {
            var all = Math.Max(1, row.Sum());
            return row.Select((count, guess) => (Count: count, Guess: guess)).Where(cell => cell.Count > 0).Select(cell => Markup.Of($"""
                <rect class="{(cell.Guess == truth ? "right" : "wrong")}" x="{Numbers.Coordinate(cell.Guess * side)}" y="{Numbers.Coordinate(truth * side)}" width="{Numbers.Coordinate(side)}" height="{Numbers.Coordinate(side)}" opacity="{Numbers.Coordinate(0.12 + (0.88 * cell.Count / all))}"><title>{classes[truth].Name} taken for {classes[cell.Guess].Name}: {Numbers.Count(cell.Count)} of {Numbers.Count(all)}</title></rect>

                """));
        });
        return Markup.Of($"""
            <svg class="map" viewBox="0 0 {MapSide} {MapSide}" role="img" aria-label="Confusion matrix of {classes.Count} classes"><rect class="ground" width="{MapSide}" height="{MapSide}"/>{cells}</svg>
            """);
    }
}
