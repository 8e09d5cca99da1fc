namespace Weft.Runs.Html;

/// <summary>An example as a card: what was asked, what the network made of it, what is right.</summary>
internal static class ExampleCard
{
    /// <summary>So many answers and matches are shown.</summary>
    public const int Shown = 5;

    private const int LongestText = 500;

    /// <summary>Builds the card.</summary>
    public static Markup Build(ExampleReport example, PictureShelf pictures) => Markup.Of($"""
        <article class="example{(example.Kind == ExampleKind.Retrieval ? " wide" : "")}">{Picture(example, pictures)}<div class="about">{(example.Text is { } text ? Markup.Of($"<h4>{Cut(text)}</h4>") : Markup.Empty)}
        {Verdict(example.Right)}{Answers(example.Answers ?? [])}{Truth(example)}{BoxScore(example)}</div>{Matches(example.Matches ?? [], pictures)}</article>

        """);

    /// <summary>A score as short as it can be read.</summary>
    public static string Score(double score) => Math.Abs(score) is >= 0.005 or 0 ? Numbers.Fixed(score, 2) : Numbers.Short(score);

    private static Markup Picture(ExampleReport example, PictureShelf pictures)
    {
        var missing = example.Picture is not null && pictures.Find(example.Picture) is null
            ? Markup.Of($"<p class=\"muted small\">The picture is not shown; the remarks at the top say why.</p>")
            : Markup.Empty;
        if (example.Kind == ExampleKind.Grounding || example.Boxes is { Count: > 0 })
        {
            return Markup.Of($"<div class=\"shown\">{BoxPicture.Draw(example, pictures)}{missing}</div>");
        }

        var shown = pictures.Find(example.Picture) is null ? missing : pictures.Show(example.Picture!, example.Kind == ExampleKind.Retrieval
            ? "The given picture" : "The picture that is asked about");
        return shown.IsEmpty ? shown : Markup.Of($"<div class=\"shown\">{shown}</div>");
    }

    private static Markup Verdict(bool? right) => right switch
    {
        true => Markup.Of($"<p class=\"judged right\">✓ right</p>"),
        false => Markup.Of($"<p class=\"judged wrong\">✗ wrong</p>"),
        null => Markup.Empty,
    };

    private static Markup Sign(bool? right) => right switch
    {
        true => Markup.Of($"<span class=\"sign right\"><span aria-hidden=\"true\">✓</span><span class=\"unseen\">right</span></span>"),
        false => Markup.Of($"<span class=\"sign wrong\"><span aria-hidden=\"true\">✗</span><span class=\"unseen\">wrong</span></span>"),
        null => Markup.Of($"<span class=\"sign\"></span>"),
    };

    private static Markup Answers(IReadOnlyList<ExampleAnswer> answers) => answers.Count == 0
        ? Markup.Empty
        : Markup.Of($"<ol class=\"answers\" aria-label=\"Predicted answers\">{answers.Take(Shown).Select(Answer)}</ol>\n");

    private static Markup Answer(ExampleAnswer answer)
    {
        var score = answer.Score is { } value && double.IsFinite(value)
            ? Markup.Of($"<span class=\"gauge\" style=\"--p:{100 * Math.Clamp(value, 0, 1)}%\"></span><span class=\"score\">{Score(value)}</span>")
            : Markup.Of($"<span></span><span class=\"score\">–</span>");
        return Markup.Of($"<li>{Sign(answer.Right)}<span class=\"word\">{Cut(answer.Text)}</span>{score}</li>");
    }

    private static Markup Truth(ExampleReport example) => example.Truth is { Count: > 0 } truth
        ? Markup.Of($"<p class=\"truth\"><span>{(example.Kind == ExampleKind.Question ? "right answer" : "truth")}</span> {Cut(string.Join(", ", truth.Take(Shown)))}</p>")
        : Markup.Empty;

    private static Markup BoxScore(ExampleReport example) =>
        example.Boxes?.FirstOrDefault(box => box.Role == BoxRole.Predicted)?.Score is { } score && double.IsFinite(score)
            ? Markup.Of($"<p class=\"truth\"><span>score of the predicted box</span> {Score(score)}</p>")
            : Markup.Empty;

    private static Markup Matches(IReadOnlyList<ExampleMatch> matches, PictureShelf pictures)
    {
        if (matches.Count == 0)
        {
            return Markup.Empty;
        }

        var rows = matches.Take(Shown).Select((match, i) =>
        {
            var picture = pictures.Find(match.Picture) is null ? Markup.Empty : pictures.Show(match.Picture!, match.Text is { } says ? Cut(says) : $"Picture in place {i + 1}");
            var lost = picture.IsEmpty && match.Text is null ? Markup.Of($"<span class=\"muted\">no picture</span>") : Markup.Empty;
            var style = match.Right switch { true => "right", false => "wrong", null => "" };
            return Markup.Of($"""
                <li class="{style}">{picture}<span class="line"><span class="rank">{i + 1}</span>{Sign(match.Right)}{(match.Text is { } text ? Markup.Of($"<span class=\"word\">{Cut(text)}</span>") : lost)}{(match.Score is { } score && double.IsFinite(score) ? Markup.Of($"<span class=\"score\">{Score(score)}</span>") : Markup.Empty)}</span></li>
                """);
        });
        var style = matches.Take(Shown).Any(match => match.Picture is not null) ? "thumbs" : "texts";
        return Markup.Of($"<ol class=\"matches {style}\" aria-label=\"What was found, the best first\">{rows}</ol>");
    }

    private static string Cut(string text)
    {
        if (text.Length <= LongestText)
        {
            return text;
        }

        return text[..(char.IsHighSurrogate(text[LongestText - 1]) ? LongestText - 1 : LongestText)] + "…";
    }
}
