using Weft.Torch;

namespace Weft.Diagnostics;

/// <summary>libtorch behind the native part, as far as <c>weft doctor</c> looks at it.</summary>
public interface IEngine
{
    /// <summary>libtorch's version.</summary>
    string Version { get; }

    /// <summary>libtorch's own description of its build.</summary>
    string Configuration { get; }

    /// <summary>The number of threads one operation may use.</summary>
    int Threads { get; set; }

    /// <summary>How many CUDA devices there are.</summary>
    int CudaDevices { get; }

    /// <summary>Loads the native part.</summary>
    /// <exception cref="WeftException">It is missing or does not load.</exception>
    void Load();

    /// <summary>Measures the product of two 1024 x 1024 matrices on the CPU.</summary>
    /// <returns>Floating-point operations per second.</returns>
    double MeasureMatmul();

    /// <summary>Measures a 3 x 3 convolution of 8 x 32 x 64 x 64 numbers on the CPU.</summary>
    /// <returns>Floating-point operations per second.</returns>
    double MeasureConvolution();
}
