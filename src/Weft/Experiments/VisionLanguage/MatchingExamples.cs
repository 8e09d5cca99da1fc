using Weft.Data.Matching;
using Weft.MmNas;
using Weft.Runs;

namespace Weft.Experiments.VisionLanguage;

/// <summary>Examples of retrieval: what some captions find among images, and some images among captions.</summary>
/// <param name="task">The task.</param>
/// <param name="network">The network, in evaluation mode.</param>
/// <param name="part">Where examples are drawn from.</param>
/// <param name="pictures">Takes pictures into the run folder.</param>
internal sealed class MatchingExamples(MatchingTask task, MmNasNetwork network, SentencePart part, ExamplePictures pictures)
{
    // A gallery of more images would take as long as a measurement, for a few pictures on a page.
    private const int MostImages = 200;
    private const int Shown = 5;

    /// <summary>Makes examples.</summary>
    /// <param name="count">How many in each direction.</param>
    internal IReadOnlyList<ExampleReport> Make(int count)
    {
        var all = task.PairsOf(part);
        var places = SentenceParts.Spread([.. Enumerable.Range(0, all.Images.Length)], MostImages);
        var pairs = all with
        {
            Images = Array.ConvertAll(places, i => all.Images[i]),
            Captions = [.. places.SelectMany(i => all.Captions.Skip(i * all.CaptionsPerImage).Take(all.CaptionsPerImage))],
            Groups = Array.ConvertAll(places, i => all.Groups[i]),
        };
        using var matrix = new MatchingMatrix(task, network, pairs, Blindfold.None);
        for (var step = 0; step < matrix.Steps; step++)
        {
            matrix.Step(step);
        }

        var texts = places.SelectMany(i => task.CaptionsOf(part, i)).ToList();
        var asked = SentenceParts.Spread([.. Enumerable.Range(0, pairs.Images.Length)], count);
        return [.. asked.Select(i => ByText(matrix.Scores, pairs, texts, i)), .. asked.Select(i => ByImage(matrix.Scores, pairs, texts, i))];
    }

    private static double Probability(float logit) => 1 / (1 + Math.Exp(-logit));

    private ExampleReport ByText(ScoreMatrix scores, MatchingPairs pairs, List<string> texts, int image)
    {
        var caption = image * pairs.CaptionsPerImage;
        var column = new float[pairs.Images.Length];
        for (var i = 0; i < column.Length; i++)
        {
            column[i] = scores[i, caption];
        }

        var order = RetrievalRanks.Order(column);
        return new ExampleReport
        {
            Kind = ExampleKind.Retrieval,
            Text = texts[caption],
            Matches =
            [
                .. order.Take(Shown).Select(i => new ExampleMatch(
                    pictures.Of(pairs.Images[i]) is null ? $"image {pairs.Images[i]}" : null,
                    pictures.Of(pairs.Images[i]),
                    Probability(column[i]),
                    pairs.Groups[i] == pairs.Groups[image])),
            ],
            Right = pairs.Groups[order[0]] == pairs.Groups[image],
        };
    }

    private ExampleReport ByImage(ScoreMatrix scores, MatchingPairs pairs, List<string> texts, int image)
    {
        var row = scores.Row(image).ToArray();
        var order = RetrievalRanks.Order(row);
        bool Own(int caption) => pairs.Groups[caption / pairs.CaptionsPerImage] == pairs.Groups[image];
        return new ExampleReport
        {
            Kind = ExampleKind.Retrieval,
            Text = pictures.Of(pairs.Images[image]) is null ? $"image {pairs.Images[image]}" : null,
            Picture = pictures.Of(pairs.Images[image]),
            Matches = [.. order.Take(Shown).Select(c => new ExampleMatch(texts[c], null, Probability(row[c]), Own(c)))],
            Right = Own(order[0]),
        };
    }
}
