using Shouldly;
using Weft.Encoders.Imported;
using Weft.Torch.Files;

namespace Weft.Tests.Encoders.Imported;

public sealed class PublishedNamesTests
{
    [Theory]
    [InlineData("vgg19", "vgg", "imagenet.")]
    [InlineData("maxout", "text", "textnet.")]
    [InlineData("hcn", "skeleton", "skenet.")]
    [InlineData("inflated-resnet50", "ntu_rgb", "rgbnet.")]
    [InlineData("resnext101-rgb", "ego_rgb", "rgb_net.")]
    [InlineData("resnext101-depth", "ego_depth", "depth_net.")]
    public void AloneOrInAFusedNetworkWithOrWithoutParallel(string encoder, string network, string fused)
    {
        var golden = EncoderLayoutsTests.Golden(network);
        WantedTensor[] others = [Float("other.weight", 2), Float("central_classifier.bias", 23)];
        foreach (var (prefix, more) in ((string, WantedTensor[])[])
            [(string.Empty, []), ("module.", []), (fused, others), ($"module.{fused}", others), ($"{fused}module.", others)])
        {
            var mapping = PublishedNames.Map(encoder, EncoderLayouts.Of(encoder), [.. more, .. Prefixed(prefix, golden)]);
            mapping.Fits.ShouldBeTrue(prefix);
            mapping.HasHead.ShouldBeTrue();
            mapping.Unexpected.ShouldBeEmpty();
            mapping.LeftOut.ShouldBe(more.Select(t => t.Name));
            mapping.Assignments.ShouldAllBe(a => a.Step == ImportStep.Copy && a.Source == prefix + a.Wanted.Name);
            mapping.Assignments.Select(a => a.Wanted.Name).ShouldBe(golden.Select(t => t.Name));
        }
    }

    [Fact]
    public void TorchvisionsVgg19LacksTheHead()
    {
        var wanted = EncoderLayouts.Of("vgg19");
        WantedTensor[] found =
        [
            .. wanted.Where(t => t.Name.StartsWith("vgg.", StringComparison.Ordinal)).Select(t => t with { Name = $"features.{t.Name[4..]}" }),
            Float("classifier.0.weight", 4096, 25088), Float("classifier.0.bias", 4096), Float("classifier.6.bias", 1000),
        ];
        var mapping = PublishedNames.Map("vgg19", wanted, found);
        mapping.Fits.ShouldBeTrue();
        mapping.HasHead.ShouldBeFalse();
        mapping.Unexpected.ShouldBeEmpty();
        mapping.LeftOut.ShouldBe(["classifier.0.weight", "classifier.0.bias", "classifier.6.bias"]);
        mapping.Assignments.Length.ShouldBe(32);
        mapping.Assignments[2].Source.ShouldBe("features.2.weight");
        mapping.Assignments[2].Wanted.Name.ShouldBe("vgg.2.weight");
    }

    [Fact]
    public void TorchvisionsResNet50IsInflatedBehindItsStem()
    {
        var wanted = EncoderLayouts.Of("inflated-resnet50");
        WantedTensor[] found =
        [
            .. wanted.Where(t => t.Name.StartsWith("cnn.", StringComparison.Ordinal) && !t.Name.EndsWith(PublishedNames.Counter, StringComparison.Ordinal))
                .Select(t => new WantedTensor(t.Name[4..], t.Type, t.Shape.Length == 5 ? t.Shape.RemoveAt(2) : t.Shape)),
            Float("fc.weight", 1000, 2048), Float("fc.bias", 1000),
        ];
        var mapping = PublishedNames.Map("inflated-resnet50", wanted, found);
        mapping.Fits.ShouldBeTrue();
        mapping.HasHead.ShouldBeFalse();
        mapping.LeftOut.ShouldBe(["fc.weight", "fc.bias"]);
        mapping.Assignments.Count(a => a.Step == ImportStep.Inflate).ShouldBe(52);
        mapping.Assignments.Count(a => a.Step == ImportStep.Zero).ShouldBe(53);
        mapping.Assignments.Single(a => a.Source == "conv1.weight").Step.ShouldBe(ImportStep.Copy);
    }

    [Fact]
    public void OldFilesLackCounters()
    {
        var wanted = EncoderLayouts.Of("maxout");
        var mapping = PublishedNames.Map("maxout", wanted, [.. wanted.Where(t => t.Type != ElementType.Int64)]);
        mapping.Fits.ShouldBeTrue();
        mapping.Assignments.Where(a => a.Step == ImportStep.Zero).Select(a => a.Wanted.Name).ShouldBe(["op2.0.num_batches_tracked", "op4.0.num_batches_tracked"]);
    }

    [Fact]
    public void MissingUnexpectedAndWrongAreNamed()
    {
        var wanted = EncoderLayouts.Of("maxout");
        var mapping = PublishedNames.Map(
            "maxout",
            wanted,
            [
                .. wanted.Where(t => t.Name is not ("op1.lin.bias" or "hid2val.bias" or "op2.0.running_mean" or "op2.0.num_batches_tracked"))
                    .Select(t => t.Name is "op3.lin.weight" ? Float(t.Name, 64, 640) : t.Name is "op3.lin.bias" ? t with { Type = ElementType.Float16 } : t),
                Float("op9.weight", 2),
            ]);

        mapping.Fits.ShouldBeFalse();

        // Half a head is a damaged one, not a missing one; and a counter without its norm is missing like the norm.
        mapping.HasHead.ShouldBeTrue();
        mapping.Missing.ShouldBe(["op1.lin.bias", "op2.0.running_mean", "op2.0.num_batches_tracked", "hid2val.bias"], ignoreOrder: true);
        mapping.WrongShape.ShouldBe(["'op3.lin.weight' is Float32 [64, 640], not Float32 [640, 64]", "'op3.lin.bias' is Float16 [640], not Float32 [640]"]);
        mapping.Unexpected.ShouldBe(["op9.weight"]);
    }

    [Fact]
    public void AHeadForOtherClassesIsWrongNotMissing()
    {
        var wanted = EncoderLayouts.Of("resnext101-rgb");
        var mapping = PublishedNames.Map(
            "resnext101-rgb", wanted, [.. wanted.Select(t => t.Name.StartsWith("fc.", StringComparison.Ordinal) ? t with { Shape = t.Shape.SetItem(0, 27) } : t)]);
        mapping.Fits.ShouldBeFalse();
        mapping.Missing.ShouldBeEmpty();
        mapping.WrongShape.ShouldBe(["'fc.weight' is Float32 [27, 2048], not Float32 [83, 2048]", "'fc.bias' is Float32 [27], not Float32 [83]"]);
    }

    [Fact]
    public void TwoTensorsOfOneNameAreNotMixed()
    {
        var wanted = EncoderLayouts.Of("vgg19");
        var mapping = PublishedNames.Map("vgg19", wanted, [.. wanted, Float("features.0.weight", 64, 3, 3, 3)]);
        mapping.Fits.ShouldBeTrue();
        mapping.Unexpected.ShouldBe(["features.0.weight"]);
    }

    private static IEnumerable<WantedTensor> Prefixed(string prefix, IEnumerable<WantedTensor> tensors) => tensors.Select(t => t with { Name = prefix + t.Name });

    private static WantedTensor Float(string name, params long[] shape) => new(name, ElementType.Float32, [.. shape]);
}
