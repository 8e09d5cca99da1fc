using Shouldly;
using Weft.BmNas;
using Weft.BmNas.Operations;
using Weft.Data.Features;
using Weft.Search;
using Weft.Torch;

namespace Weft.Tests.BmNas;

/// <summary>Each operation and reshape layer against the published code's numbers. Golden states are [batch, channels, length].</summary>
public sealed class OperationGoldenTests
{
    private static readonly BmNasShape Shape = new() { Channels = 6, Length = 4, Dropout = 0, AttentionDropout = 0 };

    [Theory]
    [InlineData("Sum")]
    [InlineData("ScaleDotAttn")]
    [InlineData("LinearGLU")]
    [InlineData("ConcatFC")]
    public void Operation(string name)
    {
        using var scope = new TensorScope();
        using var golden = new GoldenFile("bmnas", "ops.npz");
        using var random = new NetworkRandom(1);
        using var operation = FusionOperations.Create(name, Shape, random);
        using (Autograd.NoGrad())
        {
            var own = operation.State();
            foreach (var (parameter, value) in golden.Below($"{name}/param/"))
            {
                own[parameter].CopyFrom(value);
            }
        }

        var x = golden["x"].Transpose(1, 2).Contiguous();
        var y = golden["y"].Transpose(1, 2).Contiguous();
        x.RequiresGrad = y.RequiresGrad = true;
        operation.Eval();
        Check(operation.Forward(x, y), "out_eval_fresh", 1e-5, 1e-6);
        operation.Train();
        var output = operation.Forward(x, y);
        Check(output, "out_train", 1e-5, 1e-6);
        (output * golden["gout"].Transpose(1, 2)).Sum().Backward();
        Check(x.Grad!, "dx", 1e-4, 1e-6);
        Check(y.Grad!, "dy", 1e-4, 1e-6);
        foreach (var (parameter, tensor) in operation.NamedParameters())
        {
            TensorAssert.Close(tensor.Grad!, golden[$"{name}/grad/{parameter}"], 1e-4, 1e-6, parameter);
        }

        foreach (var (buffer, tensor) in operation.NamedBuffers())
        {
            TensorAssert.Close(tensor, golden[$"{name}/buf_after/{buffer}"], 1e-5, 1e-6, buffer);
        }

        operation.Eval();
        Check(operation.Forward(x, y), "out_eval_after", 1e-5, 1e-6);

        void Check(Tensor actual, string key, double relative, double absolute) =>
            TensorAssert.Close(actual.Transpose(1, 2), golden[$"{name}/{key}"], relative, absolute, $"{name}/{key}");
    }

    [Theory]
    [InlineData("generic_v5", "in_v5", TapPoolingKind.Temporal, 8)]
    [InlineData("generic_v4", "in_v4", TapPoolingKind.Temporal, 8)]
    [InlineData("generic_v2", "in_v2", TapPoolingKind.Temporal, 8)]
    [InlineData("mmimdb_v4", "in_v4", TapPoolingKind.Grid, 16)]
    [InlineData("mmimdb_v2", "in_v2", TapPoolingKind.Grid, 16)]
    public void Reshape_layer(string name, string input, TapPoolingKind kind, int length)
    {
        using var scope = new TensorScope();
        using var golden = new GoldenFile("bmnas", "reshape.npz");
        using var random = new NetworkRandom(1);
        using var layer = new ReshapeLayer(5, Shape with { Length = length }, random);
        using (Autograd.NoGrad())
        {
            var own = layer.State();
            foreach (var (parameter, value) in golden.Below($"{name}/param/"))
            {
                own[parameter].CopyFrom(value);
            }
        }

        var pooled = new TapPooling(kind, length).Apply(golden[input]);
        TensorAssert.Close(layer.Forward(pooled).Transpose(1, 2), golden[$"{name}/out_train"], 1e-5, 1e-6, name);
        layer.Eval();
        TensorAssert.Close(layer.Forward(pooled).Transpose(1, 2), golden[$"{name}/out_eval_after"], 1e-5, 1e-6, name);
    }

    [Fact]
    public void One_state_on_both_sides_is_exact_for_every_operation()
    {
        foreach (var name in FusionOperations.All)
        {
            using var scope = new TensorScope();
            using var random = new NetworkRandom(2);
            using var operation = FusionOperations.Create(name, Shape, random);
            var state = Tensor.RandomNormal([3, 4, 6], random.Initial);
            TensorAssert.Close(operation.ForwardSame(state), operation.Forward(state, state), 1e-4, 1e-5, name);
            operation.Forward(state, state).Shape.ShouldBe(state.Shape);
        }
    }
}
