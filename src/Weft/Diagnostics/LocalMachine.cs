using System.Globalization;
using System.Runtime.InteropServices;

namespace Weft.Diagnostics;

/// <summary>The machine this process runs on.</summary>
public sealed class LocalMachine : IMachine
{
    /// <inheritdoc/>
    public string Runtime => RuntimeInformation.FrameworkDescription;

    /// <inheritdoc/>
    public int Processors => Environment.ProcessorCount;

    /// <inheritdoc/>
    public (long Available, long Total)? Memory =>
        MemoryLine("MemAvailable:") is { } available && MemoryLine("MemTotal:") is { } total ? (available, total) : null;

    /// <inheritdoc/>
    public long? FreeDisk
    {
        get
        {
            try
            {
                return new DriveInfo(Environment.CurrentDirectory).AvailableFreeSpace;
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
            {
                return null;
            }
        }
    }

    /// <inheritdoc/>
    public string? FindProgram(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);

    /// <inheritdoc/>
    public bool HasLibrary(string name)
    {
        if (!NativeLibrary.TryLoad(name, out var handle))
        {
            return false;
        }

        NativeLibrary.Free(handle);
        return true;
    }

    /// <inheritdoc/>
    public IReadOnlyCollection<string> MappedFiles() =>
        File.Exists("/proc/self/maps")
            ? [.. File.ReadLines("/proc/self/maps").Select(MappedFile).OfType<string>().Distinct(StringComparer.Ordinal)]
            : [];

    private static string? MappedFile(string line)
    {
        var start = line.IndexOf('/', StringComparison.Ordinal);
        return start < 0 ? null : line[start..];
    }

    private static long? MemoryLine(string name)
    {
        const string Source = "/proc/meminfo";
        var line = File.Exists(Source) ? File.ReadLines(Source).FirstOrDefault(one => one.StartsWith(name, StringComparison.Ordinal)) : null;
        var number = line?[name.Length..].Trim().Split(' ')[0];
        return long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var kibibytes) ? kibibytes * 1024 : null;
    }
}
