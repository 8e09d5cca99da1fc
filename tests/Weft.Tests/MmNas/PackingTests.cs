using Shouldly;
using Weft.MmNas;
using Weft.MmNas.Operations;
using Weft.Search;
using Weft.Torch;

namespace Weft.Tests.MmNas;

/// <summary>Packed tokens give the numbers of padded ones.</summary>
public sealed class PackingTests
{
    private const int Hidden = 64;

    private static readonly MmNasSizes Sizes = new()
    {
        Hidden = Hidden,
        WordWidth = 6,
        RelationWidth = 8,
        PoolHidden = 20,
        PoolOutput = 48,
        Dropout = 0,
    };

    [Fact]
    public void Tokens_are_taken_out_of_their_padding_and_put_back()
    {
        using var scope = new TensorScope();
        var sequence = Tensor.Arange(1, 13, dtype: DType.Float32).Reshape(2, 3, 2);
        sequence.RequiresGrad = true;
        var packing = Packing.Of(Mask([2, 3], 3)).ShouldNotBeNull();
        packing.Lengths.ShouldBe([2, 3]);
        packing.IsFull.ShouldBeFalse();
        var rows = packing.Pack(sequence);
        rows.Shape.ShouldBe([5, 2]);
        rows.ToArray<float>().ShouldBe([1, 2, 3, 4, 7, 8, 9, 10, 11, 12]);
        var back = packing.Unpack(rows);
        back.ToArray<float>().ShouldBe([1, 2, 3, 4, 0, 0, 7, 8, 9, 10, 11, 12]);
        (back * back).Sum().Backward();
        sequence.Grad!.ToArray<float>().ShouldBe([2, 4, 6, 8, 0, 0, 14, 16, 18, 20, 22, 24]);
    }

    [Fact]
    public void Without_padding_nothing_is_copied()
    {
        using var scope = new TensorScope();
        var sequence = Tensor.Zeros([2, 3, 4]);
        var packing = Packing.Of(Mask([3, 3], 3)).ShouldNotBeNull();
        packing.IsFull.ShouldBeTrue();
        var rows = packing.Pack(sequence);
        rows.Fill(1);
        packing.Unpack(rows).Shape.ShouldBe([2, 3, 4]);
        sequence.Sum().Item().ShouldBe(24);
    }

    [Fact]
    public void Padding_before_tokens_does_not_pack_and_a_sample_of_padding_keeps_a_token()
    {
        using var scope = new TensorScope();
        Packing.Of(Tensor.From([true, false, false], 1, 3)).ShouldBeNull();
        Packing.Of(Tensor.From<bool>([], 0, 3)).ShouldBeNull();
        Packing.Of(Mask([0, 2], 3))!.Lengths.ShouldBe([1, 2]);
    }

    [Fact]
    public void Every_operation_that_takes_packed_tokens_gives_the_padded_numbers()
    {
        using var random = new NetworkRandom(1);
        var sizes = Sizes with { Hidden = 256 };
        var tried = 0;
        foreach (var name in BlockOperations.All)
        {
            using var scope = new TensorScope();
            using var operation = BlockOperations.Create(name, sizes, random);
            if (!operation.TakesPacked)
            {
                continue;
            }

            using var generator = new Generator(3);
            using var shared = new Weft.Torch.Modules.Linear(4, sizes.RelationWidth, random.Initial);
            var (own, other) = (Tensor.RandomNormal([2, 5, 256], generator), Tensor.RandomNormal([2, 4, 256], generator));
            var geometry = Tensor.RandomNormal([2, 5, 5, 4], generator);
            var (mask, otherMask) = (Mask([5, 3], 5), Mask([1, 4], 4));
            var (packing, otherPacking) = (Packing.Of(mask)!, Packing.Of(otherMask)!);
            Weft.Torch.Modules.Linear[] readers = [.. operation.RelationReaders];
            var padded = operation.Forward(
                new BlockInput(own, mask, other, otherMask, RelationBiases.FromGeometry(geometry, shared, readers)));
            var packed = operation.Forward(new BlockInput(
                packing.Pack(own),
                mask,
                otherPacking.Pack(other),
                otherMask,
                RelationBiases.Packed(geometry, shared, readers, packing),
                packing,
                otherPacking));
            (packing.Pack(padded) - packed).Abs().Amax([0, 1]).Item().ShouldBeLessThan(2e-5, name);
            tried++;
        }

        tried.ShouldBeGreaterThan(20);
    }

    [Fact]
    public void Relations_of_chosen_samples_are_theirs()
    {
        using var scope = new TensorScope();
        using var random = new NetworkRandom(1);
        using var generator = new Generator(3);
        using var shared = new Weft.Torch.Modules.Linear(4, 8, random.Initial);
        using var reader = new Weft.Torch.Modules.Linear(8, 2, random.Initial);
        using var wider = new Weft.Torch.Modules.Linear(8, 4, random.Initial);
        var geometry = Tensor.RandomNormal([3, 4, 4, 4], generator);
        var all = RelationBiases.Packed(geometry, shared, [reader, wider], Packing.Of(Mask([4, 2, 3], 4))!);
        var chosen = all.Rows(Tensor.From([2L, 0L]));
        var alone = RelationBiases.Packed(
            geometry.IndexSelect(0, Tensor.From([2L, 0L])), shared, [reader, wider], Packing.Of(Mask([3, 4], 4))!);
        chosen.Of(reader).ToArray<float>().ShouldBe(alone.Of(reader).ToArray<float>());
        chosen.Of(wider).ElementCount.ShouldBe(4 * (9 + 16));
        chosen.Of(wider).ToArray<float>().ShouldBe(alone.Of(wider).ToArray<float>());
    }

    [Theory]
    [InlineData(MmNasHead.Answers)]
    [InlineData(MmNasHead.Boxes)]
    [InlineData(MmNasHead.Matching)]
    public void A_network_gives_the_same_for_a_sample_alone_and_beside_longer_ones(MmNasHead head)
    {
        using var scope = new TensorScope();
        using var random = new NetworkRandom(1);
        using var generator = new Generator(3);
        var genotype = MmNasGenotype.Of(
            ["self_att_64", "feed_forward"], ["rel_self_att_64", "guided_att_64", "feed_forward", "self_att_64"]);
        using var net = new MmNasNetwork(Sizes, genotype, new MmNasEnds(head, 11, 10, Answers: 9), random);
        var regions = Tensor.RandomNormal([3, 6, 10], generator);
        regions.Select(0, 1).Narrow(0, 2, 4).Zero();
        var geometry = Tensor.RandomNormal([3, 6, 6, 4], generator);
        var tokens = Tensor.From([1L, 2, 3, 4, 5, 0, 0, 0, 6, 7, 8, 0], 3, 4);
        var together = net.Forward(new MmNasInput(tokens, regions, geometry)).Scores;
        var alone = net.Forward(new MmNasInput(
            tokens.Narrow(0, 1, 1).Narrow(1, 0, 1),
            regions.Narrow(0, 1, 1).Narrow(1, 0, 2),
            geometry.Narrow(0, 1, 1).Narrow(1, 0, 2).Narrow(2, 0, 2))).Scores.ToArray<float>();
        var row = together.Narrow(0, 1, 1).ToArray<float>();
        for (var i = 0; i < alone.Length; i++)
        {
            row[i].ShouldBe(alone[i], 2e-5);
        }
    }

    private static Tensor Mask(int[] lengths, int padded) => Tensor.From(
        [.. lengths.SelectMany(length => Enumerable.Range(0, padded).Select(i => i >= length))], lengths.Length, padded);
}
