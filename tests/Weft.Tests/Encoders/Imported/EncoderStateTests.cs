using Shouldly;
using Weft.Encoders;
using Weft.Encoders.Imported;
using Weft.Search;

namespace Weft.Tests.Encoders.Imported;

/// <summary>What the import of weights takes an encoder to be is what the encoder is.</summary>
public sealed class EncoderStateTests
{
    [Theory]
    [InlineData("vgg19", true)]
    [InlineData("maxout", false)]
    [InlineData("hcn", false)]
    [InlineData("inflated-resnet50", true)]
    [InlineData("resnext101-rgb", true)]
    [InlineData("resnext101-depth", true)]
    public void Layouts_are_the_encoders_states(string name, bool separateHead)
    {
        using var random = new NetworkRandom(1);
        using Encoder encoder = name switch
        {
            "vgg19" => new Vgg19(64, 23, random),
            "maxout" => new MaxoutMlp(300, 64, 23, 0.5, random),
            "hcn" => new CoOccurrenceNet(64, 60, 0.2, random),
            "inflated-resnet50" => new InflatedResNet(64, 60, random),
            "resnext101-rgb" => new ResNeXt3d(3, 64, 83, random),
            _ => new ResNeXt3d(1, 64, 83, random),
        };
        WantedTensor.Of(encoder.State()).OrderBy(t => t.Name, StringComparer.Ordinal).Select(t => $"{t.Name} {t.Type} [{string.Join(", ", t.Shape)}]")
            .ShouldBe(EncoderLayouts.Of(name).OrderBy(t => t.Name, StringComparer.Ordinal).Select(t => $"{t.Name} {t.Type} [{string.Join(", ", t.Shape)}]"));

        // A file may lack the head only where a fresh one can be trained apart from the rest.
        encoder.HasSeparateHead.ShouldBe(separateHead);
        var body = EncoderLayouts.Of(name).Where(t => !encoder.HeadParts().Contains(t.Name.Split('.')[0])).ToList();
        PublishedNames.Map(name, EncoderLayouts.Of(name), body).Fits.ShouldBeTrue();
    }
}
