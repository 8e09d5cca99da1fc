using Weft.Data.Loading;
using Weft.Tasks;
using Weft.Torch;
using Weft.Torch.Files;
using Weft.Torch.Modules;

namespace Weft.Training;

/// <summary>Logits of a whole split, and what the metric says of them.</summary>
/// <param name="Logits">[samples, classes], Float32, in the stored order.</param>
/// <param name="Loss">Mean loss.</param>
/// <param name="Metric">The task's headline metric.</param>
public sealed record EvaluationResult(NdArray Logits, double Loss, double Metric);

/// <summary>Evaluates a network on a split.</summary>
public static class Evaluation
{
    private const int DefaultBatch = 256;

    /// <summary>One pass in evaluation mode, without gradients.</summary>
    /// <param name="task">Loss and metric.</param>
    /// <param name="network">The network; in evaluation mode afterwards.</param>
    /// <param name="forward">From a batch to logits.</param>
    /// <param name="source">The samples.</param>
    /// <param name="device">Where it runs.</param>
    /// <param name="batchSize">Samples at once; 256.</param>
    public static EvaluationResult Run(
        ITask task, Module network, Func<Batch, Tensor> forward, IBatchSource source, Device device, int batchSize = DefaultBatch)
    {
        using var noGrad = Autograd.NoGrad();
        network.Eval();
        var metric = task.NewMetric();
        var logits = new float[source.Count * task.Classes];
        var loader = new BatchLoader(source, batchSize, shuffleSeed: null);
        using var stream = loader.Begin(0);
        for (var b = 0; b < loader.Batches; b++)
        {
            using var scope = new TensorScope();
            var batch = stream.Next(device);
            var output = forward(batch);
            metric.Add(output, batch.Labels, task.Loss(output, batch.Labels).Item());
            output.ToArray<float>().CopyTo(logits, b * batchSize * task.Classes);
        }

        return new EvaluationResult(NdArray.From(logits, source.Count, task.Classes), metric.Loss, metric.Value(task.Metric));
    }
}
