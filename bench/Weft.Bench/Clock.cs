namespace Weft.Bench;

/// <summary>Seconds per repetition, by the wall clock and by what the process used of the processor.</summary>
/// <param name="Wall">Wall clock seconds.</param>
/// <param name="Processor">Processor seconds: on a machine that others use too, the steadier of the two.</param>
internal sealed record Cost(double Wall, double Processor);

/// <summary>Measures repetitions.</summary>
/// <param name="time">The time.</param>
internal sealed class Clock(TimeProvider time)
{
    /// <summary>Runs something several times.</summary>
    /// <param name="count">How often.</param>
    /// <param name="body">What.</param>
    internal Cost Measure(int count, Action body)
    {
        var used = Environment.CpuUsage.TotalTime;
        var start = time.GetTimestamp();
        for (var i = 0; i < count; i++)
        {
            body();
        }

        var wall = time.GetElapsedTime(start).TotalSeconds;
        return new(wall / count, (Environment.CpuUsage.TotalTime - used).TotalSeconds / count);
    }

    /// <summary>How often to repeat something so that it takes about so many seconds; also warms it up.</summary>
    internal int Repetitions(double seconds, Action body)
    {
        // The first calls look operators up, and the runtime compiles what is called often anew for about a second: a search of hours
        // knows neither.
        const double warmSeconds = 1.5;
        var calls = 0;
        var start = time.GetTimestamp();
        while (calls < 3 || time.GetElapsedTime(start).TotalSeconds < warmSeconds)
        {
            body();
            calls++;
        }

        return (int)Math.Clamp(Math.Ceiling(seconds / Measure(2, body).Wall), 1, 1_000_000);
    }
}
