using Weft.Data;
using Weft.Tasks;
using Weft.Torch;
using Weft.Torch.Files;
using Weft.Training;

namespace Weft.Experiments.Baselines;

/// <summary>One modality's predictions, from its encoder or from a network retrained on its taps.</summary>
/// <param name="Modality">The modality.</param>
/// <param name="Source">Where they come from, for the note.</param>
/// <param name="Dev">Logits on dev.</param>
/// <param name="Test">Logits on test.</param>
public sealed record Predictions(string Modality, string Source, NdArray Dev, NdArray Test);

/// <summary>
/// Late fusion, tuned: for each modality the better source of predictions, and the weights of their log-probabilities, are all chosen on
/// dev. The strongest simple rival of a searched network.
/// </summary>
public static class LateFusion
{
    private const int Steps = 20;

    /// <summary>A combination that was chosen.</summary>
    /// <param name="Weights">Weight of each modality; they sum to 1.</param>
    /// <param name="Sources">Where each modality's predictions come from.</param>
    /// <param name="DevMetric">The metric on dev.</param>
    /// <param name="TestMetric">The metric on test.</param>
    /// <param name="TestLogits">The combined scores on test.</param>
    public sealed record Chosen(double[] Weights, string[] Sources, double DevMetric, double TestMetric, NdArray TestLogits);

    /// <summary>Tries all sources and a grid of weights on dev, and measures the best on test.</summary>
    /// <param name="task">The metric.</param>
    /// <param name="predictions">All there are; several for a modality are alternatives.</param>
    /// <param name="devLabels">Labels of dev.</param>
    /// <param name="testLabels">Labels of test.</param>
    public static Chosen Tune(ITask task, IReadOnlyList<Predictions> predictions, RowTable devLabels, RowTable testLabels)
    {
        using var scope = new TensorScope();
        using var noGrad = Autograd.NoGrad();
        var modalities = predictions.Select(p => p.Modality).Distinct(StringComparer.Ordinal).ToList();
        var dev = Everything(devLabels);
        var best = (Metric: double.NegativeInfinity, Loss: double.PositiveInfinity, Choice: Array.Empty<Predictions>(), Weights: Array.Empty<double>());
        foreach (var choice in Choices(modalities, predictions))
        {
            var scores = choice.Select(c => Scores(task, c.Dev)).ToArray();
            foreach (var weights in Grid(choice.Length))
            {
                using var inner = new TensorScope();
                var (metric, loss) = Measure(task, Combine(scores, weights), dev);

                // Among equal metrics the lower loss: many weights tie on a small dev split.
                if (metric > best.Metric || (metric.Equals(best.Metric) && loss < best.Loss))
                {
                    best = (metric, loss, choice, weights);
                }
            }
        }

        var test = Combine([.. best.Choice.Select(c => Scores(task, c.Test))], best.Weights);
        return new Chosen(
            best.Weights, [.. best.Choice.Select(c => c.Source)], best.Metric, Measure(task, test, Everything(testLabels)).Metric, test.ToNdArray());
    }

    private static Tensor Everything(RowTable labels) => labels.Gather([.. Enumerable.Range(0, labels.Count)]).Scoped();

    private static Tensor Scores(ITask task, NdArray logits) => task.MultiLabel ? logits.ToTensor() : logits.ToTensor().LogSoftmax(1);

    private static Tensor Combine(Tensor[] scores, double[] weights) =>
        scores.Select((score, i) => score * weights[i]).Aggregate((a, b) => a + b);

    private static (double Metric, double Loss) Measure(ITask task, Tensor scores, Tensor labels)
    {
        var loss = task.Loss(scores, labels).Item();
        var metric = task.NewMetric();
        metric.Add(scores, labels, loss);
        return (metric.Value(task.Metric), loss);
    }

    private static IEnumerable<Predictions[]> Choices(List<string> modalities, IReadOnlyList<Predictions> predictions) =>
        modalities.Aggregate(
            (IEnumerable<Predictions[]>)[[]],
            (chosen, modality) => chosen.SelectMany(c => predictions
                .Where(p => string.Equals(p.Modality, modality, StringComparison.Ordinal))
                .Select(p => (Predictions[])[.. c, p])));

    /// <summary>All weights that are multiples of 1/20 and sum to 1.</summary>
    private static IEnumerable<double[]> Grid(int count)
    {
        IEnumerable<int[]> Parts(int left, int rest) => rest == 1
            ? [[left]]
            : Enumerable.Range(0, left + 1).SelectMany(first => Parts(left - first, rest - 1).Select(tail => (int[])[first, .. tail]));
        return Parts(Steps, count).Select(parts => Array.ConvertAll(parts, p => (double)p / Steps));
    }
}
