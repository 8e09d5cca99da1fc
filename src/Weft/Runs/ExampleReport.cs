namespace Weft.Runs;

/// <summary>What an example is of.</summary>
public enum ExampleKind
{
    /// <summary>A question about a picture.</summary>
    Question,

    /// <summary>A phrase whose place in a picture is looked for.</summary>
    Grounding,

    /// <summary>A text or picture and what was found for it.</summary>
    Retrieval,
}

/// <summary>What a box is.</summary>
public enum BoxRole
{
    /// <summary>What the network points to.</summary>
    Predicted,

    /// <summary>What is right.</summary>
    Truth,

    /// <summary>What it could have chosen.</summary>
    Candidate,
}

/// <summary>A test sample and what the found network made of it, for people.</summary>
public sealed record ExampleReport
{
    /// <summary>What it is of: <c>question</c>, <c>grounding</c> or <c>retrieval</c> in JSON.</summary>
    public required ExampleKind Kind { get; init; }

    /// <summary>The question, the phrase, or the text that is looked for; null where a picture alone is given.</summary>
    public string? Text { get; init; }

    /// <summary>
    /// The picture as a path below the run folder, <c>examples/NAME.png</c> or <c>.jpg</c>; null where there is none. At most 1 MiB each and 40
    /// in all are shown.
    /// </summary>
    public string? Picture { get; init; }

    /// <summary>Pixels of a row of the image that <see cref="Boxes"/> are measured in; null for the picture's own.</summary>
    public int? Width { get; init; }

    /// <summary>Rows of the image that <see cref="Boxes"/> are measured in; null for the picture's own.</summary>
    public int? Height { get; init; }

    /// <summary>Predicted answers, the likeliest first.</summary>
    public IReadOnlyList<ExampleAnswer>? Answers { get; init; }

    /// <summary>The right answers, the commonest first.</summary>
    public IReadOnlyList<string>? Truth { get; init; }

    /// <summary>Boxes in the image.</summary>
    public IReadOnlyList<ExampleBox>? Boxes { get; init; }

    /// <summary>What was found, the best first; five are shown.</summary>
    public IReadOnlyList<ExampleMatch>? Matches { get; init; }

    /// <summary>Whether the prediction counts as right; null where that is not a matter of yes or no.</summary>
    public bool? Right { get; init; }
}

/// <summary>A predicted answer.</summary>
/// <param name="Text">The answer.</param>
/// <param name="Score">How likely the network holds it; null where that is not known.</param>
/// <param name="Right">Whether it is one of the right answers; null where that is not known.</param>
public sealed record ExampleAnswer(string Text, double? Score = null, bool? Right = null);

/// <summary>A box in pixels from the image's upper left corner.</summary>
/// <param name="X1">The left side.</param>
/// <param name="Y1">The top.</param>
/// <param name="X2">The right side.</param>
/// <param name="Y2">The bottom.</param>
/// <param name="Role">What it is: <c>predicted</c>, <c>truth</c> or <c>candidate</c> in JSON.</param>
/// <param name="Score">How likely the network holds it; null where that is not known.</param>
public sealed record ExampleBox(double X1, double Y1, double X2, double Y2, BoxRole Role, double? Score = null);

/// <summary>Something found for a query: a text or a picture.</summary>
/// <param name="Text">The text, or what the picture shows; null for a picture alone.</param>
/// <param name="Picture">The picture, as in <see cref="ExampleReport.Picture"/>; null for a text.</param>
/// <param name="Score">How well it matches; null where that is not known.</param>
/// <param name="Right">Whether it is a right match.</param>
public sealed record ExampleMatch(string? Text = null, string? Picture = null, double? Score = null, bool? Right = null);
