using Weft.Tasks;
using Weft.Torch;

namespace Weft.Training;

/// <summary>The loss of a task: cross entropy for one label, binary cross entropy for several; means over the batch.</summary>
public static class TaskLoss
{
    /// <summary>Computes the loss.</summary>
    /// <param name="task">Decides which.</param>
    /// <param name="logits">[batch, classes].</param>
    /// <param name="labels">[batch] Int64, or [batch, classes].</param>
    public static Tensor Loss(this ITask task, Tensor logits, Tensor labels) =>
        task.MultiLabel ? logits.BinaryCrossEntropyWithLogits(labels) : logits.CrossEntropy(labels);

    /// <summary>Logits as they are, with their loss.</summary>
    /// <inheritdoc cref="Loss"/>
    public static Judged Judge(this ITask task, Tensor logits, Tensor labels) => new(logits, task.Loss(logits, labels));

    /// <summary>An empty count for the task's metric.</summary>
    public static MetricAccumulator NewMetric(this ITask task) => new(task.Classes, task.MultiLabel);

    /// <summary>The metric's name in reports.</summary>
    public static string MetricName(this ITask task) => task.Metric.Word();

    /// <summary>A metric's name in reports.</summary>
    public static string Word(this MetricKind metric) => metric switch
    {
        MetricKind.Accuracy => "accuracy",
        MetricKind.F1Macro => "f1Macro",
        MetricKind.F1Micro => "f1Micro",
        MetricKind.F1Samples => "f1Samples",
        _ => "f1Weighted",
    };
}
