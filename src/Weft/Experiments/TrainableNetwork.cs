using Weft.Data.Loading;
using Weft.Mfas;
using Weft.Search;
using Weft.Tasks;
using Weft.Torch;
using Weft.Training;

namespace Weft.Experiments;

/// <summary>A network with the way from a batch to what is learned and judged by: on cached taps or on samples, with multitask or without.</summary>
public sealed class TrainableNetwork : IDisposable
{
    private readonly ITask task;
    private readonly Func<Batch, (Tensor Fused, Tensor[] Modalities)> outputs;
    private readonly bool multitask;

    private TrainableNetwork(
        ITask task, FusionNetwork network, bool multitask, Func<Batch, (Tensor Fused, Tensor[] Modalities)> outputs)
    {
        this.task = task;
        this.multitask = multitask;
        this.outputs = outputs;
        Network = network;
    }

    /// <summary>The network.</summary>
    public FusionNetwork Network { get; }

    /// <summary>A network over cached taps; with multitask, the encoders' logits stand behind the taps.</summary>
    /// <param name="task">The task.</param>
    /// <param name="network">The network, which this then owns.</param>
    /// <param name="taps">How many of a batch's inputs are taps.</param>
    /// <param name="multitask">Whether the encoders' logits take part.</param>
    public static TrainableNetwork Cached(ITask task, FusionNetwork network, int taps, bool multitask) =>
        new(task, network, multitask, batch => (network.Forward(batch.Inputs[..taps]), batch.Inputs[taps..]));

    /// <summary>A network with its encoders, over samples.</summary>
    /// <param name="task">The task.</param>
    /// <param name="network">The network, which this then owns.</param>
    /// <param name="multitask">Whether the encoders' logits take part.</param>
    public static TrainableNetwork Live(ITask task, LiveNetwork network, bool multitask) =>
        new(task, network, multitask, batch => network.Outputs(batch.Inputs));

    /// <summary>What predictions are read from: [batch, classes].</summary>
    public Tensor Scores(Batch batch)
    {
        var (fused, modalities) = outputs(batch);
        return multitask ? Multitask.Scores(fused, modalities) : fused;
    }

    /// <summary>Scores and what is minimised.</summary>
    public Judged Judge(Batch batch)
    {
        var (fused, modalities) = outputs(batch);
        return multitask
            ? new Judged(Multitask.Scores(fused, modalities), Multitask.Loss(logits => task.Loss(logits, batch.Labels), fused, modalities))
            : new Judged(fused, task.Loss(fused, batch.Labels));
    }

    /// <inheritdoc/>
    public void Dispose() => Network.Dispose();
}
