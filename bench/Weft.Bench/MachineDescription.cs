using System.Globalization;
using System.Runtime.InteropServices;
using Weft.Diagnostics;
using Weft.Torch;

namespace Weft.Bench;

/// <summary>On what the numbers were measured: they mean nothing without it.</summary>
internal static class MachineDescription
{
    /// <summary>Writes machine, load and versions.</summary>
    internal static void Write(Results results, BenchSettings settings)
    {
        var machine = new LocalMachine();
        Warm();
        results.Add("processor", Processor());
        results.Add("processors", machine.Processors.ToString(CultureInfo.InvariantCulture));
        results.Add("load", Read("/proc/loadavg"));
        results.Add("device", settings.Device.ToString());
        results.Add("threads", settings.Threads.ToString(CultureInfo.InvariantCulture));
        results.Add("runtime", machine.Runtime);
        results.Add("libtorch", TorchRuntime.Version);
        results.Add("blas", BlasLibrary.Find(machine.MappedFiles(), TorchRuntime.Configuration).Name);
        results.Add("system", RuntimeInformation.OSDescription);
    }

    /// <summary>The processor's name as part of a file name.</summary>
    internal static string ProcessorSlug() =>
        string.Join(
            '-',
            Processor().ToLowerInvariant().Split(
                [.. Path.GetInvalidFileNameChars(), ' ', '(', ')', '@', ','], StringSplitOptions.RemoveEmptyEntries));

    /// <summary>The BLAS is only mapped once something was multiplied.</summary>
    private static void Warm()
    {
        using var scope = new TensorScope();
        _ = Tensor.Ones([4, 4]).Mm(Tensor.Ones([4, 4]));
    }

    private static string Processor() =>
        Read("/proc/cpuinfo").Split('\n').FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal)) is { } line
            ? line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim()
            : RuntimeInformation.ProcessArchitecture.ToString();

    private static string Read(string path) => File.Exists(path) ? File.ReadAllText(path).Trim() : "";
}
