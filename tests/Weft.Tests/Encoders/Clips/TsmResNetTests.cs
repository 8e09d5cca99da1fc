using System.Globalization;
using Shouldly;
using Weft.Encoders.Clips;
using Weft.Search;
using Weft.Testing;
using Weft.Torch;

namespace Weft.Tests.Encoders.Clips;

public sealed class TsmResNetTests
{
    private const string System = "cdar";

    [Theory]
    [InlineData(8)]
    [InlineData(4)]
    [InlineData(3)]
    public void Shifts_as_published(int parts)
    {
        using var scope = new TensorScope();
        using var golden = new GoldenFile(System, "tsm.npz");

        var shifted = golden["shift_x"].TemporalShift(4, 16 / parts);

        shifted.ToArray<float>().ShouldBe(golden[string.Create(CultureInfo.InvariantCulture, $"shift_div{parts}")].ToArray<float>());
    }

    [Fact]
    public void The_shifts_gradient_is_as_published()
    {
        using var scope = new TensorScope();
        using var golden = new GoldenFile(System, "tsm.npz");
        var x = golden["shift_x"];
        x.RequiresGrad = true;

        var loss = (x.TemporalShift(4, 2) * CdarFiller.Fill(x.Shape, 5, 1)).Sum();

        TensorAssert.Close(Autograd.Gradients(loss, [x])[0]!, golden["shift_div8_grad_of_proc5"], 0, 1e-7, "gradient");
    }

    // Tolerances are what single precision itself leaves open at this depth (README of golden/cdar), relative to the greatest number.
    [Theory]
    [InlineData("r18", 18, 6e-7, 3e-6, 2e-4)]
    [InlineData("r50", 50, 2e-6, 6e-5, 6e-3)]
    public void Networks_are_the_published_ones(string name, int depth, double eval, double train, double gradient)
    {
        using var scope = new TensorScope();
        using var golden = new GoldenFile(System, "tsm.npz");
        using var random = new NetworkRandom(1);
        var segments = GoldenJson.Read(System, "tsm.json", name).GetProperty("num_segments").GetInt32();
        using var network = new TsmResNet(depth, segments, random);
        HasPublishedNames(network, name);
        CdarFiller.Initialise(network);
        var pictures = CdarFiller.Fill([8, 3, 64, 64], 3, 1);

        network.Eval();
        using (Autograd.NoGrad())
        {
            var map = network.Map(pictures);
            Near(map.Mean([2, 3]), golden[$"{name}_eval_pool"], 4 * eval, "features in evaluation");
            Near(map.Narrow(1, 0, 8), golden[$"{name}_eval_first8ch"], 4 * eval, "map in evaluation");
            var clips = pictures.Reshape(8 / segments, segments, 3, 64, 64).Transpose(1, 2);
            var described = network.Describe(clips);
            described.Shape.ShouldBe([8 / segments, network.Channels, segments]);
            described.Transpose(1, 2).Reshape(8, -1).ToArray<float>().ShouldBe(map.Mean([2, 3]).ToArray<float>());
        }

        network.Train();
        pictures.RequiresGrad = true;
        var features = network.Map(pictures).Mean([2, 3]);
        Near(features, golden[$"{name}_train_pool"], train, "features in training");
        var loss = (features * CdarFiller.Fill(features.Shape, 7, 1)).Sum();
        var slope = Autograd.Gradients(loss, [pictures])[0]!;
        slope.Abs().Mean().Item().ShouldBe(golden[$"{name}_train_gradin_absmean"].Item(), golden[$"{name}_train_gradin_absmean"].Item() * gradient);
        Near(slope.Select(0, 0).Slice(1, 0, 64, 8).Slice(2, 0, 64, 8), golden[$"{name}_train_gradin_frame0_sub"], gradient, "gradient");
    }

    [Fact]
    public void Networks_of_many_blocks_shift_before_every_second_one()
    {
        using var scope = new TensorScope();
        using var random = new NetworkRandom(1);
        using var network = new TsmResNet(101, 2, random, channels: 8);
        var names = network.State().Keys.Where(n => n.Contains(".net.", StringComparison.Ordinal)).ToList();
        names.Count.ShouldBe(2 + 2 + 12 + 2);
        names.ShouldContain("layer3.22.conv1.conv.net.weight");
        network.State().Keys.ShouldContain("layer3.21.conv1.conv.weight");
    }

