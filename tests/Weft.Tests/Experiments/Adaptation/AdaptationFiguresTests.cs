using Shouldly;
using Weft.Cdar;
using Weft.Data.Clips.Lists;
using Weft.Experiments.Adaptation;

namespace Weft.Tests.Experiments.Adaptation;

public sealed class AdaptationFiguresTests
{
    [Theory]
    [InlineData("source-only", UnknownScore.None, ClassMode.Closed)]
    [InlineData("source-only", UnknownScore.Entropy, ClassMode.Open)]
    [InlineData("osbp", UnknownScore.None, ClassMode.Open)]
    [InlineData("gcd4da", UnknownScore.None, ClassMode.OpenAll)]
    public void Novel_classes_become_what_the_method_can_tell(string method, UnknownScore score, ClassMode mode)
    {
        var settings = new AdaptationSettings { Adapt = new MethodSettings { Unknown = new UnknownSettings { Score = score } } };
        AdaptationFigures.ModeOf(method, settings).ShouldBe(mode);
        AdaptationFigures.ModeOf(method, settings with { Novel = ClassMode.OpenAll }).ShouldBe(ClassMode.OpenAll);
    }

    [Theory]
    [InlineData(false, ClassMode.Closed, false, "top1", "top-k mean-class")]
    [InlineData(false, ClassMode.Open, false, "top1", "top-k mean-class")]
    [InlineData(false, ClassMode.Open, true, "h", "h top-k mean-class")]
    [InlineData(true, ClassMode.OpenAll, true, "gcd", "gcd kmeans")]
    public void The_headline_is_the_first_of_what_is_computed(bool clusters, ClassMode mode, bool hasNovel, string headline, string metrics)
    {
        AdaptationFigures.HeadlineOf(clusters, mode, hasNovel).ShouldBe(headline);
        AdaptationFigures.MetricsOf(clusters, mode, hasNovel).ShouldBe(metrics.Split(' '));
    }

    [Fact]
    public void The_likeliest_class_is_predicted_and_of_equals_the_first()
    {
        var scores = new ClipScores([0.1f, 0.9f, 0.2f, 0.5f, 0.5f, 0f, -3f, -2f, -1f], 3, [1, 1, 2]);
        AdaptationFigures.Predictions(scores).ShouldBe([1, 0, 2]);
        AdaptationFigures.MeanClass(scores, reference: false).ShouldBe(0.75, 1e-12, "half of class 1, all of class 2");
    }
}
