using Shouldly;
using Weft.MmNas;
using Weft.MmNas.Operations;
using Weft.Search;
using Weft.Torch;

namespace Weft.Tests.MmNas.Operations;

public sealed class BlockOperationsTests
{
    [Theory]
    [InlineData("self_att_64", 512, 1_049_600)]
    [InlineData("guided_att_64", 512, 1_049_600)]
    [InlineData("rel_self_att_64", 512, 1_050_120)]
    [InlineData("feed_forward", 512, 2_100_736)]
    [InlineData("self_att_64", 256, 262_656)]
    [InlineData("rel_self_att_64", 256, 262_916)]
    [InlineData("feed_forward", 256, 526_080)]
    [InlineData("self_att_64", 1024, 4_196_352)]
    [InlineData("rel_self_att_64", 1024, 4_197_392)]
    [InlineData("feed_forward", 1024, 8_395_776)]
    public void Parameter_counts_are_the_published_ones(string name, int hidden, long count)
    {
        using var random = new NetworkRandom(1);
        using var operation = BlockOperations.Create(name, new MmNasSizes { Hidden = hidden }, random);
        operation.ParameterCount().ShouldBe(count);
    }

    [Fact]
    public void Biases_of_attention_are_a_setting()
    {
        using var random = new NetworkRandom(1);
        using var operation = BlockOperations.Create("self_att_64", new MmNasSizes { AttentionBias = true }, random);
        operation.ParameterCount().ShouldBe(1_049_600 + (4 * 512));
        operation.State().Keys.ShouldContain("mhatt.linear_merge.bias");
    }

    [Theory]
    [InlineData("sep_conv_3")]
    [InlineData("std_conv_5")]
    public void Convolutions_start_with_zero_biases_and_normal_weights(string name)
    {
        using var scope = new TensorScope();
        using var random = new NetworkRandom(1);
        using var operation = BlockOperations.Create(name, new MmNasSizes { Hidden = 64 }, random);
        foreach (var (part, tensor) in operation.NamedParameters().Where(p => !p.Name.StartsWith("ln.", StringComparison.Ordinal)))
        {
            if (part.EndsWith(".bias", StringComparison.Ordinal))
            {
                tensor.Abs().Sum().Item().ShouldBe(0, part);
            }
            else
            {
                var fan = tensor.Size(1) * tensor.Size(2);
                tensor.Square().Mean().Item().ShouldBe(2.0 / fan, 0.3 * 2.0 / fan, part);
            }
        }
    }

    [Fact]
    public void What_is_wrong_with_a_name_is_said()
    {
        using var random = new NetworkRandom(1);
        Should.Throw<UsageException>(() => BlockOperations.Create("self_at_64", new MmNasSizes(), random)).Message
            .ShouldStartWith("There is no operation 'self_at_64'; did you mean 'self_att_64'? There are feed_forward, ");
        Should.Throw<UsageException>(() => BlockOperations.ReadsPadding("what?")).Message.ShouldStartWith("There is no operation 'what?'; there are ");
        BlockOperations.Problem("guided_att_64", encoder: true)!.ShouldStartWith("'guided_att_64' cannot stand in the encoder, which has neither");
        BlockOperations.Problem("guided_att_64", encoder: false).ShouldBeNull();
        Should.Throw<UsageException>(() => BlockOperations.Create("self_att_64", new MmNasSizes { Hidden = 96 }, random)).Message
            .ShouldBe("'self_att_64' does not fit: hidden is 96, and heads of width 64 do not fill 96: choose a multiple, or operations of another head width.");
    }
}
