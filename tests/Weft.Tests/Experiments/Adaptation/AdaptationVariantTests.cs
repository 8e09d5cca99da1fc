using Shouldly;
using Weft.Experiments.Adaptation;
using Weft.Torch;

namespace Weft.Tests.Experiments.Adaptation;

public sealed class AdaptationVariantTests
{
    [Theory]
    [InlineData("glad", "glad", true, true)]
    [InlineData("glad-blend", "glad", false, true)]
    [InlineData("glad-order", "glad", true, false)]
    [InlineData("glad-blend-order", "glad", false, false)]
    [InlineData("glad-blend+blend", "glad", true, true)]
    [InlineData("source-only", "source-only", false, false)]
    [InlineData("source-only+blend", "source-only", true, false)]
    [InlineData("source-only+order+blend", "source-only", true, true)]
    [InlineData("gcd4da", "gcd4da", true, false)]
    [InlineData("gcd4da-blend", "gcd4da", false, false)]
    [InlineData("temporal-order", "temporal-order", false, false)]
    public void A_method_with_what_is_told_apart_from_it(string text, string method, bool blends, bool orders) =>
        AdaptationVariant.Parse(text, "rivals").ShouldBe(new AdaptationVariant(text, method, blends, orders));

    [Theory]
    [InlineData("glod", "rivals: there is no method 'glod'; did you mean 'glad'?")]
    [InlineData("zzzzzzzzzz", "rivals: there is no method 'zzzzzzzzzz'; there are dann, gcd4da, glad, osbp, source-only, temporal-order.")]
    [InlineData("", "rivals: there is no method ''; there are dann, gcd4da, glad, osbp, source-only, temporal-order.")]
    [InlineData("glads", "rivals: there is no method 'glads'; did you mean 'glad'?")]
    [InlineData("glad+blur", "rivals: 'glad+blur' changes 'blur', but there are only blend and order, as in glad-blend.")]
    [InlineData("dann-", "rivals: 'dann-' changes '', but there are only blend and order, as in dann-blend.")]
    [InlineData("osbp+blend order", "rivals: 'osbp+blend order' changes 'blend order', but there are only blend and order, as in osbp-blend.")]
    public void What_is_none_is_told(string text, string sentence) =>
        Should.Throw<UsageException>(() => AdaptationVariant.Parse(text, "rivals")).Message.ShouldBe(sentence);
}
