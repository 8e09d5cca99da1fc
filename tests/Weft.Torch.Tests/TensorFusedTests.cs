using Shouldly;
using Xunit;

namespace Weft.Torch.Tests;

public sealed class TensorFusedTests : FusedTest
{
    private const double Eps = 1e-6;

    [Theory]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(16)]
    [InlineData(37)]
    public void ResidualNormIsWhatItStandsFor(long width)
    {
        Tensor[] inputs = [Draw(3, 2, width), Draw(3, 2, width), Draw(width), Draw(width), Draw(width)];
        var (x, update, bias, gain, shift) = (inputs[0], inputs[1], inputs[2], inputs[3], inputs[4]);
        ShouldAgree(
            () => x.ResidualNorm(update, bias, gain, shift, Eps, 0, Noise),
            () => x.ComposedResidualNorm(update, bias, gain, shift, Eps, 0, Noise),
            inputs);
        ShouldAgree(
            () => x.ResidualNorm(update, null, gain, shift, Eps, 0, Noise),
            () => x.ComposedResidualNorm(update, null, gain, shift, Eps, 0, Noise),
            x, update, gain, shift);
        ShouldHaveSlope(Repeatedly(() => x.ResidualNorm(update, bias, gain, shift, Eps, 0.4, Noise)), inputs);
    }

    [Fact]
    public void ResidualNormOfEqualElementsHasNoSlope()
    {
        var x = Tensor.Ones([2, 4], DType.Float64);
        x.RequiresGrad = true;
        Tensor Call() => x.ResidualNorm(x.ZerosLike(), null, Tensor.Ones([4], DType.Float64), Tensor.Ones([4], DType.Float64), Eps, 0, Noise);
        ShouldAgree(
            Call,
            () => x.ComposedResidualNorm(
                x.ZerosLike(), null, Tensor.Ones([4], DType.Float64), Tensor.Ones([4], DType.Float64), Eps, 0, Noise),
            x);
        Call().ShouldHold([1, 1, 1, 1, 1, 1, 1, 1]);
    }

    [Fact]
    public void ResidualNormWithoutRecordingIsTheSame()
    {
        var (x, update, gain, shift) = (Draw(70, 5), Draw(70, 5), Draw(5), Draw(5));
        Tensor Call() => x.ResidualNorm(update, null, gain, shift, Eps, 0, Noise);
        using var noGrad = Autograd.NoGrad();
        var unrecorded = Call();
        using var grad = Autograd.EnableGrad();
        unrecorded.ShouldHold(Call().Detach().ToArray<double>(), 1e-14);
        x.Narrow(0, 0, 0).ResidualNorm(update.Narrow(0, 0, 0), null, gain, shift, Eps, 0.1, Noise).ShouldHaveShape(0, 5);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(33)]
    public void ReluDropoutIsWhatItStandsFor(long width)
    {
        var (x, bias) = (Draw(4, width), Draw(width));
        ShouldAgree(
            () => (x * 1.0).ReluDropoutInPlace(bias, 0, Noise), () => x.ComposedReluDropout(bias, 0, Noise), x, bias);
        ShouldAgree(() => (x * 1.0).ReluDropoutInPlace(null, 0, Noise), () => x.ComposedReluDropout(null, 0, Noise), x);
        ShouldHaveSlope(Repeatedly(() => (x * 1.0).ReluDropoutInPlace(bias, 0.4, Noise)), x, bias);
    }

    [Fact]
    public void ReluDropoutKeepsWhatIsNotANumber()
    {
        var x = Tensor.From([1.0, double.NaN, -1.0]).ReluDropoutInPlace(null, 0, Noise).ToArray<double>();
        x[1].ShouldBe(double.NaN);
        (x[0], x[2]).ShouldBe((1, 0));
    }

    [Fact]
    public void DropoutHasItsProbabilityAndScale()
    {
        const int rows = 500;
        const int columns = 401;
        var values = Tensor.Ones([rows, columns]).ReluDropoutInPlace(null, 0.3, Noise).ToArray<float>();
        values.Distinct().Order().ShouldBe([0f, (float)(1 / 0.7)]);

        // Three standard deviations of so many coins, over all, in every column and between neighbours.
        Zeros(values).ShouldBe(0.3, 3 * Math.Sqrt(0.21 / values.Length));
        var worst = Enumerable.Range(0, columns).Max(c => Math.Abs(Zeros([.. values.Where((_, i) => i % columns == c)]) - 0.3));
        worst.ShouldBeLessThan(4.5 * Math.Sqrt(0.21 / rows));
        var pairs = values.Zip(values.Skip(1), (a, b) => a == 0 && b == 0 ? 1.0 : 0).Average();
        pairs.ShouldBe(0.09, 4 * Math.Sqrt(0.09 / values.Length));

        static double Zeros(float[] all) => all.Count(v => v == 0) / (double)all.Length;
    }

    [Fact]
    public void SameSeedSameBitsForAnyNumberOfThreads()
    {
        Tensor[] inputs = [Draw(130, 20), Draw(130, 20), Draw(20), Draw(20)];
        Tensor[] Run(int threads)
        {
            var before = TorchRuntime.Threads;
            TorchRuntime.Threads = threads;
            var output = Repeatedly(() => inputs[0].ResidualNorm(inputs[1], null, inputs[2], inputs[3], Eps, 0.2, Noise))();
            Tensor[] all = [output, .. Autograd.Gradients((output * Pattern(1, output.Shape).To(DType.Float64)).Sum(), inputs)!];
            TorchRuntime.Threads = before;
            return all;
        }

        foreach (var (one, two) in Run(1).Zip(Run(2)))
        {
            one.BitwiseEquals(two).ShouldBeTrue();
        }

        var x = inputs[0].Detach();
        var other = x.Clone().ReluDropoutInPlace(null, 0.2, Noise);
        other.BitwiseEquals(x.Clone().ReluDropoutInPlace(null, 0.2, Noise)).ShouldBeFalse("another call draws another dropout");
    }

    [Fact]
    public void MistakesAreNamed()
    {
        var x = Tensor.Zeros([2, 3]);
        var row = Tensor.Zeros([3]);
        Should.Throw<TorchException>(() => x.ResidualNorm(Tensor.Zeros([2, 2]), null, row, row, Eps, 0, Noise))
            .Message.ShouldContain("f must have the shape of x");
        Should.Throw<TorchException>(() => x.ResidualNorm(x, null, Tensor.Zeros([2]), row, Eps, 0, Noise))
            .Message.ShouldContain("gain must have 3 elements");
        Should.Throw<TorchException>(() => x.ReluDropoutInPlace(row.To(DType.Float64), 0, Noise)).Message.ShouldContain("bias must be");
        Should.Throw<TorchException>(() => x.Transpose(0, 1).ReluDropoutInPlace(null, 0, Noise)).Message.ShouldContain("contiguous");
        Should.Throw<TorchException>(() => x.ReluDropoutInPlace(row, 1, Noise)).Message.ShouldContain("probability");
    }

    [Theory]
    [InlineData(4, 2)]
    [InlineData(3, 0)]
    [InlineData(1, 3)]
    public void TemporalShiftIsWhatItStandsFor(long frames, long channels)
    {
        var x = Draw(2 * frames, 6, 3, 2);
        ShouldAgree(() => x.TemporalShift(frames, channels), () => x.ComposedTemporalShift(frames, channels), x);
        ShouldAgree(
            () => x.Transpose(2, 3).TemporalShift(frames, channels), () => x.Transpose(2, 3).ComposedTemporalShift(frames, channels), x);
    }

    [Fact]
    public void TemporalShiftRefusesWhatDoesNotFit()
    {
        var x = Draw(6, 4, 1);
        Should.Throw<TorchException>(() => x.TemporalShift(4, 1)).Message.ShouldContain("whole clips of 4 frames");
        Should.Throw<TorchException>(() => x.TemporalShift(3, 3)).Message.ShouldContain("no two parts of 3");
        x.Narrow(0, 0, 0).TemporalShift(3, 1).ShouldHaveShape(0, 4, 1);
    }
}
