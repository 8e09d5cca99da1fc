using Weft.Torch;

namespace Weft.Diagnostics;

/// <summary>The real engine.</summary>
/// <param name="time">The clock to measure with.</param>
public sealed class TorchEngine(TimeProvider time) : IEngine
{
    private const int MatrixSize = 1024;
    private const int FewestRepetitions = 3;
    private static readonly TimeSpan LeastMeasured = TimeSpan.FromSeconds(0.3);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1.5);

    /// <inheritdoc/>
    public string Version => TorchRuntime.Version;

    /// <inheritdoc/>
    public string Configuration => TorchRuntime.Configuration;

    /// <inheritdoc/>
    public int Threads
    {
        get => TorchRuntime.Threads;
        set => TorchRuntime.Threads = value;
    }

    /// <inheritdoc/>
    public int CudaDevices => TorchRuntime.CudaDevices;

    /// <inheritdoc/>
    public void Load() => TorchRuntime.Load();

    /// <inheritdoc/>
    public double MeasureMatmul()
    {
        using var scope = new TensorScope();
        var matrix = Tensor.Ones([MatrixSize, MatrixSize]);
        return Measure(2.0 * MatrixSize * MatrixSize * MatrixSize, () => matrix.MatMul(matrix));
    }

    /// <inheritdoc/>
    public double MeasureConvolution()
    {
        using var scope = new TensorScope();
        var images = Tensor.Ones([8, 32, 64, 64]);
        var weight = Tensor.Ones([64, 32, 3, 3]);
        return Measure(2.0 * 8 * 64 * 64 * 64 * 32 * 9, () => images.Convolution(weight, null, [1, 1], [1, 1], [1, 1]));
    }

    // The best of several: whatever else the machine does can only make one slower, never faster.
    private double Measure(double operations, Func<Tensor> body)
    {
        Run(body);
        var best = TimeSpan.MaxValue;
        var start = time.GetTimestamp();
        for (var i = 0; time.GetElapsedTime(start) < LeastMeasured || (i < FewestRepetitions && time.GetElapsedTime(start) < Patience); i++)
        {
            var began = time.GetTimestamp();
            Run(body);
            var took = time.GetElapsedTime(began);
            best = took < best ? took : best;
        }

        return operations / best.TotalSeconds;
    }

    private static void Run(Func<Tensor> body)
    {
        using var scope = new TensorScope();
        body();
    }
}
