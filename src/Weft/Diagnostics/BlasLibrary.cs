namespace Weft.Diagnostics;

/// <summary>Which linear algebra library does libtorch's matrix products.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="Path">The mapped file, or null where it is part of libtorch or not known.</param>
/// <param name="IsReference">Whether it is the reference implementation, which is about twenty times slower than the others.</param>
public sealed record BlasLibrary(string Name, string? Path, bool IsReference)
{
    /// <summary>Finds it.</summary>
    /// <param name="mappedFiles">The files mapped into this process.</param>
    /// <param name="configuration">libtorch's description of its build.</param>
    public static BlasLibrary Find(IEnumerable<string> mappedFiles, string configuration)
    {
        // Debian's libtorch calls whatever is installed as libblas.so.3; only the file that is really mapped tells which one that is.
        // OpenBLAS may be mapped beside it for LAPACK alone, so that file is asked first.
        var libraries = mappedFiles.Where(file => file.Contains(".so", StringComparison.Ordinal)).ToList();
        var path = libraries.FirstOrDefault(file => System.IO.Path.GetFileName(file).StartsWith("libblas.so", StringComparison.Ordinal))
            ?? libraries.FirstOrDefault(file => NameOf(System.IO.Path.GetFileName(file)) is not null);
        if (path is not null)
        {
            return NameOf(path) is { } name ? new BlasLibrary(name, path, false) : new BlasLibrary("reference BLAS", path, true);
        }

        return configuration.Contains("BLAS_INFO=mkl", StringComparison.OrdinalIgnoreCase)
            ? new BlasLibrary("Intel MKL (within libtorch)", null, false)
            : new BlasLibrary("unknown", null, false);
    }

    private static string? NameOf(string path) => path switch
    {
        _ when path.Contains("openblas", StringComparison.OrdinalIgnoreCase) => "OpenBLAS",
        _ when path.Contains("libmkl", StringComparison.OrdinalIgnoreCase) => "Intel MKL",
        _ when path.Contains("blis", StringComparison.OrdinalIgnoreCase) => "BLIS",
        _ when path.Contains("atlas", StringComparison.OrdinalIgnoreCase) => "ATLAS",
        _ => null,
    };
}
