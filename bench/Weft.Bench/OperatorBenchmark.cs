using Weft.Torch;

namespace Weft.Bench;

/// <summary>What a call costs that computes next to nothing, and what a matrix product reaches.</summary>
internal static class OperatorBenchmark
{
    private const int Calls = 1000;
    private const int MatrixSize = 1024;
    private const double RoundSeconds = 0.2;

    /// <summary>Measures both.</summary>
    internal static void Run(BenchSettings settings, Results results)
    {
        using var scope = new TensorScope();
        using var data = new Generator(2);
        var a = Tensor.RandomUniform([16], data).To(settings.Device);
        var b = Tensor.RandomUniform([16], data).To(settings.Device);
        results.Add("add, 16 floats", "without autograd", 1e6 * Seconds(settings, () => Add(a, b)) / Calls, "us/call");
        a.RequiresGrad = true;
        results.Add("add, 16 floats", "with autograd", 1e6 * Seconds(settings, () => Add(a, b)) / Calls, "us/call");

        var matrix = Tensor.RandomUniform([MatrixSize, MatrixSize], data).To(settings.Device);
        var seconds = Seconds(settings, () => Multiply(settings.Device, matrix));
        results.Add($"matrix product, {MatrixSize}", "rate", 2 * Math.Pow(MatrixSize, 3) / seconds / 1e9, "GFLOP/s");
    }

    private static double Seconds(BenchSettings settings, Action body)
    {
        var count = settings.Clock.Repetitions(RoundSeconds, body);
        return Statistics.Median(Enumerable.Range(0, settings.Rounds).Select(_ => settings.Clock.Measure(count, body).Wall));
    }

    private static void Add(Tensor a, Tensor b)
    {
        for (var i = 0; i < Calls; i++)
        {
            using var sum = a + b;
        }
    }

    private static void Multiply(Device device, Tensor matrix)
    {
        using var product = matrix.Mm(matrix);
        TorchRuntime.Synchronize(device);
    }
}
