using Shouldly;
using Weft.Torch.Modules;
using Xunit;

namespace Weft.Torch.Tests.Modules;

public sealed class DropoutTests : TorchTest
{
    private readonly Generator generator = new(1);

    [Fact]
    public void TrainingZeroesAPartAndScalesTheRest()
    {
        using var layer = new Dropout(0.25, generator);
        var x = Tensor.Ones([100, 100]);
        x.RequiresGrad = true;
        var y = layer.Forward(x);
        y.Eq(0).To(DType.Float32).Mean().Item().ShouldBe(0.25, 0.02);
        y.Amax([]).Item().ShouldBe(1 / 0.75, 1e-6);
        y.Sum().Backward();
        x.Grad!.BitwiseEquals(y).ShouldBeTrue();
    }

    [Fact]
    public void EvaluationAndProbabilityZeroAreTheIdentity()
    {
        using var layer = new Dropout(0.5, generator);
        layer.Eval();
        var x = Pattern(0, 3);
        layer.Forward(x).ShouldBeSameAs(x);
        using var none = new Dropout(0, generator);
        none.Forward(x).ShouldBeSameAs(x);
    }

    [Fact]
    public void WholeChannelsGoTogether()
    {
        using var layer = new Dropout(0.5, generator, wholeChannels: true);
        var y = layer.Forward(Tensor.Ones([8, 16, 3, 3]));
        var perChannel = y.Sum([2, 3]);
        perChannel.Eq(0).Or(perChannel.Eq(18)).All().Item().ShouldBe(1);
        perChannel.Eq(0).Any().Item().ShouldBe(1);
    }

    [Fact]
    public void TheGeneratorAloneDecides()
    {
        using var same = new Generator(1);
        using var a = new Dropout(0.5, generator);
        using var b = new Dropout(0.5, same);
        a.Forward(Tensor.Ones([64])).BitwiseEquals(b.Forward(Tensor.Ones([64]))).ShouldBeTrue();
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(0.9)]
    public void KeptElementsAreAsManyAsAskedAndScaledExactly(double probability)
    {
        const int count = 1_000_003;
        using var layer = new Dropout(probability, generator);
        var y = layer.Forward(Tensor.Ones([count]));
        var kept = y.Gt(0).To(DType.Float64).Mean().Item();
        kept.ShouldBe(1 - probability, 5 * Math.Sqrt(probability * (1 - probability) / count));
        y.Eq(0).Or(y.Eq((float)(1 / (1 - probability)))).All().Item().ShouldBe(1);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(4097)]
    public void AnyNumberOfElementsWillDo(int count)
    {
        using var layer = new Dropout(0.5, generator);
        layer.Forward(Tensor.Ones([count])).Shape.ShouldBe([count]);
        layer.Forward(Tensor.Ones([count, 1, 3])).Shape.ShouldBe([count, 1, 3]);
        layer.Forward(Tensor.Ones([0, count])).Shape.ShouldBe([0, count]);
        layer.Forward(Tensor.Ones([count], DType.Float64)).DType.ShouldBe(DType.Float64);
    }

    [Fact]
    public void EveryPlaceIsDrawnIndependently()
    {
        // Four elements share a random word: places in it must neither differ nor hang together.
        using var layer = new Dropout(0.5, generator);
        var y = layer.Forward(Tensor.Ones([100_000, 4])) - 1.0;
        var products = y.Transpose(0, 1).Mm(y) / 100_000.0;
        (products - Tensor.Eye(4)).Abs().Amax([]).Item().ShouldBeLessThan(0.02);
        y.Mean([0]).Abs().Amax([]).Item().ShouldBeLessThan(0.02);
    }

    [Fact]
    public void ASavedGeneratorDrawsTheSameMaskAgain()
    {
        using var layer = new Dropout(0.3, generator);
        var x = Tensor.Ones([7, 5, 3]);
        layer.Forward(x);
        var state = generator.GetState();
        var first = layer.Forward(x);
        layer.Forward(x).BitwiseEquals(first).ShouldBeFalse();
        generator.SetState(state);
        layer.Forward(x).BitwiseEquals(first).ShouldBeTrue();
    }

    [Theory]
    [InlineData(1e-9, 0)]
    [InlineData(1 - 1e-9, 1000)]
    public void ProbabilitiesAtTheEdgesStayInRange(double probability, int zeros)
    {
        using var layer = new Dropout(probability, generator);
        layer.Forward(Tensor.Ones([1000])).Eq(0).To(DType.Float32).Sum().Item().ShouldBe(zeros, 1);
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1)]
    [InlineData(double.NaN)]
    public void OtherProbabilitiesAreRefused(double probability) =>
        Should.Throw<UsageException>(() => new Dropout(probability, generator));

    protected override void Dispose(bool disposing)
    {
        generator.Dispose();
        base.Dispose(disposing);
    }
}
