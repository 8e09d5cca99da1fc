using Shouldly;
using Weft.MmNas;
using Weft.MmNas.Operations;
using Weft.Search;
using Weft.Torch;
using Weft.Torch.Optim;

namespace Weft.Tests.MmNas;

public sealed class MixedBlockTests
{
    private static readonly string[] Names = ["self_att_16", "rel_self_att_16", "guided_att_16", "feed_forward"];

    [Theory]
    [InlineData("full", GateMode.Full)]
    [InlineData("two", GateMode.Two)]
    public void A_step_of_the_architecture_is_the_published_one(string key, GateMode mode)
    {
        using var scope = new TensorScope();
        using var golden = GoldenMmNas.File("mixed_op.npz");
        using var random = new NetworkRandom(1);
        using var block = Block(golden, random);
        SetAlpha(block, golden[$"{key}.alpha_prob0"]);
        block.Choose(mode, (int)golden[$"{key}.active"].Item(), (int)golden[$"{key}.inactive"].ToArray<long>()[0]);
        var (x, y) = (golden["x"], golden["y"]);
        x.RequiresGrad = y.RequiresGrad = true;
        var output = block.Forward(Input(block, golden, x, y));
        TensorAssert.Close(output, golden[$"{key}.out"], 1e-5, 1e-6, "output");
        (output * golden[$"{key}.gout"]).Sum().Backward();
        TensorAssert.Close(y.Grad!, golden[$"{key}.gin.y"], 1e-4, 1e-5, "y");
        if (golden[$"{key}.gin.x"].ElementCount == 0)
        {
            x.Grad.ShouldBeNull();
        }
        else
        {
            TensorAssert.Close(x.Grad!, golden[$"{key}.gin.x"], 1e-4, 1e-5, "x");
        }

        using var adam = new Adam([new ParameterGroup("alpha", [block.Alpha], 0.1)], beta1: 0);
        block.ArchitectureGradient();
        TensorAssert.Close(block.Alpha.Grad!, golden[$"{key}.alpha_prob_grad"], 1e-4, 1e-5, "gradient");
        adam.Step();
        TensorAssert.Close(block.Alpha, golden[$"{key}.alpha_prob_after_adam"], 1e-5, 1e-6, "after Adam");
        block.Rescale();
        var last = mode == GateMode.Two ? "two.alpha_prob_after_rescale" : "full.alpha_prob_after_adam";
        TensorAssert.Close(block.Alpha, golden[last], 1e-5, 1e-6, "after rescaling");
    }

    [Fact]
    public void Passes_of_one_backward_pass_share_the_gates()
    {
        using var scope = new TensorScope();
        using var golden = GoldenMmNas.File("mixed_op.npz");
        using var random = new NetworkRandom(1);
        using var block = Block(golden, random);
        Tensor Gradient(int passes)
        {
            block.Choose(GateMode.Full, 2);
            var sum = Tensor.Zeros([]);
            for (var i = 0; i < passes; i++)
            {
                sum += (block.Forward(Input(block, golden, golden["x"], golden["y"])) * golden["full.gout"]).Sum();
            }

            sum.Backward();
            block.ArchitectureGradient();
            return block.Alpha.Grad!;
        }

        var once = Gradient(1);
        TensorAssert.Close(Gradient(2), once * 2.0, 1e-5, 1e-5, "gradient");
    }

    [Fact]
    public void Only_the_active_candidate_runs_in_steps_of_the_weights()
    {
        using var scope = new TensorScope();
        using var golden = GoldenMmNas.File("mixed_op.npz");
        using var random = new NetworkRandom(1);
        using var block = Block(golden, random);
        block.Choose(GateMode.Weights, 3);
        block.RelationReaders.ShouldBeEmpty();
        block.ReadsOther.ShouldBeFalse();
        var input = Input(block, golden, golden["x"], golden["y"]);
        var output = block.Forward(input);
        output.BitwiseEquals(block.Candidates[3].Forward(input)).ShouldBeTrue();
        output.Sum().Backward();
        block.NamedParameters().Where(p => p.Tensor.Grad is not null)
            .ShouldAllBe(p => p.Name.StartsWith("candidate_ops.3.", StringComparison.Ordinal));
        block.Alpha.Grad.ShouldBeNull();
    }

    [Fact]
    public void Draws_follow_the_probabilities_and_pairs_have_two()
    {
        using var scope = new TensorScope();
        using var random = new NetworkRandom(1);
        using var block = new MixedBlock(["leakyrelu", "skip_connect", "relu", "gelu"], GoldenMmNas.Sizes, random);
        SetAlpha(block, Tensor.From([0f, 1, 2, -3], 4));
        var expected = block.Probabilities();
        const int Draws = 4000;
        var state = 5UL;
        var counts = new int[4];
        for (var i = 0; i < Draws; i++)
        {
            block.Draw(GateMode.Weights, ref state);
            counts[block.Active]++;
        }

        for (var i = 0; i < 4; i++)
        {
            // Five standard deviations.
            (counts[i] / (double)Draws).ShouldBe(expected[i], 5 * Math.Sqrt(expected[i] / Draws), $"candidate {i}");
        }

        block.Draw(GateMode.Two, ref state);
        var own = Tensor.Full([1, 2, 32], -1);
        block.Forward(new BlockInput(own, own)).Sum().Backward();
        block.ArchitectureGradient();
        block.Alpha.Grad!.ToArray<float>().Count(g => g != 0).ShouldBe(2);
        block.UseBest();
        block.Active.ShouldBe(2);
        block.Mode.ShouldBe(GateMode.Weights);
    }

    [Fact]
    public void It_leaves_no_tensor_and_needs_a_candidate()
    {
        using var random = new NetworkRandom(1);
        var before = TensorScope.LiveTensors;
        using (new TensorScope())
        using (var block = new MixedBlock(["skip_connect", "gelu"], GoldenMmNas.Sizes, random))
        {
            var state = 1UL;
            block.Draw(GateMode.Full, ref state);
            var own = Tensor.Ones([1, 2, 32]);
            block.Forward(new BlockInput(own, own)).Sum().Backward();
            block.ArchitectureGradient();
        }

        TensorScope.LiveTensors.ShouldBe(before);
        Should.Throw<UsageException>(() => new MixedBlock([], GoldenMmNas.Sizes, random)).Message.ShouldContain("at least one candidate");
    }

    private static MixedBlock Block(GoldenFile golden, NetworkRandom random)
    {
        var block = new MixedBlock(Names, GoldenMmNas.Sizes, random);
        for (var i = 0; i < Names.Length; i++)
        {
            block.Candidates[i].Load(golden, $"p.{i}.");
        }

        return block;
    }

    private static void SetAlpha(MixedBlock block, Tensor values)
    {
        using var noGrad = Autograd.NoGrad();
        block.Alpha.CopyFrom(values);
    }

    private static BlockInput Input(MixedBlock block, GoldenFile golden, Tensor x, Tensor y) => new(
        y,
        golden.Mask("y_mask"),
        x,
        golden.Mask("x_mask"),
        RelationBiases.FromFeatures(golden["rel"], [.. block.RelationReaders]));
}
