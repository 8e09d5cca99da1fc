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
