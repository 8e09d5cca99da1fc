using System.Text.Json;
using Shouldly;
using Weft.Encoders.Imported;
using Weft.Testing;
using Weft.Torch.Files;

namespace Weft.Tests.Encoders.Imported;

public sealed class EncoderLayoutsTests
{
    /// <summary>What PyTorch lists of the published networks.</summary>
    internal static WantedTensor[] Golden(string network)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(TestPaths.Golden("bmnas", "state_dict_keys.json")));
        return
        [
            .. json.RootElement.GetProperty(network).EnumerateArray().Select(entry => new WantedTensor(
                entry[0].GetString()!,
                entry[0].GetString()!.EndsWith("num_batches_tracked", StringComparison.Ordinal) ? ElementType.Int64 : ElementType.Float32,
                [.. entry[1].EnumerateArray().Select(axis => axis.GetInt64())])),
        ];
    }

    [Theory]
    [InlineData("vgg19", "vgg")]
    [InlineData("maxout", "text")]
    [InlineData("hcn", "skeleton")]
    [InlineData("inflated-resnet50", "ntu_rgb")]
    [InlineData("resnext101-rgb", "ego_rgb")]
    [InlineData("resnext101-depth", "ego_depth")]
    public void NamesAndShapesAreThePublishedOnes(string encoder, string network) =>
        EncoderLayouts.Of(encoder).Select(t => $"{t.Name} {t.Describe()}").ShouldBe(Golden(network).Select(t => $"{t.Name} {t.Describe()}"));

    [Fact]
    public void EveryEncoderHasItsRule()
    {
        EncoderLayouts.Names.ShouldBe(
        [
            "hcn", "i3d-nl", "inflated-resnet50", "maxout", "resnext101-depth", "resnext101-rgb", "timesformer", "tsm-resnet101", "tsm-resnet18",
            "tsm-resnet50", "vgg19",
        ]);
        PublishedRule.All.Keys.ShouldBe(EncoderLayouts.Names, ignoreOrder: true);
        Should.Throw<ArgumentException>(() => EncoderLayouts.Of("vgg16")).Message.ShouldContain("There is no encoder 'vgg16'.");
    }
}
