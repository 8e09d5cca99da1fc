using Shouldly;
using Xunit;

namespace Weft.Torch.Tests;

public sealed class TensorAttentionTests : FusedTest
{
    private const int Heads = 2;
    private const int Width = 6;
    private const double Scale = 0.5;

    [Fact]
    public void OfASequenceToItself()
    {
        // A sample of one, one of none, and more keys than a lane holds.
        long[] lengths = [4, 1, 0, 19];
        var spans = AttentionSpans.Packed(lengths, lengths);
        var (rows, bias) = (Draw(24, 3 * Width), Draw(Heads * spans.Pairs));
        Agree(rows, null, bias, spans, rows, bias);
        Agree(rows, null, null, spans, rows);
        ShouldHaveSlope(Repeatedly(() => rows.Attention(null, bias, spans, Heads, Scale, 0.3, Noise)), bias);
    }

    [Fact]
    public void OfOneSequenceToAnother()
    {
        var spans = AttentionSpans.Packed([3, 2], [5, 1]);
        var (queries, rest) = (Draw(6, Width), Draw(6, 2 * Width));
        Agree(queries, rest, null, spans, queries, rest);
        ShouldHaveSlope(Repeatedly(() => queries.Attention(rest, null, spans, Heads, Scale, 0.3, Noise)), queries, rest);
    }

    [Fact]
    public void PaddedKeysAreNotLookedAt()
    {
        var spans = AttentionSpans.Padded(4, 4, [4, 2, 0]);
        var (rows, bias) = (Draw(12, 3 * Width), Draw(Heads * spans.Pairs));
        Agree(rows, null, bias, spans, rows, bias);
        ShouldHaveSlope(Repeatedly(() => rows.Attention(null, bias, spans, Heads, Scale, 0.3, Noise)), rows);
        var output = rows.Attention(null, null, spans, Heads, Scale, 0, Noise);
        var values = rows.Narrow(0, 8, 4).Narrow(1, 2 * Width, Width);
        output.Narrow(0, 8, 1).ShouldHold(values.Mean([0]).Detach().ToArray<double>(), 1e-12);
    }

    [Fact]
    public void WithoutAnyQueryOrKey()
    {
        var none = AttentionSpans.Packed([2, 0], [0, 0]);
        var (queries, rest) = (Draw(2, Width), Draw(0, 2 * Width));
        var output = queries.Attention(rest, null, none, Heads, Scale, 0.1, Noise);
        output.ShouldHold(new double[2 * Width]);
        Autograd.Gradients(output.Sum(), [queries])[0].ShouldHold(new double[2 * Width]);
    }

    [Fact]
    public void FloatsAreAsGoodAsComposed()
    {
        long[] lengths = [37, 64];
        var spans = AttentionSpans.Packed(lengths, lengths);
        var (rows, bias) = (Draw(101, 3 * 32).Detach(), Draw(4 * spans.Pairs).Detach() * 4);
        var exact = rows.Attention(null, bias, spans, 4, Scale, 0, Noise).ToArray<double>();
        rows.To(DType.Float32).Attention(null, bias.To(DType.Float32), spans, 4, Scale, 0, Noise).ShouldHold(exact, 1e-5);
    }

    [Fact]
    public void DropoutHasItsProbability()
    {
        // With equal scores and values of one, an output is the part of the weights that is kept.
        const int length = 200;
        var spans = AttentionSpans.Packed([length], [length]);
        var rows = Tensor.Cat([Tensor.Zeros([length, 2]), Tensor.Ones([length, 1])], 1);
        var kept = rows.Attention(null, null, spans, 1, 1, 0.2, Noise);
        kept.Mean().Item().ShouldBe(1, 4 * Math.Sqrt(0.25 / (length * length)));
        kept.ToArray<float>().Distinct().Count().ShouldBeGreaterThan(10);
    }

