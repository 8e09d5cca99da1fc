using Shouldly;
using Weft.Torch.Modules;
using Xunit;

namespace Weft.Torch.Tests.Modules;

public sealed class EmbeddingTests : TorchTest
{
    private readonly Generator generator = new(1);

    [Fact]
    public void RowsArePickedAndPaddingStaysZero()
    {
        using var layer = new Embedding(4, 2, generator, paddingIndex: 0);
        layer.Weight.Set(Tensor.Cat([Tensor.Zeros([1, 2]), Pattern(1, 3, 2)], 0));
        var y = layer.Forward(Tensor.From([3L, 0L, 3L, 1L], 2, 2));
        y.ShouldHaveShape(2, 2, 2);
        var (first, last) = (Pattern(1, 3, 2).Select(0, 0), Pattern(1, 3, 2).Select(0, 2));
        y.ShouldHold([.. Tensor.Cat([last, Tensor.Zeros([2]), last, first], 0).ToArray<float>()]);
        y.Sum().Backward();
        layer.Weight.Grad.ShouldHold([0, 0, 1, 1, 0, 0, 2, 2]);
    }

    [Fact]
    public void InitialValuesAreNormal()
    {
        using var layer = new Embedding(1000, 20, generator, paddingIndex: 3);
        layer.Weight.Detach().Mean().Item().ShouldBe(0, 0.03);
        InitializersTests.Deviation(layer.Weight).ShouldBe(1, 0.03);
        layer.Weight.Detach().Select(0, 3).Eq(0).All().Item().ShouldBe(1);
        layer.State().Keys.ShouldBe(["weight"]);
        layer.Weight.RequiresGrad.ShouldBeTrue();
    }

    [Fact]
    public void RowsOutsideTheTableAreRefused()
    {
        Should.Throw<UsageException>(() => new Embedding(4, 2, generator, paddingIndex: 4));
        using var layer = new Embedding(4, 2, generator);
        Should.Throw<TorchException>(() => layer.Forward(Tensor.From([4L])));
    }

    protected override void Dispose(bool disposing)
    {
        generator.Dispose();
        base.Dispose(disposing);
    }
}
