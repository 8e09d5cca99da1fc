using Shouldly;
using Weft.Data.Matching;
using Weft.Torch;

namespace Weft.Tests.Data.Matching;

public sealed class RetrievalTests
{
    [Fact]
    public void Places_and_recalls_are_those_of_the_published_code()
    {
        using var scope = new TensorScope();
        using var golden = new GoldenFile("mmnas", "itm.npz");
        var scores = new ScoreMatrix(golden["recall.scores"].ToArray<float>(), 8, 5);
        RetrievalRanks.TextFromImage(scores).Select(r => (double)r).ShouldBe(golden["recall.rank_i2t"].ToArray<double>());
        RetrievalRanks.ImageFromText(scores).Select(r => (double)r).ShouldBe(golden["recall.rank_t2i"].ToArray<double>());
        var result = RetrievalResult.Of(scores);
        Percent(result.TextFromImage).ShouldBe(golden["recall.i2t"].ToArray<double>(), 1e-9);
        Percent(result.ImageFromText).ShouldBe(golden["recall.t2i"].ToArray<double>(), 1e-9);
    }

    [Fact]
    public void Of_equal_scores_the_lower_index_comes_first()
    {
        var flat = new ScoreMatrix(new float[3 * 6], 3, 2);
        RetrievalRanks.TextFromImage(flat).ShouldBe([0, 2, 4]);
        RetrievalRanks.ImageFromText(flat).ShouldBe([0, 0, 1, 1, 2, 2]);
        RetrievalRanks.Order([1, 3, 1, 3]).ShouldBe([1, 3, 0, 2]);
    }

    [Fact]
    public void A_score_that_is_no_number_comes_last()
    {
        var scores = new ScoreMatrix(new[] { float.NaN, -5, 1, float.NaN }, 2, 1);
        RetrievalRanks.TextFromImage(scores).ShouldBe([1, 1]);
        RetrievalRanks.ImageFromText(scores).ShouldBe([1, 1]);
        RetrievalRanks.Order([float.NaN, -5, float.NegativeInfinity]).ShouldBe([1, 0, 2]);
    }

    [Fact]
    public void Places_agree_with_the_whole_order()
    {
        var random = new Random(3);
        var values = Enumerable.Range(0, 20 * 60).Select(_ => (float)random.Next(15)).ToArray();
        var scores = new ScoreMatrix(values, 20, 3);
        var texts = RetrievalRanks.TextFromImage(scores);
        for (var image = 0; image < 20; image++)
        {
            Array.FindIndex(RetrievalRanks.Order(scores.Row(image)), caption => caption / 3 == image).ShouldBe(texts[image]);
        }

        var images = RetrievalRanks.ImageFromText(scores);
        for (var caption = 0; caption < 60; caption++)
        {
            var column = Enumerable.Range(0, 20).Select(image => scores[image, caption]).ToArray();
            Array.IndexOf(RetrievalRanks.Order(column), caption / 3).ShouldBe(images[caption]);
        }
    }

    [Fact]
    public void Captions_of_an_image_can_be_one_text()
    {
        // Image 0's own captions score 9 and 0; those of image 1 both 5.
        var scores = new ScoreMatrix(new float[] { 9, 0, 5, 5, 0, 1, 2, 3 }, 2, 2);
        scores.Grouped(CaptionGrouping.Mean).Row(0).ToArray().ShouldBe([4.5f, 5]);
        scores.Grouped(CaptionGrouping.Best).Row(0).ToArray().ShouldBe([9, 5]);
        RetrievalResult.Of(scores).TextFromImage.RecallAt1.ShouldBe(1);
        RetrievalResult.Of(scores, CaptionGrouping.Mean).TextFromImage.RecallAt1.ShouldBe(0.5);
        RetrievalResult.Of(scores, CaptionGrouping.Best).TextFromImage.RecallAt1.ShouldBe(1);
        RetrievalResult.Of(scores, CaptionGrouping.Best).ImageFromText.ShouldBe(new RecallTable(0.5, 1, 1, 1, 1.5));
    }

    [Fact]
    public void Folds_are_measured_by_themselves_and_averaged()
    {
        var random = new Random(5);
        var values = Enumerable.Range(0, 10 * 20).Select(_ => random.NextSingle()).ToArray();
        var scores = new ScoreMatrix(values, 10, 2);
        var parts = new List<RetrievalResult>();
        for (var fold = 0; fold < 5; fold++)
        {
            var part = new float[2 * 4];
            for (var image = 0; image < 2; image++)
            {
                values.AsSpan((((2 * fold) + image) * 20) + (4 * fold), 4).CopyTo(part.AsSpan(4 * image));
            }

            scores.Fold(fold, 5).Row(1).ToArray().ShouldBe(part[4..]);
            parts.Add(RetrievalResult.Of(new ScoreMatrix(part, 2, 2)));
        }

        var folds = RetrievalResult.OfFolds(scores);
        folds.ImageFromText.RecallAt1.ShouldBe(parts.Average(p => p.ImageFromText.RecallAt1), 1e-12);
        folds.TextFromImage.Mean.ShouldBe(parts.Average(p => p.TextFromImage.Mean), 1e-12);
        folds.ImageFromText.ShouldNotBe(RetrievalResult.Of(scores).ImageFromText);
        scores.Fold(1, 2).Grouped(CaptionGrouping.Mean)[0, 0].ShouldBe((values[110] + values[111]) / 2);
    }

    [Fact]
    public void A_median_between_two_places_is_rounded_down_as_published() =>
        RecallTable.Of([0, 9, 4, 1]).ShouldBe(new RecallTable(0.25, 0.75, 1, 3, 4.5));

    [Fact]
    public void What_does_not_fit_gets_a_sentence()
    {
        Should.Throw<UsageException>(() => new ScoreMatrix(new float[7], 2, 2)).Message
            .ShouldBe("7 scores cannot be of 2 images by 2 captions for each of them; every image is scored with every caption.");
        Should.Throw<UsageException>(() => RetrievalResult.OfFolds(new ScoreMatrix(new float[9], 3, 1))).Message
            .ShouldBe("Part 0 of 5 equal ones cannot be taken of 3 images; give a number of parts that divides them.");
        Should.Throw<UsageException>(() => RecallTable.Of([])).Message
            .ShouldBe("There is no query to measure; give at least one image with a caption.");
    }

    private static double[] Percent(RecallTable table) =>
        [100 * table.RecallAt1, 100 * table.RecallAt5, 100 * table.RecallAt10, table.Median, table.Mean];
}
