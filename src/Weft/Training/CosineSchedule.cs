using Weft.Torch;

namespace Weft.Training;

/// <summary>
/// A learning rate that falls along half a cosine, by the epoch (CDAR specification 4). The minimum stays what it is for every group of
/// parameters, as published.
/// </summary>
public sealed class CosineSchedule : IEpochSchedule
{
    private readonly int epochs;
    private readonly double minimum;

    /// <summary>Creates the schedule.</summary>
    /// <param name="epochs">Epochs of the training; the minimum would be reached in the one after the last.</param>
    /// <param name="minimum">The rate it falls to.</param>
    /// <exception cref="UsageException">There is no epoch, or the minimum is negative.</exception>
    public CosineSchedule(int epochs, double minimum)
    {
        if (epochs < 1 || !(minimum >= 0))
        {
            throw new UsageException($"A cosine schedule needs at least one epoch and a minimum of at least 0, not {epochs} and {minimum}.");
        }

        this.epochs = epochs;
        this.minimum = minimum;
    }

    /// <inheritdoc/>
    public double Rate(double rate, int epoch) =>
        minimum + (0.5 * (rate - minimum) * (1 + Math.Cos(Math.PI * Math.Min(epoch, epochs) / epochs)));
}
