using Shouldly;
using Weft.Cdar;
using Weft.Torch;

namespace Weft.Tests.Cdar;

public sealed class GradientReversalTests
{
    [Fact]
    public void GradientsAreThePublishedOnes()
    {
        using var scope = new TensorScope();
        using var golden = GoldenCdar.File("grl.npz");
        TensorAssert.Close(Gradient(golden, x => GradientReversal.Reverse(x)), golden["grad_full"], 1e-6, 0, "all rows");
        TensorAssert.Close(Gradient(golden, x => GradientReversal.Reverse(x, golden["mask"])), golden["grad_masked"], 1e-6, 0, "masked");
    }

    [Fact]
    public void ValuesStayToTheLastBit()
    {
        using var scope = new TensorScope();
        using var generator = new Generator(1);
        var input = Tensor.RandomNormal([50, 7], generator);
        var rows = Tensor.RandomNormal([50], generator).Gt(0);
        GradientReversal.Reverse(input, 0.37).BitwiseEquals(input).ShouldBeTrue();
        GradientReversal.Reverse(input, rows, 0.37).BitwiseEquals(input).ShouldBeTrue();
    }

    [Fact]
    public void TheStrengthScalesWhatIsReversed()
    {
        using var scope = new TensorScope();
        var input = Tensor.From([1f, 2f], 2).Unscoped();
        input.RequiresGrad = true;
        GradientReversal.Reverse(input, 0.25).Sum().Backward();
        input.Grad!.ToArray<float>().ShouldBe([-0.25f, -0.25f]);
        input.Dispose();
    }

    [Theory]
    [InlineData(ReversalSchedule.Constant, 0, 1.0)]
    [InlineData(ReversalSchedule.Constant, 9, 1.0)]
    [InlineData(ReversalSchedule.Dann, 0, 0.244919)]
    [InlineData(ReversalSchedule.Dann, 9, 0.999850)]
    public void TheScheduleGoesByTheEpoch(ReversalSchedule schedule, int epoch, double expected) =>
        GradientReversal.Strength(schedule, new(0, epoch, 10)).ShouldBe(expected, 1e-6);

    private static Tensor Gradient(GoldenFile golden, Func<Tensor, Tensor> reverse)
    {
        var upstream = golden["upstream"];
        var input = Tensor.Zeros(upstream.Shape);
        input.RequiresGrad = true;
        reverse(input).Backward(upstream);
        return input.Grad!;
    }
}
