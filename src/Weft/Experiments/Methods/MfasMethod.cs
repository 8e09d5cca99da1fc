using Weft.Data.Features;
using Weft.Experiments.Baselines;
using Weft.Mfas;
using Weft.Search;
using Weft.Search.Strategies;
using Weft.Tasks;

namespace Weft.Experiments.Methods;

/// <summary>MFAS (CVPR 2019): a stack of fusion layers, each of one tap of every modality.</summary>
public sealed class MfasMethod : FusionMethod
{
    /// <inheritdoc/>
    public override string Name => MfasGenotype.SpaceName;

    /// <inheritdoc/>
    public override string DefaultStrategy => SurrogateStrategy.StrategyName;

    /// <inheritdoc/>
    public override bool IsDifferentiable => false;

    /// <summary>They train along in every sense but that no optimizer owns them (MFAS specification Q6).</summary>
    /// <inheritdoc/>
    public override EncoderMode ReferenceEncoders(string task) => EncoderMode.Train;

    /// <summary>The published AV-MNIST programs read training samples in stored order (MFAS specification 0); those of NTU RGB+D do not.</summary>
    /// <inheritdoc/>
    public override bool ReferenceShuffles(string task) => GoesByNtu(task);

    /// <summary>
    /// The published AV-MNIST program of found networks takes the test split for dev (MFAS specification Q9); the one of NTU RGB+D chooses on
    /// dev and meets the test split once (4).
    /// </summary>
    /// <inheritdoc/>
    public override bool ReferenceChoosesOnTest(string task) => !GoesByNtu(task);

    /// <summary>The published AV-MNIST program of found networks has train and dev as one set (MFAS specification Q9).</summary>
    /// <inheritdoc/>
    public override bool ReferenceCountsDev(string task) => true;

    /// <inheritdoc/>
    public override TapPooling Pooling(FusionSettings settings) => new(TapPoolingKind.Mean, 1);

    /// <inheritdoc/>
    public override IFusionSequenceSpace Space(FusionSettings settings, IReadOnlyList<Tap> taps, ITask task) =>
        new MfasSpace(taps, settings.Mfas, task.Classes);

    /// <inheritdoc/>
    public override IFusionSpace RetrainSpace(FusionSettings settings, IReadOnlyList<Tap> taps, ITask task) =>
        new MfasSpace(taps, settings.Mfas with { Inner = settings.MfasFound.Inner, Dropout = settings.MfasFound.Dropout }, task.Classes);

    /// <inheritdoc/>
    public override FusionNetwork BuildSingle(FusionSettings settings, IReadOnlyList<Tap> taps, ITask task, NetworkRandom random) =>
        new JoinedTapsNetwork(taps, settings.MfasFound, task.Classes, random);

    /// <inheritdoc/>
    public override bool TrialsMultitask(FusionSettings settings) => settings.Mfas.Multitask;

    /// <inheritdoc/>
    public override bool FoundMultitask(FusionSettings settings) => settings.MfasFound.Multitask;

    /// <inheritdoc/>
    public override void Check(FusionSettings settings, IReadOnlyList<Tap> taps, ITask task) => _ = new MfasSpace(taps, settings.Mfas, task.Classes);

    /// <inheritdoc/>
    public override string? Remark(FusionSettings settings, IReadOnlyList<Tap> taps, ITask task) =>
        new MfasSpace(taps, settings.Mfas, task.Classes).Remark
        ?? (settings.Compatibility == Compatibility.Reference ? FewerPeople(task) : null);

    /// <summary>Whether reference rules are those of the paper's own program, of NTU RGB+D; others go by the later one of AV-MNIST.</summary>
    private static bool GoesByNtu(string task) => task is "ntu" or "mmimdb" or "egogesture";
}
