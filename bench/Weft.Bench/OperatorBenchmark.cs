using Weft.Torch;
using Weft.Torch.Modules;
using Weft.Torch.Optim;

namespace Weft.Bench;

/// <summary>
/// What a call costs that computes next to nothing, what a matrix product reaches, and the two parts of a training step that Weft does
/// otherwise than libtorch: dropout masks and Adam.
/// </summary>
internal static class OperatorBenchmark
{
    private const int Calls = 1000;
    private const int MatrixSize = 1024;
    private const int MaskSize = 1 << 20;
    private const double RoundSeconds = 0.2;

    /// <summary>Measures them.</summary>
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
        var seconds = Seconds(settings, () => matrix.Mm(matrix), settings.Device);
        results.Add($"matrix product, {MatrixSize}", "rate", 2 * Math.Pow(MatrixSize, 3) / seconds / 1e9, "GFLOP/s");
        Masks(settings, results, data);
        Steps(settings, results, data);
    }

    private static void Masks(BenchSettings settings, Results results, Generator data)
    {
        using var noise = new Generator(3, settings.Device);
        using var dropout = new Dropout(0.1, noise);
        var input = Tensor.RandomUniform([MaskSize], data).To(settings.Device);
        var mask = input.EmptyLike();
        var masked = Seconds(settings, () => dropout.Forward(input), settings.Device);
        var bernoulli = Seconds(settings, () => mask.FillBernoulli(0.9, noise), settings.Device);
        results.Add("dropout, 2^20 floats", "whole layer", 1e9 * masked / MaskSize, "ns/element");
        results.Add("dropout, 2^20 floats", "bernoulli_ alone", 1e9 * bernoulli / MaskSize, "ns/element");
    }

    private static void Steps(BenchSettings settings, Results results, Generator data)
    {
        // About as many parameters as BM-NAS's hypernet at its MM-IMDB settings has, in as many tensors.
        Tensor[] parameters = [.. Enumerable.Range(0, 50).Select(_ =>
        {
            var leaf = Tensor.RandomNormal([144, 147], data).To(settings.Device);
            leaf.RequiresGrad = true;
            leaf.Grad = Tensor.RandomNormal([144, 147], data).To(settings.Device);
            return leaf;
        })];
        using var native = new Adam([new ParameterGroup("all", parameters, 1e-3, 1e-4)]);
        using var lists = new Adam([new ParameterGroup("all", parameters, 1e-3, 1e-4)], fused: false);
        results.Add("Adam, 1.06 M parameters", "one pass", 1e3 * Seconds(settings, native.Step, settings.Device), "ms");
        results.Add("Adam, 1.06 M parameters", "list operators", 1e3 * Seconds(settings, lists.Step, settings.Device), "ms");
    }

    private static double Seconds(BenchSettings settings, Action body, Device device) =>
        Seconds(settings, () =>
        {
            using var scope = new TensorScope();
            body();
            TorchRuntime.Synchronize(device);
        });

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
}
