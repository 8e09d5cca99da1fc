using Weft.Torch;

namespace Weft.Cdar.Methods;

/// <summary>Domain-adversarial training: one domain classifier on the means over times (CDAR specification 2.4; Ganin et al., 2016).</summary>
[AdaptationMethod("dann")]
public sealed class Dann : RecognitionMethod
{
    private readonly DomainClassifier domains;
    private readonly EvidenceHead? evidence;
    private readonly ClassHead head;

    /// <summary>Builds the network.</summary>
    /// <param name="plan">What it is built from.</param>
    public Dann(MethodPlan plan)
        : base(plan)
    {
        domains = NewDomainClassifier();
        evidence = NewEvidence();
        AddNecks(domains, evidence);
        head = AddClassHead();
    }

    /// <inheritdoc/>
    public override AdaptationLoss Loss(DomainBatch source, DomainBatch? target, TrainingPlace place)
    {
        ArgumentNullException.ThrowIfNull(target);
        var sum = new LossSum();
        var (ours, theirs) = BothTimes(source, target);
        var known = ours.Mean([2]);
        var (loss, accuracy) = domains.Loss(
            known, theirs.Mean([2]), GradientReversal.Strength(Settings.ReversalSchedule, place));
        sum.Add("loss_dom", loss * Settings.Discriminator.Weight);
        sum.Note("acc_dom", accuracy);
        AddEvidence(sum, evidence, known, source.Labels, place);
        AddClasses(sum, head, ours, source, theirs, target);
        return sum.Sum();
    }

    /// <inheritdoc/>
    public override Tensor Scores(Tensor clips) =>
        TensorScope.Run(() => UnknownScores.Append(head.Forward(Times(clips)), Settings.Unknown.Score));
}
