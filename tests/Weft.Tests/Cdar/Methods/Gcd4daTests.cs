using Weft.Cdar.Methods;
using Weft.Encoders.Clips;
using Weft.Search;
using Weft.Testing;
using Weft.Torch;

namespace Weft.Tests.Cdar.Methods;

public sealed class Gcd4daTests
{
    [Theory]
    [InlineData("gcd4da_2d")]
    [InlineData("gcd4da_3d")]
    public void AStepAndFeaturesAgreeWithThePublishedOnes(string name)
    {
        using var scope = new TensorScope();
        using var random = new NetworkRandom(1);
        var golden = GoldenCdar.Json("gcd4da_e2e.json", name);
        using var arrays = GoldenCdar.File("gcd4da_e2e.npz");
        ClipEncoder encoder = name.EndsWith("2d", StringComparison.Ordinal) ? new ToyTanhFrames(random.Initial) : new ToyColour(random.Initial);
        using var method = new Gcd4da(new()
        {
            Encoder = encoder,
            Classes = 3,
            Random = random,
            Settings = new() { Contrast = new() { Hidden = 8, Bottleneck = 4, Out = 16 } },
        });
        CdarFiller.Initialise(method);
        using (Autograd.NoGrad())
        {
            method.State()["cls_head.last_layer.weight_g"].Fill(1);
        }

        long[] shape = [.. golden.GetProperty("input_shape").EnumerateArray().Select(e => e.GetInt64())];
        var labels = golden.GetProperty("labels").EnumerateArray().Select(r => r.EnumerateArray().Select(e => e.GetInt64()).ToArray()).ToArray();
        var loss = method.Loss(
            new(Clips(shape, 50), Tensor.From(labels[0], 4)), new(Clips(shape, 51), Tensor.From(labels[1], 4)), new(0, 0, 1));
        loss.Total.Backward();
        GoldenCdar.CheckLosses(GoldenCdar.Numbers(loss), golden.GetProperty("log_vars"));
        GoldenCdar.CheckGradientNorms(method, golden.GetProperty("grad_norms"));
        method.Eval();
        using var noGrad = Autograd.NoGrad();
        var clips = Clips([3, 1, .. shape[2..]], 60);
        TensorAssert.Close(method.Scores(clips), arrays[name + "_test_features"], 1e-5, 1e-6, "features");
    }

    /// <summary>Published batches are [batch, views, frames, 3, height, width], or with clips of their own before the colours.</summary>
    private static Tensor Clips(long[] shape, uint k)
    {
        var values = CdarFiller.Fill(shape, k, 1);
        return shape.Length == 7 ? values.Squeeze(2) : values.Transpose(2, 3);
    }
}
