using Weft.Torch;

namespace Weft.Cdar;

/// <summary>A mini-batch of one domain.</summary>
/// <param name="Clips">[batch, views, 3, frames, height, width].</param>
/// <param name="Labels">[batch] Int64; of the target for figures in the log alone, never for a loss.</param>
public sealed record DomainBatch(Tensor Clips, Tensor Labels)
{
    /// <summary>Samples.</summary>
    public long Size => Clips.Size(0);

    /// <summary>Views of a sample.</summary>
    public long Views => Clips.Size(1);
}

/// <summary>Where a training is: what schedules within losses go by.</summary>
/// <param name="Iteration">0-based step of the whole training.</param>
/// <param name="Epoch">0-based epoch.</param>
/// <param name="Epochs">All epochs.</param>
public readonly record struct TrainingPlace(long Iteration, int Epoch, int Epochs);

/// <summary>A step's objective with what it is made of.</summary>
/// <param name="Total">The sum to be minimised, a scalar.</param>
/// <param name="Parts">Losses and accuracies by name, scalars, for the log.</param>
public sealed record AdaptationLoss(Tensor Total, IReadOnlyList<(string Name, Tensor Value)> Parts);
