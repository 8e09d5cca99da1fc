using System.ComponentModel.DataAnnotations;
using Weft.Settings;

namespace Weft.Search.Surrogate;

/// <summary>How steps of the search are counted for the temperature.</summary>
public enum TemperatureIndex
{
    /// <summary>As published: sweep * sweeps + level, so some steps repeat an earlier temperature (MFAS specification Q1).</summary>
    Published,

    /// <summary>Sweep * levels + level: every step its own.</summary>
    Steps,
}

/// <summary>
/// The temperature of the draw, which falls from step to step like one half of a bell curve (MFAS specification 1.4). The defaults are
/// the published ones.
/// </summary>
public sealed record TemperatureSchedule
{
    /// <summary>The temperature of the first draw. Default 10.</summary>
    [Range(1e-6, 1e6)]
    public double Initial { get; init; } = 10;

    /// <summary>The temperature it falls to. Default 0.2.</summary>
    [Range(1e-6, 1e6)]
    public double Final { get; init; } = 0.2;

    /// <summary>The width of the curve in steps (<c>--temperature_decay</c>). Default 4.</summary>
    [Range(1e-6, 1e6)]
    public double Decay { get; init; } = 4;

    /// <summary>How steps are counted; <c>switches.temperatureIndex</c> says which. Default as published.</summary>
    [NotASetting]
    public TemperatureIndex Index { get; init; } = TemperatureIndex.Published;

    /// <summary>The temperature after a step, with which the next one draws; the very first draws with <see cref="Initial"/>.</summary>
    /// <param name="sweep">The sweep (search iteration) of the step, from 0.</param>
    /// <param name="level">Its level, from 0.</param>
    /// <param name="sweeps">How many sweeps there are.</param>
    /// <param name="levels">How many levels a sweep has.</param>
    public double After(int sweep, int level, int sweeps, int levels)
    {
        double step = (sweep * (Index == TemperatureIndex.Published ? sweeps : levels)) + level + 1;
        return ((Initial - Final) * Math.Exp(-(step * step) / (Decay * Decay))) + Final;
    }
}
