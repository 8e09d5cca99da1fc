using Weft.BmNas;
using Weft.BmNas.Operations;
using Weft.Data.Features;
using Weft.Experiments.Baselines;
using Weft.Search;
using Weft.Search.Strategies;
using Weft.Settings;
using Weft.Tasks;
using Weft.Torch;

namespace Weft.Experiments.Methods;

/// <summary>BM-NAS (AAAI 2022): cells of operations over taps of one length.</summary>
public sealed class BmNasMethod : FusionMethod
{
    /// <inheritdoc/>
    public override string Name => BmNasGenotype.SpaceName;

    /// <inheritdoc/>
    public override string DefaultStrategy => StrategyNames.Bilevel;

    /// <inheritdoc/>
    public override bool IsDifferentiable => true;

    /// <inheritdoc/>
    public override EncoderMode ReferenceEncoders(string task) => PublishedRules.For(task) switch
    {
        null => EncoderMode.Cached,
        { EncodersEvaluate: true } => EncoderMode.Eval,
        _ => EncoderMode.Train,
    };

    /// <inheritdoc/>
    public override bool ReferenceTrainsEncoders(string task) => PublishedRules.For(task)?.FoundTrainsEncoders ?? false;

    /// <inheritdoc/>
    public override bool ReferenceLeavesUntrained(string task, string modality) =>
        string.Equals(PublishedRules.For(task)?.UntrainedModality, modality, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool ReferenceLearns(string task, string parameter) =>
        PublishedRules.For(task)?.LearnsReshapeLayers != false || !parameter.StartsWith(Hypernet.ReshapePrefix, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool ReferenceCountsDev(string task) => PublishedRules.For(task)?.FoundCountsDev ?? false;

    /// <inheritdoc/>
    public override TapPooling Pooling(FusionSettings settings) => new(settings.Pooling, settings.Shape.Length);

    /// <inheritdoc/>
    public override IFusionSequenceSpace Space(FusionSettings settings, IReadOnlyList<Tap> taps, ITask task) =>
        new BmNasSpace(taps, settings.Shape, settings.Operations, Pooling(settings), task.Classes);

    /// <inheritdoc/>
    public override IFusionSpace RetrainSpace(FusionSettings settings, IReadOnlyList<Tap> taps, ITask task) =>
        Space(settings with { Shape = Kept(settings) }, taps, task);

    /// <inheritdoc/>
    public override FusionNetwork BuildSingle(FusionSettings settings, IReadOnlyList<Tap> taps, ITask task, NetworkRandom random) =>
        new ReshapedTapsNetwork(taps, Kept(settings), task.Classes, random);

    /// <inheritdoc/>
    public override string? Remark(FusionSettings settings, IReadOnlyList<Tap> taps, ITask task) =>
        settings.Compatibility == Compatibility.Reference ? FewerPeople(task) : null;

    private static BmNasShape Kept(FusionSettings settings) => settings.Shape with { Dropout = settings.Shape.FoundDropout ?? settings.Shape.Dropout };

    /// <inheritdoc/>
    public override void Check(FusionSettings settings, IReadOnlyList<Tap> taps, ITask task)
    {
        if (settings.Operations.Count == 0)
        {
            throw new UsageException($"operations: the list is empty; there are {string.Join(", ", FusionOperations.All)}.");
        }

        foreach (var name in settings.Operations.Where(o => !FusionOperations.All.Contains(o, StringComparer.Ordinal)))
        {
            var near = NearestName.Find(name, FusionOperations.All) is { } meant ? $"did you mean '{meant}'? There" : "there";
            throw new UsageException($"operations: there is no '{name}'; {near} are {string.Join(", ", FusionOperations.All)}.");
        }

        if (settings.Shape.Cells > (taps.Count + 1) / 2)
        {
            throw new UsageException(
                $"shape.cells is {settings.Shape.Cells}, but {taps.Count} taps allow at most {(taps.Count + 1) / 2} cells: each needs a tap of its own.");
        }
    }
}
