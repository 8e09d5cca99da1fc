using Weft.Torch;

namespace Weft.Cdar.Methods;

/// <summary>
/// Open set domain adaptation by backpropagation: the target's samples are either drawn to a known class or pushed to an unknown one, whose
/// score stands last (Saito et al., 2018; CDAR specification 2.4).
/// </summary>
[AdaptationMethod("osbp")]
public sealed class Osbp : RecognitionMethod
{
    private readonly OpenSetHead head;

    /// <summary>Builds the network.</summary>
    /// <param name="plan">What it is built from; the unknown class comes on top of its classes.</param>
    public Osbp(MethodPlan plan)
        : base(plan) => head = AddPart("cls_head", new OpenSetHead(
            Encoder.Channels, plan.Classes, Settings.Unknown.Layers, Settings.Dropout, plan.Random, reverses: !plan.Reference));

    /// <inheritdoc/>
    public override AdaptationLoss Loss(DomainBatch source, DomainBatch? target, TrainingPlace place)
    {
        ArgumentNullException.ThrowIfNull(target);
        var (ours, theirs) = BothTimes(source, target);
        var device = ours.Device;
        var isTarget = Tensor.Cat(
            [Tensor.Zeros([source.Size], DType.Bool, device), Tensor.Ones([target.Size], DType.Bool, device)], 0);
        var scores = head.Forward(Tensor.Cat([ours.Mean([2]), theirs.Mean([2])], 0), isTarget).Split([source.Size, target.Size], 0);

        // As published, the weight is applied within the adversarial loss and again to every loss.
        var weight = Settings.Unknown.Weight;
        var again = Plan.Reference ? weight : 1;
        var sum = new LossSum();
        sum.Add("loss_cls", OpenSetLoss.Classes(scores[0], source.Labels) * again);
        sum.Add("loss_osbp", OpenSetLoss.Adversarial(scores[1], Settings.Unknown.Threshold) * (weight * again));
        sum.Note("acc_source", Figures.Accuracy(scores[0], source.Labels));
        sum.Note("acc_target", Figures.Accuracy(scores[1], target.Labels));
        return sum.Sum();
    }

    /// <inheritdoc/>
    /// <remarks>[batch, known classes + 1]; the last score is the unknown class's.</remarks>
    public override Tensor Scores(Tensor clips) => TensorScope.Run(() => head.Forward(Times(clips).Mean([2])));
}
