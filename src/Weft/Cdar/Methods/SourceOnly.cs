using Weft.Torch;

namespace Weft.Cdar.Methods;

/// <summary>Learns from the source alone: what every adaptation is measured by (<c>vanilla</c>; CDAR specification 9).</summary>
[AdaptationMethod("source-only", SourceAlone = true)]
public sealed class SourceOnly : RecognitionMethod
{
    private readonly EvidenceHead? evidence;
    private readonly ClassHead head;

    /// <summary>Builds the network.</summary>
    /// <param name="plan">What it is built from.</param>
    public SourceOnly(MethodPlan plan)
        : base(plan)
    {
        evidence = NewEvidence();
        AddNecks(evidence);
        head = AddClassHead();
    }

    /// <inheritdoc/>
    public override bool NeedsTarget => false;

    /// <inheritdoc/>
    public override AdaptationLoss Loss(DomainBatch source, DomainBatch? target, TrainingPlace place)
    {
        var sum = new LossSum();
        var features = Times(source.Clips);
        AddClasses(sum, head, features, source);
        AddEvidence(sum, evidence, features.Mean([2]), source.Labels, place);
        return sum.Sum();
    }

    /// <inheritdoc/>
    public override Tensor Scores(Tensor clips) =>
        TensorScope.Run(() => UnknownScores.Append(head.Forward(Times(clips)), Settings.Unknown.Score));
}
