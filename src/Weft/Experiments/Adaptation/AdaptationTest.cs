using Weft.Cdar;
using Weft.Cdar.Evaluation;
using Weft.Data.Clips.Lists;

namespace Weft.Experiments.Adaptation;

/// <summary>Tests a variant's networks on the run's test clips.</summary>
/// <param name="experiment">The run.</param>
/// <param name="networks">Its networks.</param>
/// <param name="variant">The variant.</param>
internal sealed class AdaptationTest(AdaptationExperiment experiment, AdaptationNetworks networks, AdaptationVariant variant)
{
    private readonly ClassMode mode = AdaptationFigures.ModeOf(variant.Method, experiment.Settings);
    private readonly bool clusters = variant.Traits.Clusters;

    /// <summary>The name of the headline metric.</summary>
    public string Headline => AdaptationFigures.HeadlineOf(clusters, mode, HasNovel);

    private bool HasNovel => experiment.Lists.AllTest!.Clips.Any(c => c.Label >= experiment.Lists.Known);

    /// <summary>Tests a network, and the last epoch's weights where others were kept.</summary>
    /// <param name="plan">The network.</param>
    /// <param name="trained">Its training.</param>
    public AdaptedResult Measure(AdaptationPlan plan, AdaptedNetwork trained)
    {
        experiment.Run.Progress.Stage($"test:{plan.Stage}", $"{variant.Name}, seed {plan.Seed}, on the test clips");
        var result = Measure(plan, trained.Weights);
        return trained.LastWeights is { } last ? result with { Last = Measure(plan, last).Metrics } : result;
    }

    private AdaptedResult Measure(AdaptationPlan plan, string weights)
    {
        var test = experiment.Lists.Test(mode);
        var scores = networks.Ask(plan, weights, test, (method, clips) => method.Scores(clips), "test");
        var source = clusters ? networks.Ask(plan, weights, experiment.Lists.Source, (method, clips) => method.Features(clips), "source") : null;
        var inputs = AdaptationFigures.Inputs(experiment.Lists, scores, source, clusters, plan.Seed, experiment.Reference);
        var metrics = AdaptationMetrics.Compute(AdaptationFigures.MetricsOf(clusters, mode, HasNovel), inputs);
        int[] predictions = clusters ? [] : AdaptationFigures.Predictions(scores);
        return new AdaptedResult(
            metrics,
            predictions,
            [.. predictions.Zip(scores.Labels, (p, l) => p == l)],
            AdaptationMetrics.Confusion(inputs).Counts);
    }
}
