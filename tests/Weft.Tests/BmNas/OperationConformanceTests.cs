using Shouldly;
using Weft.BmNas;
using Weft.BmNas.Operations;
using Weft.Search;
using Weft.Torch;

namespace Weft.Tests.BmNas;

/// <summary>What every operation must do; a new one is tested by being there.</summary>
public sealed class OperationConformanceTests
{
    private static readonly BmNasShape Shape = new() { Channels = 6, Length = 4, Dropout = 0, AttentionDropout = 0 };

    public static TheoryData<string> All => [.. FusionOperations.All];

    [Fact]
    public void The_published_ones_are_there() => FusionOperations.Published.ShouldBeSubsetOf(FusionOperations.All);

    [Theory]
    [MemberData(nameof(All))]
    public void It_keeps_the_shape_and_gradients_reach_both_sides_and_every_weight(string name)
    {
        using var scope = new TensorScope();
        using var random = new NetworkRandom(1);
        using var operation = FusionOperations.Create(name, Shape, random);
        var (x, y) = (Input(1), Input(2));
        x.RequiresGrad = y.RequiresGrad = true;

        var output = operation.Forward(x, y);
        output.Shape.ShouldBe([3, 4, 6]);
        output.IsFinite().ShouldBeTrue();
        (output * Input(3)).Sum().Backward();

        foreach (var (part, tensor) in operation.NamedParameters().Append(("x", x)).Append(("y", y)))
        {
            tensor.Grad.ShouldNotBeNull(part);
            tensor.Grad!.IsFinite().ShouldBeTrue(part);
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void One_state_on_both_sides_is_what_forward_says(string name)
    {
        using var scope = new TensorScope();
        using var random = new NetworkRandom(1);
        using var operation = FusionOperations.Create(name, Shape, random);
        foreach (var training in new[] { true, false })
        {
            operation.Train(training);
            TensorAssert.Close(operation.ForwardSame(Input(1)), operation.Forward(Input(1), Input(1)), 1e-4, 1e-5, $"{name} {training}");
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void The_same_seed_gives_the_same_weights_and_masks(string name)
    {
        var shape = Shape with { Dropout = 0.4, AttentionDropout = 0.4 };
        using var scope = new TensorScope();
        Tensor Once(ulong seed)
        {
            using var random = new NetworkRandom(seed);
            using var operation = FusionOperations.Create(name, shape, random);
            return operation.Forward(Input(1), Input(2));
        }

        Once(7).BitwiseEquals(Once(7)).ShouldBeTrue();
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Disposed_it_leaves_no_tensor(string name)
    {
        var before = TensorScope.LiveTensors;
        using (new TensorScope())
        using (var random = new NetworkRandom(1))
        using (var operation = FusionOperations.Create(name, Shape, random))
        {
            operation.Forward(Input(1), Input(2)).Sum().Item();
        }

        TensorScope.LiveTensors.ShouldBe(before);
    }

    private static Tensor Input(ulong seed)
    {
        using var generator = new Generator(seed);
        return Tensor.RandomNormal([3, 4, 6], generator);
    }
}
