using Shouldly;
using Weft.MmNas;
using Weft.MmNas.Operations;
using Weft.Search;
using Weft.Torch;

namespace Weft.Tests.MmNas.Operations;

/// <summary>What every operation must do; a new one is tested by being there.</summary>
public sealed class OperationConformanceTests
{
    private const int Batch = 2;
    private const int Own = 5;
    private const int Other = 4;

    // Wide enough for the widest head there is.
    private static readonly MmNasSizes Sizes = new() { Hidden = 256, RelationWidth = 3, Dropout = 0 };

    public static TheoryData<string> All => [.. BlockOperations.All];

    [Fact]
    public void The_published_pools_are_there()
    {
        BlockOperations.DecoderPool.ShouldBeSubsetOf(BlockOperations.All);
        BlockOperations.EncoderPool.ShouldAllBe(name => BlockOperations.Problem(name, encoder: true) == null);
        BlockOperations.All.Count.ShouldBeGreaterThan(35);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void It_keeps_the_shape_and_gradients_reach_the_input_and_every_weight(string name)
    {
        using var scope = new TensorScope();
        using var random = new NetworkRandom(1);
        using var operation = BlockOperations.Create(name, Sizes, random);
        var own = Sequence(1, Own);
        own.RequiresGrad = true;
        var output = operation.Forward(Input(operation, own, Sequence(2, Other)));
        output.Shape.ShouldBe([Batch, Own, Sizes.Hidden]);
        output.IsFinite().ShouldBeTrue();
        (output * Sequence(3, Own)).Sum().Backward();
        foreach (var (part, tensor) in operation.NamedParameters().Append(("own", own)))
        {
            tensor.Grad.ShouldNotBeNull(part);
            tensor.Grad!.IsFinite().ShouldBeTrue(part);
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void What_it_says_of_its_sides_is_true(string name)
    {
        using var scope = new TensorScope();
        using var random = new NetworkRandom(1);
        using var operation = BlockOperations.Create(name, Sizes, random);
        var own = Sequence(1, Own);
        Tensor Run(ulong seed) => operation.Forward(Input(operation, own, Sequence(seed, Other)));
        Run(2).BitwiseEquals(Run(3)).ShouldBe(!operation.ReadsOther);
        BlockOperations.ReadsOther(name).ShouldBe(operation.ReadsOther);
        BlockOperations.ReadsRelations(name).ShouldBe(operation.RelationReaders.Any());
        (BlockOperations.Problem(name, encoder: true) is null).ShouldBe(!operation.ReadsOther && !operation.RelationReaders.Any());
        if (operation.ReadsOther || operation.RelationReaders.Any())
        {
            Should.Throw<UsageException>(() => operation.Forward(new BlockInput(own, Mask(Own, Own)))).Message.ShouldContain($"'{name}' needs");
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Padding_changes_nothing_unless_it_says_so(string name)
    {
        using var scope = new TensorScope();
        using var random = new NetworkRandom(1);
        using var operation = BlockOperations.Create(name, Sizes, random);
        var own = Sequence(1, Own);
        var other = Sequence(2, Other);
        Tensor Tail(Tensor whole, int kept) => Tensor.Cat([whole.Narrow(1, 0, kept), Sequence(9, (int)whole.Size(1) - kept)], 1);
        var before = operation.Forward(Input(operation, own, other)).Narrow(1, 0, Own - 2);
        var after = operation.Forward(Input(operation, Tail(own, Own - 2), Tail(other, Other - 1))).Narrow(1, 0, Own - 2);
        after.BitwiseEquals(before).ShouldBe(!BlockOperations.ReadsPadding(name));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Masks_come_from_the_seed_and_evaluation_has_none(string name)
    {
        using var scope = new TensorScope();
        Tensor Once(ulong noise, bool training)
        {
            using var seeded = new NetworkRandom(7);
            using var operation = BlockOperations.Create(name, Sizes with { Dropout = 0.4 }, seeded);
            seeded.Noise.Seed(noise);
            operation.Train(training);
            return operation.Forward(Input(operation, Sequence(1, Own), Sequence(2, Other)));
        }

        Once(1, true).BitwiseEquals(Once(1, true)).ShouldBeTrue();
        Once(1, false).BitwiseEquals(Once(2, false)).ShouldBeTrue();
        using var random = new NetworkRandom(7);
        using var plain = BlockOperations.Create(name, Sizes, random);
        if (plain.ParameterCount() > 0)
        {
            Once(1, true).BitwiseEquals(Once(2, true)).ShouldBeFalse();
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Disposed_it_leaves_no_tensor(string name)
    {
        var before = TensorScope.LiveTensors;
        using (new TensorScope())
        using (var random = new NetworkRandom(1))
        using (var operation = BlockOperations.Create(name, Sizes, random))
        {
            operation.Forward(Input(operation, Sequence(1, Own), Sequence(2, Other))).Sum().Item();
        }

        TensorScope.LiveTensors.ShouldBe(before);
    }

    /// <summary>The own sequence has two tokens of padding, the other has one.</summary>
    private static BlockInput Input(BlockOperation operation, Tensor own, Tensor other)
    {
        using var generator = new Generator(4);
        var features = Tensor.RandomUniform([Batch, Own, Own, Sizes.RelationWidth], generator);
        var relations = RelationBiases.FromFeatures(features, [.. operation.RelationReaders]);
        return new BlockInput(own, Mask(Own, Own - 2), other, Mask(Other, Other - 1), relations);
    }

    private static Tensor Mask(int length, int kept) => Tensor.Arange(0, length).Unsqueeze(0).Expand(Batch, length).To(DType.Float32).Gt(kept - 0.5);

    private static Tensor Sequence(ulong seed, int length)
    {
        using var generator = new Generator(seed);
        return Tensor.RandomNormal([Batch, length, Sizes.Hidden], generator);
    }
}
