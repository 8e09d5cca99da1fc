using System.Globalization;
using Weft.Data;
using Weft.Runs;
using Weft.Tasks;
using Weft.Torch;
using Weft.Torch.Files;
using Weft.Training;

namespace Weft.Experiments;

/// <summary>What the found network's predictions on test say beyond the headline metric: other metrics, each class, what is taken for what.</summary>
/// <param name="task">The task.</param>
internal sealed class ClassReports(ITask task)
{
    /// <summary>The most classes whose table a report holds.</summary>
    private const int MostClasses = 256;

    private static readonly MetricKind[] ManyLabels = [MetricKind.F1Weighted, MetricKind.F1Macro, MetricKind.F1Micro, MetricKind.F1Samples];
    private static readonly MetricKind[] OneLabel = [MetricKind.Accuracy, MetricKind.F1Macro];

    /// <summary>All metrics that suit the task, the headline first: means over seeds.</summary>
    /// <param name="headline">The headline metric's mean.</param>
    /// <param name="logits">Predictions of each seed.</param>
    /// <param name="labels">The truth.</param>
    public Dictionary<string, double> Metrics(double headline, IReadOnlyList<NdArray> logits, RowTable labels)
    {
        var metrics = new Dictionary<string, double>(StringComparer.Ordinal) { [task.MetricName()] = headline };
        var counts = logits.Select(l => Count([l], labels)).ToList();
        foreach (var kind in (task.MultiLabel ? ManyLabels : OneLabel).Where(kind => kind != task.Metric))
        {
            metrics[kind.Word()] = counts.Average(c => c.Value(kind, AbsentClass));
        }

        return metrics;
    }

    /// <summary>Every class, over all seeds together; null where there are too many for a table.</summary>
    public IReadOnlyList<ClassReport>? Classes(IReadOnlyList<NdArray> logits, RowTable labels)
    {
        if (task.Classes > MostClasses)
        {
            return null;
        }

        var scores = Count(logits, labels).PerLabel(AbsentClass);
        return [.. scores.Select((score, c) => new ClassReport(NameOf(c), score.Support / logits.Count, score.Precision, score.Recall, score.F1))];
    }

    /// <summary>Which class was taken for which, over all seeds together: rows are the truth; null for several labels or too many classes.</summary>
    public IReadOnlyList<IReadOnlyList<long>>? Confusion(IReadOnlyList<NdArray> logits, RowTable labels)
    {
        if (task.MultiLabel || task.Classes > MostClasses || Count(logits, labels).Confusion() is not { } counts)
        {
            return null;
        }

        return [.. Enumerable.Range(0, task.Classes).Select(truth =>
            (IReadOnlyList<long>)[.. Enumerable.Range(0, task.Classes).Select(guess => counts[truth, guess])])];
    }

    /// <summary>
    /// The F1 of a class that is neither there nor predicted. Labels go by the published loop; of classes, of which each sample has one, an
    /// absent one was told by nobody and adds nothing to a mean.
    /// </summary>
    private double AbsentClass => task.MultiLabel ? 1 : 0;

    private string NameOf(int label) => task.ClassNames?[label] ?? label.ToString(CultureInfo.InvariantCulture);

    private MetricAccumulator Count(IReadOnlyList<NdArray> logits, RowTable labels)
    {
        using var scope = new TensorScope();
        var truth = labels.Gather([.. Enumerable.Range(0, labels.Count)]).Scoped();
        var metric = task.NewMetric();
        foreach (var some in logits)
        {
            metric.Add(some.ToTensor(), truth, 0);
        }

        return metric;
    }
}
