using Weft.Data.Features;
using Weft.Search;
using Weft.Tasks;

namespace Weft.Experiments.Methods;

/// <summary>
/// A published way of fusing encoders, as the program offers it: its space, made from a run's settings, and what of a run is its own. A
/// new method is one class here, a line in <see cref="FusionMethods"/>, its settings in <see cref="FusionSettings"/>, and a subcommand of
/// <c>weft search</c>.
/// </summary>
public abstract class FusionMethod
{
    /// <summary>The name on the command line, such as <c>mfas</c>.</summary>
    public abstract string Name { get; }

    /// <summary>How its space is searched where the settings do not say.</summary>
    public abstract string DefaultStrategy { get; }

    /// <summary>Whether the space has a supernet, so that bilevel search can take it.</summary>
    public abstract bool IsDifferentiable { get; }

    /// <summary>What encoders do under reference rules while fusion networks are trained; cached by default.</summary>
    /// <param name="task">The task's name.</param>
    public virtual EncoderMode ReferenceEncoders(string task) => EncoderMode.Cached;

    /// <summary>Whether reference rules train encoders along with networks that are kept, from the first epoch on; false by default.</summary>
    /// <param name="task">The task's name.</param>
    public virtual bool ReferenceTrainsEncoders(string task) => false;

    /// <summary>Whether reference rules search over an encoder that nobody has trained; false by default.</summary>
    /// <param name="task">The task's name.</param>
    /// <param name="modality">The encoder's modality.</param>
    public virtual bool ReferenceLeavesUntrained(string task, string modality) => false;

    /// <summary>Whether reference rules train a weight of the supernet; true by default.</summary>
    /// <param name="task">The task's name.</param>
    /// <param name="parameter">The parameter's name in the supernet.</param>
    public virtual bool ReferenceLearns(string task, string parameter) => true;

    /// <summary>Whether training samples are shuffled under reference rules; true by default.</summary>
    /// <param name="task">The task's name.</param>
    public virtual bool ReferenceShuffles(string task) => true;

    /// <summary>Whether reference rules train networks that are kept on dev too and choose their epoch on test; true by default.</summary>
    /// <param name="task">The task's name.</param>
    public virtual bool ReferenceChoosesOnTest(string task) => true;

    /// <summary>Whether the published schedule counts the batches of dev where dev is trained on; false by default.</summary>
    /// <param name="task">The task's name.</param>
    public virtual bool ReferenceCountsDev(string task) => false;

    /// <summary>How taps are pooled before they are cached.</summary>
    /// <param name="settings">The run's settings.</param>
    /// <exception cref="Weft.Torch.UsageException">The settings contradict each other.</exception>
    public abstract TapPooling Pooling(FusionSettings settings);

    /// <summary>The space as it is searched.</summary>
    /// <param name="settings">The run's settings.</param>
    /// <param name="taps">The task's taps.</param>
    /// <param name="task">The task.</param>
    public abstract IFusionSequenceSpace Space(FusionSettings settings, IReadOnlyList<Tap> taps, ITask task);

    /// <summary>The same genotypes with the sizes of networks that are kept; as it is searched by default.</summary>
    /// <inheritdoc cref="Space"/>
    public virtual IFusionSpace RetrainSpace(FusionSettings settings, IReadOnlyList<Tap> taps, ITask task) => Space(settings, taps, task);

    /// <summary>What a modality can do by itself on the same footing: a network over all of its taps.</summary>
    /// <param name="settings">The run's settings.</param>
    /// <param name="taps">The modality's taps.</param>
    /// <param name="task">The task.</param>
    /// <param name="random">Initial values and masks.</param>
    public abstract FusionNetwork BuildSingle(FusionSettings settings, IReadOnlyList<Tap> taps, ITask task, NetworkRandom random);

    /// <summary>Whether the encoders' own logits take part in learning and predicting while trials are compared.</summary>
    /// <param name="settings">The run's settings.</param>
    public virtual bool TrialsMultitask(FusionSettings settings) => false;

    /// <summary>Whether the encoders' own logits take part in learning and predicting of networks that are kept.</summary>
    /// <param name="settings">The run's settings.</param>
    public virtual bool FoundMultitask(FusionSettings settings) => false;

    /// <summary>Looks for what can be known to be wrong before a run begins.</summary>
    /// <inheritdoc cref="Space"/>
    /// <exception cref="Weft.Torch.UsageException">A setting is wrong; the sentence names it.</exception>
    public abstract void Check(FusionSettings settings, IReadOnlyList<Tap> taps, ITask task);

    /// <summary>What both methods' programs do on NTU RGB+D that no single run here does (BM-NAS specification 3.2, MFAS specification 6.2).</summary>
    private protected static string? FewerPeople(ITask task) => task.Name is Weft.Data.Ntu.NtuManifest.TaskName
        ? "The published search trains on fewer people than the published found network; here both train on those that the data were prepared "
            + "with (docs/ntu.md says how to do as published, with two folders)."
        : null;

    /// <summary>What the reader of a run must know of this method on this task, in a sentence; null for nothing.</summary>
    /// <inheritdoc cref="Space"/>
    public virtual string? Remark(FusionSettings settings, IReadOnlyList<Tap> taps, ITask task) => null;
}
