using Weft.Torch;

namespace Weft.Data.Clips.Sampling;

/// <summary>Makes samplers of settings.</summary>
public static class FrameSamplers
{
    /// <summary>Makes a sampler.</summary>
    /// <param name="settings">Which.</param>
    /// <param name="train">Whether it is for training; it then takes draws.</param>
    /// <param name="reference">With the published programs' quirks (CDAR specification 7, 17 and 23).</param>
    /// <exception cref="UsageException">The settings do not agree.</exception>
    public static IFrameSampler Build(SamplerSettings settings, bool train, bool reference = false)
    {
        IFrameSampler sampler = settings.Name switch
        {
            SamplerName.Spread => new SpreadSampler(settings.Length),
            SamplerName.Clips => new ClipsSampler(
                settings.Clips ?? 1, settings.Length, settings.Interval ?? 1, settings.RepeatLast, settings.Twice && !train),
            SamplerName.LocalGlobal => LocalGlobal(settings),
            SamplerName.MultiScale => settings.Locals + settings.Globals > 0
                ? new MultiScaleSampler(
                    settings.Locals, settings.Globals, settings.Length, settings.Interval ?? 2, settings.GlobalInterval, settings.RepeatLast, reference)
                : throw new UsageException("A multi-scale sampler needs a view: give it locals or globals."),
            _ => new TemporalOrderSampler(settings.Clips ?? 3, settings.Length, settings.Interval ?? 1, settings.Gap, reference),
        };
        return settings.ByRule ? new RuleSampler(sampler) : sampler;
    }

    private static LocalGlobalSampler LocalGlobal(SamplerSettings settings)
    {
        var length = settings.Length;
        var clips = settings.Clips ?? length;
        int[] rows = settings.Rows is { } given ? [.. given] : clips > 1 ? [clips / 2, Math.Min((clips / 2) + 1, clips - 1)] : [0];
        var column = settings.Column ?? (length - 1) / 2;
        if (clips != length)
        {
            throw new UsageException(
                $"A local-global sampler's grid is square, but clips is {clips} and length {length}: a column is a view as well. Leave clips out.");
        }

        return rows.Any(row => row >= clips) || column >= length
            ? throw new UsageException(
                $"A local-global sampler's grid has rows and columns 0 to {length - 1}, but rows is [{string.Join(", ", rows)}] and column {column}.")
            : new LocalGlobalSampler(length, settings.Interval ?? 2, rows, column, settings.RepeatLast);
    }
}
