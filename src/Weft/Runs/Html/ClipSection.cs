namespace Weft.Runs.Html;

/// <summary>Clips as strips of frames, with what the network made of them.</summary>
internal static class ClipSection
{
    /// <summary>At most this many clips are shown.</summary>
    public const int MostClips = 24;

    private const int OpenClips = 8;

    /// <summary>Builds the section, or nothing without clips.</summary>
    public static Markup Build(RunPage page)
    {
        if (page.Report.Adaptation is not { Clips: { Count: > 0 } all } adaptation)
        {
            return Markup.Empty;
        }

        var clips = all.Take(MostClips).ToList();
        var shelf = new PictureShelf(page.Pictures, "strip");
        var cards = clips.ConvertAll(clip => Card(clip, adaptation, shelf));
        var folded = cards.Count > OpenClips
            ? Markup.Of($"<details><summary>{Numbers.Count(cards.Count - OpenClips)} more</summary><div class=\"clip-cards\">{cards.Skip(OpenClips)}</div></details>")
            : Markup.Empty;
        return Markup.Of($"""
            <section id="clips"><h2>Clips</h2>
            <p class="intro">Frames from left to right as the network sees them. {Numbers.Count(clips.Count(clip => clip.Right))} of these {Numbers.Count(clips.Count)} are told right. They are examples, not a measurement.</p>
            {shelf.Definitions()}<div class="clip-cards">{cards.Take(OpenClips)}</div>{folded}{(all.Count > MostClips ? Markup.Of($"<p class=\"muted small\">{Numbers.Count(all.Count - MostClips)} more clips are in report.json.</p>") : Markup.Empty)}
            </section>
            """);
    }

    private static Markup Card(ClipExampleReport clip, AdaptationReport adaptation, PictureShelf shelf)
    {
        var from = clip.Domain == FeatureDomain.Source ? adaptation.Source ?? "source" : adaptation.Target ?? "target";
        var picture = shelf.Find(clip.Picture) is null
            ? Markup.Of($"<p class=\"muted small\">The frames are not shown; the remarks at the top say why.</p>")
            : shelf.Show(clip.Picture, $"Frames of a clip of {clip.Truth}");
        var score = clip.Score is { } value && double.IsFinite(value) ? Markup.Of($" <span class=\"score\">{ExampleCard.Score(value)}</span>") : Markup.Empty;
        var said = clip.Right
            ? Markup.Of($"<span class=\"judged right\">✓ right</span><span><b>{clip.Truth}</b>{score}</span>")
            : Markup.Of($"<span class=\"judged wrong\">✗ wrong</span><span><b>{clip.Truth}</b> taken for <b>{clip.Prediction}</b>{score}</span>");
        return Markup.Of($"""
            <article class="clip">{picture}<p class="said">{said}<span class="from">{from}</span></p></article>

            """);
    }
}
