using Weft.Encoders.Clips;
using Weft.Torch;
using Weft.Torch.Modules;

namespace Weft.Cdar;

/// <summary>
/// A network that recognises actions, with the way it learns from a labelled source domain and an unlabelled target domain (CDAR
/// specification 2).
/// </summary>
public abstract class AdaptationMethod : Module
{
    /// <summary>Takes the encoder as the part <c>backbone</c>.</summary>
    /// <param name="encoder">Describes clips; freed with the method.</param>
    protected AdaptationMethod(ClipEncoder encoder) => Encoder = AddPart("backbone", encoder);

    /// <summary>Describes clips.</summary>
    public ClipEncoder Encoder { get; }

    /// <summary>Whether it learns from the target domain too.</summary>
    public virtual bool NeedsTarget => true;

    /// <summary>Whether it has no classifier: samples are then told apart by clustering their features (CDAR specification 2.7).</summary>
    public virtual bool Clusters => false;

    /// <summary>Makes sure that it can learn from samples of so many views.</summary>
    /// <param name="views">Views of a sample.</param>
    /// <exception cref="UsageException">It cannot.</exception>
    public virtual void RequireViews(long views)
    {
    }

    /// <summary>Computes a step's loss.</summary>
    /// <param name="source">Clips with labels.</param>
    /// <param name="target">Clips of the other domain; null for methods that do not need them.</param>
    /// <param name="place">Where the training is.</param>
    public abstract AdaptationLoss Loss(DomainBatch source, DomainBatch? target, TrainingPlace place);

    /// <summary>Scores of the classes.</summary>
    /// <param name="clips">[batch, views, 3, frames, height, width].</param>
    /// <returns>[batch, scores]: the higher, the likelier; features where it has no classifier.</returns>
    public abstract Tensor Scores(Tensor clips);

    /// <summary>Describes samples: the means over views and times of the encoder's numbers.</summary>
    /// <param name="clips">[batch, views, 3, frames, height, width].</param>
    /// <returns>[batch, channels].</returns>
    public virtual Tensor Features(Tensor clips)
    {
        using var scope = new TensorScope();
        var shape = clips.Shape;
        var described = Encoder.Describe(clips.Flatten(0, 1)).Mean([2]);
        return scope.Keep(described.Reshape(shape[0], shape[1], described.Size(1)).Mean([1]));
    }
}
