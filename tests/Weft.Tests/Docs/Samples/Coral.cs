using Weft.Torch;

namespace Weft.Cdar.Methods;

/// <summary>Deep CORAL: features of both domains get the same covariances, without a domain classifier (Sun and Saenko, 2016).</summary>
[AdaptationMethod("coral")]
public sealed class Coral : RecognitionMethod
{
    private readonly ClassHead head;

    /// <summary>Builds the network.</summary>
    /// <param name="plan">What it is built from.</param>
    public Coral(MethodPlan plan)
        : base(plan) => head = AddClassHead();

    /// <inheritdoc/>
    public override AdaptationLoss Loss(DomainBatch source, DomainBatch? target, TrainingPlace place)
    {
        ArgumentNullException.ThrowIfNull(target);
        var sum = new LossSum();
        var (ours, theirs) = BothTimes(source, target);
        sum.Add("loss_coral", Distance(ours.Mean([2]), theirs.Mean([2])) * Settings.Discriminator.Weight);
        AddClasses(sum, head, ours, source, theirs, target);
        return sum.Sum();
    }

    /// <inheritdoc/>
    public override Tensor Scores(Tensor clips) => TensorScope.Run(() => head.Forward(Times(clips)));

    private static Tensor Distance(Tensor ours, Tensor theirs)
    {
        var channels = (double)ours.Size(1);
        return (Covariance(ours) - Covariance(theirs)).Square().Sum() / (4 * channels * channels);
    }

    private static Tensor Covariance(Tensor features)
    {
        var centred = features - features.Mean([0], keepDim: true);
        return centred.Transpose(0, 1).MatMul(centred) / Math.Max(features.Size(0) - 1.0, 1);
    }
}
