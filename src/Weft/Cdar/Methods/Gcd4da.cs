using Weft.Torch;

namespace Weft.Cdar.Methods;

/// <summary>
/// Generalized category discovery across domains: two views of each sample are contrasted, in the source by labels too; classes, known and
/// new, are then found by clustering the encoder's features (CDAR specification 2.7).
/// </summary>
[AdaptationMethod("gcd4da", Clusters = true, Blends = Blending.Both, Repeats = 2)]
public sealed class Gcd4da : RecognitionMethod
{
    private readonly DomainClassifier? domains;
    private readonly EvidenceHead? evidence;
    private readonly DinoHead head;

    /// <summary>Builds the network.</summary>
    /// <param name="plan">What it is built from.</param>
    public Gcd4da(MethodPlan plan)
        : base(plan)
    {
        domains = Settings.Contrast.Discriminator ? NewDomainClassifier() : null;
        evidence = NewEvidence();
        AddNecks(domains, evidence);
        head = AddPart("cls_head", new DinoHead(Encoder.Channels, Settings.Contrast, plan.Random.Initial));
    }

    /// <inheritdoc/>
    public override bool Clusters => true;

    /// <inheritdoc/>
    /// <exception cref="UsageException">The samples do not have two views.</exception>
    public override AdaptationLoss Loss(DomainBatch source, DomainBatch? target, TrainingPlace place)
    {
        ArgumentNullException.ThrowIfNull(target);
        if (source.Views < 2 || target.Views != source.Views)
        {
            throw new UsageException(
                $"A contrast needs two or more views of each sample, as many in both domains; there are {source.Views} and {target.Views}.");
        }

        var sum = new LossSum();
        var (ours, theirs) = EachView(source, target);
        if (domains is not null)
        {
            var strength = GradientReversal.Strength(Settings.ReversalSchedule, place);
            var (loss, accuracy) = domains.Loss(ours.Mean([2]), theirs.Mean([2]), strength);
            sum.Add("loss_dom", loss * Settings.Discriminator.Weight);
            sum.Note("acc_dom", accuracy);
        }

        if (evidence is not null)
        {
            AddEvidence(sum, evidence, ours.Mean([2]), SupervisedContrast.Repeat(source.Labels, source.Views), place);
        }

        var (byLabels, byViews) = SupervisedContrast.SemiSupervised(
            head.Forward(ours), head.Forward(theirs), source.Labels, Settings.Contrast, source.Views);
        sum.Add("loss_super", byLabels);
        sum.Add("loss_selfsuper", byViews);
        return sum.Sum();
    }

    /// <inheritdoc/>
    /// <remarks>The encoder's features: what is clustered.</remarks>
    public override Tensor Scores(Tensor clips) => Features(clips);

    private (Tensor Source, Tensor Target) EachView(DomainBatch source, DomainBatch target)
    {
        // A view is a sample of its own here.
        return BothTimes(Alone(source), Alone(target));

        static DomainBatch Alone(DomainBatch batch) => batch with { Clips = batch.Clips.Flatten(0, 1).Unsqueeze(1) };
    }
}
