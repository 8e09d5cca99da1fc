using Weft.Torch;
using Weft.Torch.Modules;

namespace Weft.Cdar.Methods;

/// <summary>
/// Global-local alignment: local views (a short time, many frames) and global ones (a long time) are made alike between the domains, each
/// with its kind and across kinds, and classes are told by the mean of all (GLAD, Lee et al., 2024; CDAR specification 2.8). The first
/// <see cref="MethodSettings.Locals"/> views of a sample are local.
/// </summary>
[AdaptationMethod("glad", Blends = Blending.Source, Orders = true)]
public sealed class Glad : RecognitionMethod
{
    /// <summary>The most local views whose mean a test classifies at once.</summary>
    private const int Group = 3;

    private readonly TemporalOrder? order;
    private readonly DomainClassifier? local;
    private readonly DomainClassifier? global;
    private readonly DomainClassifier? cross;
    private readonly EvidenceHead? evidence;
    private readonly ClassHead head;

    /// <summary>Builds the network.</summary>
    /// <param name="plan">What it is built from.</param>
    /// <exception cref="UsageException">The settings ask for what there are no local views for.</exception>
    public Glad(MethodPlan plan)
        : base(plan)
    {
        var weights = Settings.Alignments;
        if (Settings.Locals == 0 && (weights.Local > 0 || weights.Cross > 0))
        {
            throw new UsageException(
                "Without local views there is nothing local to align: set 'locals' above 0, or 'alignments.local' and '.cross' to 0.");
        }

        order = Settings.Order.Weight > 0
            ? new TemporalOrder(Encoder.Channels, Settings.Locals, Settings.Order, Plan.Random.Initial, Plan.Random.Noise)
            : null;
        local = weights.Local > 0 ? NewDomainClassifier() : null;
        global = weights.Global > 0 ? NewDomainClassifier() : null;
        cross = weights.Cross > 0 ? NewDomainClassifier() : null;
        evidence = NewEvidence();
        Module?[] necks = [order, local, global, cross, evidence];
        AddPart("neck", new ModuleList<Module>(necks.OfType<Module>()));
        head = AddClassHead();
    }

    /// <summary>What learns the order of local views, if anything does.</summary>
    internal TemporalOrder? Order => order;

    /// <inheritdoc/>
    /// <exception cref="UsageException">The samples lack the views that the settings ask for.</exception>
    public override AdaptationLoss Loss(DomainBatch source, DomainBatch? target, TrainingPlace place)
    {
        ArgumentNullException.ThrowIfNull(target);
        RequireViews(source.Views);
        RequireViews(target.Views);
        var sum = new LossSum();
        var (ours, theirs) = BothViews(source, target);
        AddOrder(sum, ours, theirs);
        AddAlignments(sum, ours, theirs, GradientReversal.Strength(Settings.ReversalSchedule, place));
        var known = ours.Mean([1]);
        AddEvidence(sum, evidence, known, source.Labels, place);
        AddClasses(sum, head, known, source, theirs.Mean([1]), target);
        return sum.Sum();
    }

    /// <inheritdoc/>
    public override Tensor Scores(Tensor clips)
    {
        RequireViews(clips.Size(1));
        using var scope = new TensorScope();
        var views = Views(clips);
        var means = Groups().Select(group => TestMean(views, group.Start, group.Length));
        var scores = means.Select(mean => UnknownScores.Append(head.Forward(mean), Settings.Unknown.Score));
        Tensor[] averaged = [.. scores.Select(s => Settings.ScoreAveraging == ScoreAveraging.Prob ? s.Softmax(1) : s)];
        return scope.Keep(averaged.Length == 1 ? averaged[0] : Tensor.Stack(averaged).Mean([0]));
    }

    /// <summary>[batch, views, channels]: means over times.</summary>
    private Tensor Views(Tensor clips)
    {
        var described = Encoder.Describe(clips.Flatten(0, 1)).Mean([2]);
        return described.Reshape(clips.Size(0), clips.Size(1), described.Size(1));
    }

    private (Tensor Source, Tensor Target) BothViews(DomainBatch source, DomainBatch target)
    {
        if (Settings.Statistics == BatchStatistics.Joint)
        {
            var (ours, theirs) = BothTimes(source, target);
            return (PerView(ours, source.Views), PerView(theirs, target.Views));
        }

        return (PerKind(source.Clips), PerKind(target.Clips));
    }