    [Fact]
    public void Frozen_stages_do_not_train()
    {
        using var scope = new TensorScope();
        using var random = new NetworkRandom(1);
        using var network = new TsmResNet(18, 2, random, new FrozenStages(1, [3]), channels: 8);
        network.Train();
        var before = network.State().ToDictionary(s => s.Key, s => s.Value.Clone(), StringComparer.Ordinal);

        network.Describe(CdarFiller.Fill([2, 3, 2, 32, 32], 1, 1)).Sum().Backward();

        foreach (var (name, tensor) in network.State())
        {
            var frozen = name.StartsWith("conv1.", StringComparison.Ordinal) || name[5] is '1' or '3';
            if (name.EndsWith("running_mean", StringComparison.Ordinal))
            {
                tensor.BitwiseEquals(before[name]).ShouldBe(frozen, name);
            }
            else if (!name.Contains("running", StringComparison.Ordinal) && !name.Contains("num_batches", StringComparison.Ordinal))
            {
                (tensor.Grad is null).ShouldBe(frozen, name);
            }
        }
    }

    [Fact]
    public void Nothing_is_recorded_in_front_of_what_trains()
    {
        using var scope = new TensorScope();
        using var random = new NetworkRandom(1);
        using var network = new TsmResNet(18, 2, random, new FrozenStages(4, []), channels: 8);
        network.Describe(CdarFiller.Fill([1, 3, 2, 32, 32], 1, 1)).RequiresGrad.ShouldBeFalse();
    }

    [Fact]
    public void A_clip_does_not_reach_another()
    {
        using var scope = new TensorScope();
        using var noGrad = Autograd.NoGrad();
        using var random = new NetworkRandom(1);
        using var network = new TsmResNet(18, 2, random, channels: 8);
        network.Eval();
        var clips = CdarFiller.Fill([2, 3, 4, 32, 32], 1, 1);

        var alone = network.Describe(clips.Narrow(0, 1, 1).Narrow(2, 2, 2));

        TensorAssert.Close(network.Describe(clips).Narrow(0, 1, 1).Narrow(2, 2, 2), alone, 0, 1e-6, "second half of the second clip");
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        using var scope = new TensorScope();
        using var random = new NetworkRandom(1);
        Should.Throw<UsageException>(() => new TsmResNet(20, 8, random)).Message.ShouldContain("no residual network of 20 layers");
        Should.Throw<UsageException>(() => new TsmResNet(18, 8, random, new FrozenStages(5, []), channels: 8)).Message.ShouldContain(
            "no stage 5 of TSM");
        using var network = new TsmResNet(18, 4, random, channels: 8);
        Should.Throw<WeftException>(() => network.Describe(Tensor.Zeros([1, 3, 6, 32, 32]))).Message.ShouldContain(
            "a multiple of 4 frames, not [1, 3, 6, 32, 32]");
    }

    private static void HasPublishedNames(TsmResNet network, string name)
    {
        var wanted = GoldenJson.Read(System, "tsm.json", name);
        network.ParameterCount().ShouldBe(wanted.GetProperty("params").GetInt64());
        network.NamedParameters().Count().ShouldBe(wanted.GetProperty("n_params").GetInt32());
        network.NamedBuffers().Count().ShouldBe(wanted.GetProperty("n_buffers").GetInt32());
        foreach (var (entry, own) in wanted.GetProperty("names").EnumerateArray().Zip(network.NamedParameters()))
        {
            own.Name.ShouldBe(entry[0].GetString());
            own.Tensor.Shape.ShouldBe([.. entry[1].EnumerateArray().Select(s => s.GetInt64())]);
        }
    }

    private static void Near(Tensor actual, Tensor expected, double relative, string what) =>
        TensorAssert.Close(actual, expected, 0, relative * expected.Abs().ToArray<float>().Max(), what);
}
