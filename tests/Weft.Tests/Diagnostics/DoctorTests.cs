using Shouldly;
using Weft.Cli.Commands;
using Weft.Diagnostics;
using Weft.Torch;

namespace Weft.Tests.Diagnostics;

public sealed class DoctorTests
{
    private readonly FakeMachine machine = new();
    private readonly FakeEngine engine = new();

    [Fact]
    public void All_is_well_on_a_complete_machine()
    {
        Examine().ShouldAllBe(finding => finding.State == FindingState.Fine && finding.Advice == null);
        Find("matmul 1024").Text.ShouldBe("100 GFLOP/s on 1 thread, 400 GFLOP/s on 4 threads");
        engine.Threads.ShouldBe(3);
    }

    [Fact]
    public void The_reference_BLAS_is_told_by_its_file_and_by_its_speed()
    {
        machine.Files = ["/usr/lib/x86_64-linux-gnu/libopenblas.so.0", "/usr/lib/x86_64-linux-gnu/blas/libblas.so.3.11.0"];
        engine.FlopsOfOneThread = 6e9;
        Find("BLAS").State.ShouldBe(FindingState.Warning);
        Find("BLAS").Advice.ShouldBe("apt-get install libopenblas0-openmp");
        Find("matmul 1024").State.ShouldBe(FindingState.Warning);
        Find("matmul 1024").Advice!.ShouldContain("libopenblas0-openmp");
    }

    [Fact]
    public void Without_the_native_part_it_tells_what_to_install_and_looks_at_the_rest()
    {
        engine.Problem = new WeftException("it is not built.");
        machine.Programs = ["cmake", "npm"];
        var findings = Examine();
        Find("native part").ShouldBe(new Finding(
            "native part", FindingState.Missing, "it is not built.", "apt-get install libtorch-dev libopenblas0-openmp, then make build"));
        Find("cmake").State.ShouldBe(FindingState.Fine);
        Find("c++").Advice.ShouldBe("apt-get install g++");
        Find("npm").State.ShouldBe(FindingState.Fine);
        Find("espeak-ng").State.ShouldBe(FindingState.Warning);
        findings.ShouldContain(finding => finding.Subject == "disk");
    }

    [Fact]
    public void A_library_that_is_missing_is_named_with_its_package()
    {
        machine.Libraries = [];
        Find("HDF5").ShouldBe(new Finding(
            "HDF5", FindingState.Warning, "libhdf5_serial.so.103 does not load; needed for reading MM-IMDB", "apt-get install libhdf5-103-1"));
        Find("libjpeg-turbo").ShouldBe(new Finding(
            "libjpeg-turbo", FindingState.Warning, "libturbojpeg.so.0 does not load; needed for reading JPEG pictures", "apt-get install libturbojpeg0"));
    }

    [Fact]
    public void Little_room_is_a_warning()
    {
        machine.FreeDisk = 1_000_000_000;
        machine.Memory = (500_000_000, 8_000_000_000);
        Find("disk").Text.ShouldBe("1.0 GB free here");
        Find("disk").State.ShouldBe(FindingState.Warning);
        Find("memory").Text.ShouldBe("0.5 GB of 8.0 GB available");
        Find("memory").State.ShouldBe(FindingState.Warning);
    }

    [Fact]
    public void The_command_fails_only_where_something_required_is_missing()
    {
        machine.Programs = [];
        Run().Code.ShouldBe(0);
        engine.Problem = new WeftException("it is not built.");
        var (code, error) = Run();
        code.ShouldBe(1);
        error.ShouldStartWith("weft: Weft does not work here without native part, cmake, c++;");
    }

    [Fact]
    public void The_real_machine_answers()
    {
        var real = new LocalMachine();
        real.FreeDisk.ShouldNotBeNull().ShouldBePositive();
        real.Memory.ShouldNotBeNull().Total.ShouldBePositive();
        real.MappedFiles().ShouldContain(file => file.Contains("libcoreclr", StringComparison.Ordinal));
        real.FindProgram("sh").ShouldNotBeNull();
        real.FindProgram("no-such-program").ShouldBeNull();
        real.HasLibrary("libc.so.6").ShouldBeTrue();
        real.HasLibrary("libnowhere.so.7").ShouldBeFalse();
    }

    private List<Finding> Examine() => [.. new Doctor(machine, engine).Examine()];

    private Finding Find(string subject) => Examine().Single(finding => finding.Subject == subject);

    private (int Code, string Error) Run()
    {
        var error = new StringWriter();
        return (DoctorCommand.Run(new Doctor(machine, engine), new StringWriter(), error, CancellationToken.None), error.ToString());
    }

    private sealed class FakeMachine : IMachine
    {
        public string Runtime => ".NET 10";

        public int Processors => 4;

        public (long Available, long Total)? Memory { get; set; } = (8_000_000_000, 16_000_000_000);

        public long? FreeDisk { get; set; } = 100_000_000_000;

        public string[] Programs { get; set; } = ["cmake", "c++", "npm", "espeak-ng", "ffmpeg"];

        public string[] Files { get; set; } = ["/usr/lib/x86_64-linux-gnu/openblas-openmp/libblas.so.3"];

        public string[] Libraries { get; set; } = ["libhdf5_serial.so.103", "libturbojpeg.so.0"];

        public bool HasLibrary(string name) => Libraries.Contains(name);

        public string? FindProgram(string name) => Programs.Contains(name) ? "/usr/bin/" + name : null;

        public IReadOnlyCollection<string> MappedFiles() => Files;
    }

    private sealed class FakeEngine : IEngine
    {
        public WeftException? Problem { get; set; }

        public double FlopsOfOneThread { get; set; } = 100e9;

        public string Version => "1.13.1";

        public string Configuration => "";

        public int Threads { get; set; } = 3;

        public int CudaDevices => 0;

        public void Load()
        {
            if (Problem is not null)
            {
                throw Problem;
            }
        }

        public double MeasureMatmul() => FlopsOfOneThread * Threads;

        public double MeasureConvolution() => FlopsOfOneThread * Threads / 2;
    }
}
