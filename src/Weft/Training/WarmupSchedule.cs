using System.Text.Json.Nodes;
using Weft.Torch;

namespace Weft.Training;

/// <summary>
/// A learning rate that rises in stairs, one for each of the first epochs, and falls by a factor at the start of chosen epochs, counted in
/// optimizer steps (MmNas specification 5.2). With 3 epochs of warm-up the stairs are 1/4, 1/2 and 3/4 of the rate.
/// </summary>
public sealed class WarmupSchedule
{
    private readonly int stepsPerEpoch;
    private readonly IReadOnlyList<int> decayEpochs;
    private readonly double decay;
    private readonly int warmupEpochs;
    private double peak;
    private long steps;

    /// <summary>Creates the schedule.</summary>
    /// <param name="peak">The rate after the warm-up.</param>
    /// <param name="stepsPerEpoch">Optimizer steps in an epoch.</param>
    /// <param name="decayEpochs">The 0-based epochs at whose start the rate falls; none for a rate that stays.</param>
    /// <param name="decay">The factor by which it falls; 0.2.</param>
    /// <param name="warmupEpochs">Epochs of warm-up; 3.</param>
    /// <exception cref="UsageException">A rate, factor or count is out of range.</exception>
    public WarmupSchedule(double peak, int stepsPerEpoch, IReadOnlyList<int> decayEpochs, double decay = 0.2, int warmupEpochs = 3)
    {
        if (!(peak > 0 && double.IsFinite(peak) && stepsPerEpoch > 0 && decay is > 0 and <= 1 && warmupEpochs >= 0))
        {
            throw new UsageException(
                "A warm-up schedule needs a rate above 0, at least 1 step in an epoch, a decay above 0 and at most 1, and 0 or more epochs of "
                + $"warm-up; these are {peak}, {stepsPerEpoch}, {decay}, {warmupEpochs}.");
        }

        this.peak = peak;
        this.stepsPerEpoch = stepsPerEpoch;
        this.decayEpochs = decayEpochs;
        this.decay = decay;
        this.warmupEpochs = warmupEpochs;
    }

    /// <summary>The 0-based epoch of the next step.</summary>
    public int Epoch => checked((int)(steps / stepsPerEpoch));

    /// <summary>The rate for the next step; advances.</summary>
    public double Next()
    {
        var epoch = Epoch;
        if (steps % stepsPerEpoch == 0)
        {
            Decay(epoch);
        }

        steps++;
        return epoch < warmupEpochs ? (epoch + 1.0) / (warmupEpochs + 1) * peak : peak;
    }

    /// <summary>
    /// Begins at an epoch, where only the number of finished epochs is known, as in a checkpoint of the published code. For one of our own
    /// use <see cref="Load"/>, which is exact within an epoch too.
    /// </summary>
    /// <param name="epoch">The 0-based epoch to begin with.</param>
    /// <param name="rules">
    /// Sound: the decays of earlier epochs are applied. Reference: they are not, so the rate is too high from there on (MmNas specification 8).
    /// </param>
    /// <exception cref="UsageException">The epoch is negative, or the schedule has begun already.</exception>
    public void BeginAt(int epoch, Compatibility rules)
    {
        if (epoch < 0 || steps > 0)
        {
            throw new UsageException(
                $"A schedule can begin at an epoch from 0 on, before its first step; the epoch is {epoch}, after {steps} steps.");
        }

        for (var past = 0; past < epoch && rules == Compatibility.Sound; past++)
        {
            Decay(past);
        }

        steps = (long)epoch * stepsPerEpoch;
    }

    /// <summary>The state, for a checkpoint.</summary>
    public JsonObject Save() => new() { ["steps"] = steps, ["peak"] = peak };

    /// <summary>Takes up what <see cref="Save"/> gave.</summary>
    public void Load(JsonObject state)
    {
        steps = state["steps"]!.GetValue<long>();
        peak = state["peak"]!.GetValue<double>();
    }

    private void Decay(int epoch)
    {
        if (decayEpochs.Contains(epoch))
        {
            peak *= decay;
        }
    }
}
