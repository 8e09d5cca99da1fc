using Weft.Torch;
using Weft.Torch.Modules;

namespace Weft.Cdar;

/// <summary>What ways of adapting have in common that know classes, or shape features for them.</summary>
public abstract class RecognitionMethod : AdaptationMethod
{
    /// <summary>Takes the encoder over.</summary>
    /// <param name="plan">What the method is built from.</param>
    protected RecognitionMethod(MethodPlan plan)
        : base(plan.Encoder) => Plan = plan;

    /// <summary>What the method was built from.</summary>
    protected MethodPlan Plan { get; }

    /// <summary>How it adapts.</summary>
    protected MethodSettings Settings => Plan.Settings;

    /// <summary>Creates the settings' head for the known classes, as the part <c>cls_head</c>.</summary>
    protected ClassHead AddClassHead() => AddPart("cls_head", new ClassHead(
        Settings.Head, Encoder.Channels, Plan.Classes, Settings.Dropout, Plan.Random.Initial, Plan.Random.Noise));

    /// <summary>Creates a domain classifier by the settings; the caller adds it.</summary>
    protected DomainClassifier NewDomainClassifier() => new(
        Encoder.Channels, Settings.Discriminator, Plan.Random.Initial, Plan.Random.Noise, Plan.Reference);

    /// <summary>Creates the second classifier, which learns evidence, if the settings ask for it; the caller adds it.</summary>
    protected EvidenceHead? NewEvidence() =>
        Settings.Evidence ? new EvidenceHead(Encoder.Channels, Plan.Classes, Plan.Random.Initial) : null;

    /// <summary>Takes branches beside the head as the part <c>neck</c>: one by that name, several by their numbers in it.</summary>
    /// <param name="necks">The branches; null ones are left out.</param>
    protected void AddNecks(params Module?[] necks)
    {
        Module[] present = [.. necks.Where(neck => neck is not null).Select(neck => neck!)];
        if (present.Length == 1)
        {
            AddPart("neck", present[0]);
        }
        else if (present.Length > 1)
        {
            AddPart("neck", new ModuleList<Module>(present));
        }
    }

    /// <summary>Describes samples at each of their views' times.</summary>
    /// <param name="clips">[batch, views, 3, frames, height, width].</param>
    /// <returns>[batch, channels, views x times].</returns>
    protected Tensor Times(Tensor clips) => Gather(Encoder.Describe(clips.Flatten(0, 1)), clips.Size(0));

    /// <summary>Describes both domains' samples, in one pass of the encoder or in two, as the settings say.</summary>
    /// <param name="source">Samples of the source.</param>
    /// <param name="target">Samples of the target.</param>
    /// <returns>[batch, channels, views x times] of each.</returns>
    protected (Tensor Source, Tensor Target) BothTimes(DomainBatch source, DomainBatch target)
    {
        var (a, b) = (source.Clips.Flatten(0, 1), target.Clips.Flatten(0, 1));

        // Clips of another size cannot share a pass.
        if (Settings.Statistics == BatchStatistics.Separate || !a.Shape.AsSpan(1).SequenceEqual(b.Shape.AsSpan(1)))
        {
            return (Times(source.Clips), Times(target.Clips));
        }

        var described = Encoder.Describe(Tensor.Cat([a, b], 0)).Split([a.Size(0), b.Size(0)], 0);
        return (Gather(described[0], source.Size), Gather(described[1], target.Size));
    }

    /// <summary>Adds what the second classifier learns, if there is one.</summary>
    private protected static void AddEvidence(LossSum sum, EvidenceHead? head, Tensor features, Tensor labels, TrainingPlace place)
    {
        foreach (var (name, value) in head?.Loss(features, labels, place) ?? [])
        {
            sum.Add(name, value);
        }
    }

    /// <summary>Adds the loss of the source's classes, and both domains' accuracies.</summary>
    /// <param name="sum">Where to.</param>
    /// <param name="head">Scores classes.</param>
    /// <param name="ours">Features of the source's samples, as the head takes them.</param>
    /// <param name="source">The source's samples.</param>
    /// <param name="theirs">Features of the target's samples, or null.</param>
    /// <param name="target">The target's samples, or null.</param>
    private protected static void AddClasses(
        LossSum sum, ClassHead head, Tensor ours, DomainBatch source, Tensor? theirs = null, DomainBatch? target = null)
    {
        var scores = head.Forward(ours);
        sum.Add("loss_cls", scores.CrossEntropy(source.Labels));
        sum.Note("acc_source", Figures.Accuracy(scores, source.Labels));
        if (theirs is not null && target is not null)
        {
            using var noGrad = Autograd.NoGrad();
            sum.Note("acc_target", Figures.Accuracy(head.Forward(theirs), target.Labels));
        }
    }

    /// <summary>[batch x views, channels, times] to [batch, channels, views x times].</summary>
    private static Tensor Gather(Tensor described, long batch)
    {
        if (described.Size(0) == batch)
        {
            return described;
        }

        var views = described.Size(0) / batch;
        return described.Reshape(batch, views, described.Size(1), described.Size(2)).Transpose(1, 2).Flatten(2);
    }
}
