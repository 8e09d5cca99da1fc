using Shouldly;
using Weft.BmNas;
using Weft.BmNas.Operations;
using Weft.Search;
using Weft.Torch;

namespace Weft.Tests.BmNas.Operations;

/// <summary>What every fusion operation must do, whoever wrote it.</summary>
internal static class OperationConformance
{
    private const int Batch = 3;
    private static readonly BmNasShape Shape = new() { Channels = 6, Length = 4 };

    /// <summary>Checks an operation.</summary>
    /// <param name="create">Builds it for a shape.</param>
    internal static void Check(Func<BmNasShape, NetworkRandom, FusionOperation> create)
    {
        var before = TensorScope.LiveTensors;
        Gradients_reach_both_states_and_every_weight(create);
        One_state_on_both_sides_gives_the_same(create);
        Evaluation_gives_the_same_bits_twice(create);
        State_can_be_saved_and_loaded(create);
        TensorScope.LiveTensors.ShouldBe(before, "tensors are left over: free what the operation makes for itself with the module");
    }

    private static void Gradients_reach_both_states_and_every_weight(Func<BmNasShape, NetworkRandom, FusionOperation> create)
    {
        using var scope = new TensorScope();
        using var random = new NetworkRandom(1);
        using var operation = create(Shape, random);
        var (x, y) = (State(random), State(random));
        x.RequiresGrad = y.RequiresGrad = true;
        var output = operation.Forward(x, y);
        output.Shape.ShouldBe(x.Shape, "an operation keeps the shape [batch, length, channels]");
        output.ToArray<float>().ShouldAllBe(v => float.IsFinite(v));

        // Weighted, because the plain sum of a layer norm's output has no gradient.
        (output * State(random)).Sum().Backward();
        foreach (var (name, tensor) in operation.NamedParameters().Append(("x", x)).Append(("y", y)))
        {
            tensor.Grad.ShouldNotBeNull($"no gradient reaches {name}");
            tensor.Grad.ToArray<float>().ShouldContain(v => v != 0, $"the gradient of {name} is zero");
        }
    }

    private static void One_state_on_both_sides_gives_the_same(Func<BmNasShape, NetworkRandom, FusionOperation> create)
    {
        using var scope = new TensorScope();
        using var random = new NetworkRandom(2);
        using var operation = create(Shape with { Dropout = 0, AttentionDropout = 0 }, random);
        var state = State(random);
        TensorAssert.Close(operation.ForwardSame(state), operation.Forward(state, state), 1e-4, 1e-5, nameof(operation.ForwardSame));
    }

    private static void Evaluation_gives_the_same_bits_twice(Func<BmNasShape, NetworkRandom, FusionOperation> create)
    {
        using var scope = new TensorScope();
        using var random = new NetworkRandom(3);
        using var operation = create(Shape, random);
        operation.Eval();
        var (x, y) = (State(random), State(random));
        operation.Forward(x, y).ToArray<float>().ShouldBe(operation.Forward(x, y).ToArray<float>());
    }

    private static void State_can_be_saved_and_loaded(Func<BmNasShape, NetworkRandom, FusionOperation> create)
    {
        using var scope = new TensorScope();
        using var random = new NetworkRandom(4);
        using var one = create(Shape, random);
        using var other = create(Shape, random);
        other.LoadState(one.State());
        one.Eval();
        other.Eval();
        var (x, y) = (State(random), State(random));
        other.Forward(x, y).ToArray<float>().ShouldBe(one.Forward(x, y).ToArray<float>());
    }

    private static Tensor State(NetworkRandom random) => Tensor.RandomNormal([Batch, Shape.Length, Shape.Channels], random.Initial);
}
