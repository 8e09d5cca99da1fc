namespace Weft.Runs.Html;

/// <summary>Test samples and what the found network made of them: questions, grounded phrases, retrieval.</summary>
internal static class ExampleSection
{
    /// <summary>At most this many examples are shown.</summary>
    public const int MostExamples = 200;

    private const int OpenExamples = 12;

    /// <summary>Builds the section, or nothing without examples.</summary>
    public static Markup Build(RunPage page)
    {
        if (page.Report.Examples is not { Count: > 0 } all)
        {
            return Markup.Empty;
        }

        var examples = all.Take(MostExamples).ToList();
        var pictures = new PictureShelf(page.Pictures);
        var kinds = examples.GroupBy(example => example.Kind).Select(kind => Kind(kind.Key, [.. kind], pictures)).ToList();
        var rest = all.Count > MostExamples
            ? Markup.Of($"<p class=\"muted small\">{Numbers.Count(all.Count - MostExamples)} more examples are in report.json.</p>")
            : Markup.Empty;
        return Markup.Of($"""
            <section id="examples"><h2>Examples</h2>
            {pictures.Definitions()}{kinds}{rest}
            </section>
            """);
    }

    private static Markup Kind(ExampleKind kind, List<ExampleReport> examples, PictureShelf pictures)
    {
        var (title, style) = kind switch
        {
            ExampleKind.Question => ("Questions", "small-cards"),
            ExampleKind.Grounding => ("Phrases and their places", "small-cards"),
            ExampleKind.Retrieval => ("Found for a text or a picture", "large-cards"),
            _ => ("Others", "small-cards"),
        };
        var judged = examples.Where(example => example.Right is not null).ToList();
        var sentence = judged.Count == 0
            ? Markup.Empty
            : Markup.Of($"<p class=\"intro\">{Numbers.Count(judged.Count(example => example.Right == true))} of these {Numbers.Count(judged.Count)} are right. They are examples, not a measurement.</p>");
        var legend = examples.Exists(example => example.Boxes is { Count: > 0 }) ? BoxPicture.Legend(examples) : Markup.Empty;
        var cards = examples.Select(example => ExampleCard.Build(example, pictures)).ToList();
        var folded = cards.Count > OpenExamples
            ? Markup.Of($"<details><summary>{Numbers.Count(cards.Count - OpenExamples)} more</summary><div class=\"{style}\">{cards.Skip(OpenExamples)}</div></details>")
            : Markup.Empty;
        return Markup.Of($"""
            <h3>{title}</h3>{sentence}{legend}
            <div class="{style}">{cards.Take(OpenExamples)}</div>{folded}

            """);
    }
}
