using Shouldly;
using Weft.Runs.Html;

namespace Weft.Tests.Runs.Html;

public sealed class OperationWordsTests
{
    [Theory]
    [InlineData("self_att_64", "SA", "self-attention", "c1")]
    [InlineData("rel_self_att_64", "RSA", "relation self-attention", "c4")]
    [InlineData("guided_att_64", "GA", "guided attention", "c2")]
    [InlineData("feed_forward", "FFN", "feed-forward", "c3")]
    [InlineData("feed_forward_deep", "FFN deep", "feed-forward deep", null)]
    [InlineData("self_att_64_2", "SA 64·2", "self-attention 64·2", null)]
    [InlineData("sep_conv_7", "sep_conv_7", "sep conv 7", null)]
    public void Operations_have_a_short_and_a_long_name(string name, string brief, string full, string? style) =>
        OperationWords.Of(name).ShouldBe(new OperationWords(brief, full, style));

    [Fact]
    public void Known_operations_keep_their_colour_and_others_share_the_rest()
    {
        var styles = OperationWords.Styles(["none", "self_att_64", "skip_connect", "none", "sep_conv_3", "sep_conv_5"]);
        styles["self_att_64"].ShouldBe("c1");
        new[] { "none", "skip_connect", "sep_conv_3", "sep_conv_5" }.Select(name => styles[name]).ShouldBe(["c5", "c6", "c7", "c5"]);
    }
}
