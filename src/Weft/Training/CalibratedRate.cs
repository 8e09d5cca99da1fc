using Weft.Torch;

namespace Weft.Training;

/// <summary>Learning rates of trainings on several devices.</summary>
public static class CalibratedRate
{
    /// <summary>The rate for a number of devices: settings are made for four (CDAR specification 4).</summary>
    /// <param name="rate">The rate of the settings.</param>
    /// <param name="devices">Devices, each with batches of the same size.</param>
    /// <exception cref="UsageException">There is no device.</exception>
    public static double Of(double rate, int devices) => devices > 0
        ? rate * devices / 4
        : throw new UsageException($"A training runs on at least one device, not on {devices}.");
}