    [Fact]
    public void SameSeedSameBitsForAnyNumberOfThreads()
    {
        var spans = AttentionSpans.Packed([5, 9, 3], [5, 9, 3]);
        var rows = Draw(17, 3 * Width);
        Tensor[] Run(int threads)
        {
            var before = TorchRuntime.Threads;
            TorchRuntime.Threads = threads;
            var output = Repeatedly(() => rows.Attention(null, null, spans, Heads, Scale, 0.2, Noise))();
            Tensor[] all = [output, Autograd.Gradients((output * Pattern(1, output.Shape).To(DType.Float64)).Sum(), [rows])[0]!];
            TorchRuntime.Threads = before;
            return all;
        }

        foreach (var (one, two) in Run(1).Zip(Run(2)))
        {
            one.BitwiseEquals(two).ShouldBeTrue();
        }
    }

    [Fact]
    public void RelationsOfSeveralBlocks()
    {
        const int blocks = 2;
        var geometry = Draw(2, 5, 5, 4).Detach();
        Tensor[] inputs = [Draw(7, 4), Draw(7), Draw(blocks * Heads, 7), Draw(blocks * Heads)];
        long[] counts = [5, 3];
        foreach (var block in new[] { 0, 1 })
        {
            ShouldAgree(
                () => geometry.RelationBias(counts, inputs[0], inputs[1], inputs[2], inputs[3], blocks)[block],
                () => geometry.ComposedRelationBias(counts, inputs[0], inputs[1], inputs[2], inputs[3], blocks)[block],
                inputs);
        }

        var lowest = geometry.RelationBias(counts, inputs[0], inputs[1], inputs[2], inputs[3], blocks)[0].Amin([0]).Item();
        lowest.ShouldBe(Math.Log(1e-6), 1e-9, "some relation is below the smallest, or the gradient there is not tested");
    }

    [Fact]
    public void RelationsOfMorePairsThanOnePiece()
    {
        var geometry = Draw(1, 50, 50, 4).Detach();
        Tensor[] inputs = [Draw(3, 4), Draw(3), Draw(1, 3), Draw(1)];
        ShouldAgree(
            () => geometry.RelationBias([48], inputs[0], inputs[1], inputs[2], inputs[3], 1)[0],
            () => geometry.ComposedRelationBias([48], inputs[0], inputs[1], inputs[2], inputs[3], 1)[0],
            inputs);
    }

    [Fact]
    public void MistakesAreNamed()
    {
        var rows = Tensor.Zeros([4, 3 * Width]);
        var spans = AttentionSpans.Packed([2, 3], [2, 3]);
        Should.Throw<TorchException>(() => rows.Attention(null, null, spans, Heads, Scale, 0, Noise))
            .Message.ShouldContain("spans of sample 1 are out of order or out of range");
        Should.Throw<TorchException>(() => rows.Attention(null, null, spans, 4, Scale, 0, Noise)).Message.ShouldContain("of 4 heads");
        var fitting = AttentionSpans.Packed([4], [4]);
        Should.Throw<TorchException>(() => rows.Attention(null, Tensor.Zeros([3]), fitting, Heads, Scale, 0, Noise))
            .Message.ShouldContain("bias must have 32 elements, not 3");
        Should.Throw<ArgumentException>(() => AttentionSpans.Packed([1], [1, 2])).Message.ShouldContain("1 samples of queries and 2 of keys");
        var geometry = Tensor.Zeros([1, 2, 2, 4]);
        Should.Throw<TorchException>(() => geometry.RelationBias(
            [3], Tensor.Zeros([3, 4]), Tensor.Zeros([3]), Tensor.Zeros([2, 3]), Tensor.Zeros([2]), 1))
            .Message.ShouldContain("cannot have 3 of 2 boxes");
    }

    private void Agree(Tensor rows, Tensor? rest, Tensor? bias, AttentionSpans spans, params Tensor[] inputs) => ShouldAgree(
        () => rows.Attention(rest, bias, spans, Heads, Scale, 0, Noise),
        () => rows.ComposedAttention(rest, bias, spans, Heads, Scale, 0, Noise),
        inputs);
}
