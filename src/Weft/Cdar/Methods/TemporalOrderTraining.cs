using Weft.Torch;

namespace Weft.Cdar.Methods;

/// <summary>
/// Temporal order learning of both domains: what an encoder begins with before GLAD adapts it, so that it looks at motion rather than at
/// backgrounds (CDAR specification 2.8). A sample's views are clips in the order of time.
/// </summary>
[AdaptationMethod("temporal-order", DescribesOnly = true)]
public sealed class TemporalOrderTraining : RecognitionMethod
{
    /// <summary>Clips of a sample.</summary>
    private const int Clips = 3;

    private readonly TemporalOrder order;

    /// <summary>Builds the network.</summary>
    /// <param name="plan">What it is built from.</param>
    public TemporalOrderTraining(MethodPlan plan)
        : base(plan)
    {
        order = new TemporalOrder(Encoder.Channels, Clips, Settings.Order, plan.Random.Initial, plan.Random.Noise);
        AddPart("neck", order);
    }

    /// <inheritdoc/>
    public override bool Clusters => true;

    /// <inheritdoc/>
    /// <exception cref="UsageException">The samples do not have three views.</exception>
    public override AdaptationLoss Loss(DomainBatch source, DomainBatch? target, TrainingPlace place)
    {
        ArgumentNullException.ThrowIfNull(target);
        if (source.Views != Clips || target.Views != Clips)
        {
            throw new UsageException(
                $"Temporal order is learnt from {Clips} clips of each sample; there are {source.Views} and {target.Views} views.");
        }

        var sum = new LossSum();
        var (ours, theirs) = BothTimes(source, target);
        var (loss, accuracy) = order.Loss(Tensor.Cat([PerClip(ours), PerClip(theirs)], 0));
        sum.Add("loss_cop", loss);
        sum.Note("acc_cop", accuracy);
        return sum.Sum();
    }

    /// <inheritdoc/>
    /// <remarks>The encoder's features: there is no classifier.</remarks>
    public override Tensor Scores(Tensor clips) => Features(clips);

    /// <summary>[batch, channels, clips x times] to [batch, clips, channels].</summary>
    private static Tensor PerClip(Tensor described) => described
        .Reshape(described.Size(0), described.Size(1), Clips, described.Size(2) / Clips).Mean([3]).Transpose(1, 2);
}