    /// <summary>[batch, channels, views x times] to [batch, views, channels].</summary>
    private static Tensor PerView(Tensor described, long views) => described
        .Reshape(described.Size(0), described.Size(1), views, described.Size(2) / views).Mean([3]).Transpose(1, 2);

    /// <summary>As published, local and global views have statistics of their own.</summary>
    private Tensor PerKind(Tensor clips)
    {
        var (locals, views) = (Settings.Locals, clips.Size(1));
        return locals == 0 || locals == views
            ? Views(clips)
            : Tensor.Cat([Views(clips.Narrow(1, 0, locals)), Views(clips.Narrow(1, locals, views - locals))], 1);
    }

    private void AddOrder(LossSum sum, Tensor ours, Tensor theirs)
    {
        if (order is null)
        {
            return;
        }

        var (loss, accuracy) = order.Loss(Tensor.Cat([Local(ours), Local(theirs)], 0));
        sum.Add("loss_cop", loss * Settings.Order.Weight);
        sum.Note("acc_cop", accuracy);
    }

    private void AddAlignments(LossSum sum, Tensor ours, Tensor theirs, double strength)
    {
        var weights = Settings.Alignments;
        var (ourLocal, theirLocal) = (MeanLocal(ours), MeanLocal(theirs));
        var (ourGlobal, theirGlobal) = (MeanGlobal(ours), MeanGlobal(theirs));
        Align("l", local, weights.Local, ourLocal, theirLocal);
        Align("g", global, weights.Global, ourGlobal, theirGlobal);
        if (cross is not null)
        {
            Align("x", cross, weights.Cross, Tensor.Cat([ourLocal!, ourGlobal!], 0), Tensor.Cat([theirGlobal!, theirLocal!], 0));
        }

        void Align(string name, DomainClassifier? classifier, double weight, Tensor? a, Tensor? b)
        {
            if (classifier is not null)
            {
                var (loss, accuracy) = classifier.Loss(a!, b!, strength);
                sum.Add($"loss_dom_{name}", loss * (weight * Settings.Discriminator.Weight));
                sum.Note($"acc_dom_{name}", accuracy);
            }
        }
    }

    private Tensor Local(Tensor views) => views.Narrow(1, 0, Settings.Locals);

    private Tensor? MeanLocal(Tensor views) => Settings.Locals == 0 ? null : Local(views).Mean([1]);

    private Tensor? MeanGlobal(Tensor views) => views.Size(1) == Settings.Locals
        ? null
        : views.Narrow(1, Settings.Locals, views.Size(1) - Settings.Locals).Mean([1]);

    /// <summary>The local views that are classified together: threes, of which the last may share views with the one before.</summary>
    private IEnumerable<(int Start, int Length)> Groups()
    {
        var locals = Settings.Locals;
        if (locals == 0)
        {
            return [(0, 0)];
        }

        // As published, the start of a group of two is counted from the end: its first view is lost.
        var first = Plan.Reference && locals < Group ? Math.Max(0, (2 * locals) - Group) : 0;
        return Enumerable.Range(1, (locals + Group - 1) / Group).Select(i => Math.Min(i * Group, locals))
            .Select(end => (Start: Math.Max(first, end - Group), End: end)).Select(g => (g.Start, g.End - g.Start));
    }

    /// <summary>[batch, channels]: the mean of some local views and all global ones.</summary>
    private Tensor TestMean(Tensor views, int start, int length)
    {
        var globals = views.Size(1) - Settings.Locals;
        return length == views.Size(1)
            ? views.Mean([1])
            : Tensor.Cat([views.Narrow(1, start, length), views.Narrow(1, Settings.Locals, globals)], 1).Mean([1]);
    }

    /// <inheritdoc/>
    public override void RequireViews(long views)
    {
        var weights = Settings.Alignments;
        if (views < Settings.Locals || (views == Settings.Locals && (weights.Global > 0 || weights.Cross > 0)))
        {
            throw new UsageException(
                $"Samples have {views} views, of which {Settings.Locals} are local ('locals'): add global views, or set 'alignments.global' and "
                + "'.cross' to 0.");
        }
    }
}
