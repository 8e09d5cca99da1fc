using Shouldly;
using Weft.Torch.Optim;
using Xunit;

namespace Weft.Torch.Tests.Optim;

public sealed class OptimizerTests : OptimizerTest
{
    [Theory]
    [InlineData(nameof(Adam))]
    [InlineData(nameof(Sgd))]
    public void ARestoredStateContinuesWithTheSameBits(string kind)
    {
        using var whole = Create(kind);
        Run(whole, 0, 2);
        Tensor[] parameters = [.. new[] { A, B, C }.Select(p => p.Detach().Clone())];
        var state = whole.State().ToDictionary(s => s.Key, s => s.Value.Clone(), StringComparer.Ordinal);
        Run(whole, 2, 5);
        Tensor[] expected = [.. new[] { A, B, C }.Select(p => p.Detach().Clone())];

        A.Set(parameters[0]);
        B.Set(parameters[1]);
        C.Set(parameters[2]);
        using var resumed = Create(kind);
        resumed.LoadState(state);
        Run(resumed, 2, 5);
        A.Detach().BitwiseEquals(expected[0]).ShouldBeTrue();
        B.Detach().BitwiseEquals(expected[1]).ShouldBeTrue();
        C.Detach().BitwiseEquals(expected[2]).ShouldBeTrue();
    }

    [Fact]
    public void AnotherOptimizersStateIsRefusedAndNothingRestored()
    {
        using var adam = Create(nameof(Adam));
        using var sgd = Create(nameof(Sgd));
        Should.Throw<WeftException>(() => adam.LoadState(sgd.State())).Message.ShouldContain("'main.0.first' is missing");
        Run(adam, 0, 1);
        var state = adam.State().ToDictionary(s => s.Key, s => s.Value.Clone(), StringComparer.Ordinal);
        Run(adam, 1, 2);
        state["other.0.second"] = Tensor.Zeros([7]);
        Should.Throw<WeftException>(() => adam.LoadState(state)).Message.ShouldContain("'other.0.second' has another shape");
        adam.State()["main.0.steps"].Item().ShouldBe(2);
        state["more"] = Tensor.Zeros([1]);
        state["other.0.second"] = Tensor.Zeros([2]);
        Should.Throw<WeftException>(() => adam.LoadState(state)).Message.ShouldContain("'more' is unexpected");
    }

    [Fact]
    public void GroupsMustBeSensible()
    {
        Should.Throw<UsageException>(() => new Sgd([]));
        Should.Throw<UsageException>(() => new Sgd([new("a", [], 0.1)]));
        Should.Throw<UsageException>(() => new Sgd([new("a", [A], 0.1), new("a", [B], 0.1)]));
        Should.Throw<UsageException>(() => new Sgd([new("a", [A], 0.1), new("b", [B, A], 0.1)]));
    }

    [Fact]
    public void RatesMayChangeBetweenSteps()
    {
        using var sgd = new Sgd(Groups());
        sgd.LearningRate.ShouldBe(0.01);
        sgd.LearningRate = 0.5;
        sgd.Groups.ShouldAllBe(g => g.LearningRate == 0.5);
        sgd.Groups[1].LearningRate = 0;
        var before = C.Detach().Clone();
        Run(sgd, 0, 1);
        C.Detach().BitwiseEquals(before).ShouldBeTrue();
    }

    [Fact]
    public void WithoutGradientsNothingChanges()
    {
        using var adam = Create(nameof(Adam));
        var before = A.Detach().Clone();
        adam.Step();
        A.Detach().BitwiseEquals(before).ShouldBeTrue();
        adam.State()["main.0.steps"].Item().ShouldBe(0);
        Backward(0);
        adam.ZeroGradients();
        A.Grad.ShouldBeNull();
    }

    private Optimizer Create(string kind) =>
        kind == nameof(Adam) ? new Adam(Groups()) : new Sgd(Groups(), momentum: 0.9, dampening: 0.3);
}
