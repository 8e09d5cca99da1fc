using Shouldly;
using Weft.Diagnostics;

namespace Weft.Tests.Diagnostics;

public sealed class BlasLibraryTests
{
    [Theory]
    [InlineData("/usr/lib/x86_64-linux-gnu/openblas-openmp/libblas.so.3", "OpenBLAS", false)]
    [InlineData("/usr/lib/x86_64-linux-gnu/openblas-pthread/libopenblasp-r0.3.21.so", "OpenBLAS", false)]
    [InlineData("/usr/lib/x86_64-linux-gnu/blas/libblas.so.3.11.0", "reference BLAS", true)]
    [InlineData("/usr/lib/x86_64-linux-gnu/blis-openmp/libblas.so.3", "BLIS", false)]
    [InlineData("/opt/intel/libmkl_rt.so.2", "Intel MKL", false)]
    public void The_mapped_file_tells(string file, string name, bool isReference) =>
        BlasLibrary.Find(["/usr/bin/dotnet", "/usr/lib/libc.so.6", file], "").ShouldBe(new BlasLibrary(name, file, isReference));

    [Fact]
    public void Within_libtorch_its_own_description_tells()
    {
        BlasLibrary.Find([], "Build settings: BLAS_INFO=mkl, BUILD_TYPE=Release").Name.ShouldBe("Intel MKL (within libtorch)");
        BlasLibrary.Find([], "").Name.ShouldBe("unknown");
    }
}
