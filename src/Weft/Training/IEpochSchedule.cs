namespace Weft.Training;

/// <summary>A learning rate that goes by the epoch.</summary>
public interface IEpochSchedule
{
    /// <summary>The rate of an epoch.</summary>
    /// <param name="rate">The rate that the training begins with; each group of parameters has its own.</param>
    /// <param name="epoch">0-based.</param>
    double Rate(double rate, int epoch);
}
