using System.Reflection;
using Shouldly;
using Xunit;

namespace Weft.Torch.Tests;

public sealed class OperatorTests : TorchTest
{
    [Fact]
    public void EveryOperatorResolves()
    {
        var operators = typeof(Operator).Assembly.GetTypes()
            .Where(t => !t.ContainsGenericParameters)
            .SelectMany(t => t.GetFields(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public))
            .Where(f => f.FieldType == typeof(Operator))
            .Select(f => (Operator)f.GetValue(null)!)
            .ToList();
        operators.Count.ShouldBeGreaterThan(140);
        foreach (var op in operators)
        {
            Should.NotThrow(op.Resolve, op.Name);
        }
    }

    [Fact]
    public void AnUnknownOperatorIsNamedInTheError()
    {
        var error = Should.Throw<TorchException>(() => new Operator("aten::no_such_thing", "Tensor").Resolve());
        error.Operation.ShouldBe("aten::no_such_thing.Tensor");
        error.Message.ShouldContain("this libtorch has no operator aten::no_such_thing.Tensor");
    }

    [Fact]
    public void AShapeMismatchGivesTheOperatorAndLibtorchsSentence()
    {
        var error = Should.Throw<TorchException>(() => Tensor.Zeros([2, 3]).Mm(Tensor.Zeros([4, 5])));
        error.Operation.ShouldBe("aten::mm");
        error.Message.ShouldBe("aten::mm: mat1 and mat2 shapes cannot be multiplied (2x3 and 4x5)");
        error.ExitCode.ShouldBe(1);
    }

    [Fact]
    public void MoreResultsThanFitTheFirstCallAllArrive()
    {
        var parts = Tensor.Arange(0, 20).Unbind();
        parts.Length.ShouldBe(20);
        parts.Select(p => (long)p.Item()).ShouldBe(Enumerable.Range(0, 20).Select(i => (long)i));
    }

    [Fact]
    public void TooManyArgumentsAreRefused() =>
        Should.Throw<TorchException>(() => new Operator("aten::neg").Call(Tensor.Zeros([1]), 1, 2))
            .Message.ShouldContain("takes 1 arguments, not 3");

    [Fact]
    public void AMissingArgumentIsNamed() =>
        Should.Throw<TorchException>(() => new Operator("aten::mm").Call(Tensor.Zeros([1, 1])))
            .Message.ShouldContain("argument 'mat2' is missing");

    [Fact]
    public void CallRefusesSeveralTensorsAndFreesThem()
    {
        var x = Tensor.Arange(0, 20);
        var before = TensorScope.LiveTensors;
        Should.Throw<TorchException>(() => new Operator("aten::sort").Call(x)).Message.ShouldContain("exactly one tensor");
        Should.Throw<TorchException>(() => new Operator("aten::unbind", "int").Call(x));
        TensorScope.LiveTensors.ShouldBe(before);
    }

    [Fact]
    public void CallRefusesANumberForATensor()
    {
        var x = Tensor.Zeros([2, 3]);
        Should.Throw<TorchException>(() => new Operator("aten::size", "int").Call(x, 0)).Message.ShouldContain("exactly one tensor");
        Should.Throw<TorchException>(() => new Operator("aten::size", "int").CallMany(x, 0)).Message.ShouldContain("tensors alone");
    }

    [Fact]
    public void AResultThatCannotCrossIsRefused()
    {
        var complex = new Operator("aten::complex").Call(Tensor.Ones([]), Tensor.Ones([]));
        Should.Throw<TorchException>(() => new Operator("aten::item").CallMany(complex)).Message.ShouldContain("cannot cross");
    }

    [Fact]
    public void AnAbsentResultIsNull()
    {
        var x = Pattern(0, 1, 2, 3);
        var weight = Pattern(1, 2, 2, 1);
        var gradients = new Operator("aten::convolution_backward").CallMany(
            Pattern(2, 1, 2, 3),
            x,
            weight,
            Arg.None,
            new long[] { 1 },
            new long[] { 0 },
            new long[] { 1 },
            false,
            new long[] { 0 },
            1,
            new[] { true, false, false });
        gradients[0].ShouldNotBeNull();
        gradients[1].ShouldBeNull();
        gradients[2].ShouldBeNull();
    }

    [Fact]
    public void ToStringIsTheName() => new Operator("aten::add", "Tensor").ToString().ShouldBe("aten::add.Tensor");
}
