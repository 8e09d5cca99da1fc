namespace Weft.Training;

/// <summary>A learning rate that falls by a factor at chosen epochs (CDAR specification 4).</summary>
/// <param name="epochs">0-based epochs at whose start the rate falls.</param>
/// <param name="factor">What it is multiplied by; 0.1.</param>
public sealed class StepSchedule(IReadOnlyList<int> epochs, double factor = 0.1) : IEpochSchedule
{
    /// <inheritdoc/>
    public double Rate(double rate, int epoch) => rate * Math.Pow(factor, epochs.Count(e => epoch >= e));
}
