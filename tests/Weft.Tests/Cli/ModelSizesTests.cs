using Shouldly;
using Weft.Cli.Commands;
using Weft.Torch;

namespace Weft.Tests.Cli;

public sealed class ModelSizesTests
{
    [Fact]
    public void Sizes_are_those_of_the_published_small_and_large()
    {
        ModelSizes.Of("small").ShouldBe(["network.hidden=512", "network.poolHidden=512", "network.poolOutput=1024"]);
        ModelSizes.Of("large").ShouldBe(["network.hidden=1024", "network.poolHidden=1024", "network.poolOutput=2048", "retrain.rate=7E-05"]);
        Should.Throw<UsageException>(() => ModelSizes.Of("middle")).Message.ShouldBe("--model: there is no 'middle'; there are small and large.");
    }
}
