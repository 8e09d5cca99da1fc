using Shouldly;
using Weft.BmNas;
using Weft.BmNas.Operations;
using Weft.Data.Features;
using Weft.Search;
using Weft.Torch;

namespace Weft.Tests.BmNas;

public sealed class PublishedGenotypesTests
{
    private static readonly BmNasShape Films = new() { Channels = 192, Length = 16 };
    private static readonly BmNasShape Actions = new() { Channels = 128, Length = 8, Steps = 2, OutputSteps = 2 };
    private static readonly BmNasShape Gestures = new() { Channels = 128, Length = 8, Steps = 3, OutputSteps = 3 };

    /// <summary>Parameters of the fusion part without and with the classifier (specification 1.11; the log prints the first of the second line).</summary>
    [Theory]
    [InlineData("bmnas:mmimdb/paper", 359_232, 500_567)]
    [InlineData("bmnas:mmimdb/log", 532_416, 673_751)]
    [InlineData("bmnas:ntu/paper", 802_176, 925_116)]
    [InlineData("bmnas:egogesture/paper", 436_096, 606_163)]
    public void Networks_have_the_published_number_of_parameters(string name, long fusion, long all)
    {
        using var random = new NetworkRandom(1);
        var space = SpaceOf(PublishedGenotypes.Find(name)!.Task);
        using var network = space.Build(space.Parse(name, name), random);
        network.ParameterCount().ShouldBe(all);
        network.NamedParameters().Where(p => !p.Name.StartsWith("central_classifier", StringComparison.Ordinal)).Sum(p => p.Tensor.ElementCount).ShouldBe(fusion);
    }

    [Theory]
    [InlineData("mmimdb", 433_536, 482_688, 141_335)]
    [InlineData("ntu", 969_728, 480_512, 122_940)]
    [InlineData("egogesture", 1_444_864, 716_288, 170_067)]
    public void Hypernets_have_the_published_number_of_parameters(string task, long reshape, long cells, long classifier)
    {
        using var random = new NetworkRandom(1);
        using var supernet = SpaceOf(task).BuildSupernet(random);
        var counts = supernet.Network.NamedParameters().GroupBy(p => p.Name.Split('.')[0]).ToDictionary(g => g.Key, g => g.Sum(p => p.Tensor.ElementCount));
        counts["reshape_layers"].ShouldBe(reshape);
        counts["fusion_net"].ShouldBe(cells);
        counts["central_classifier"].ShouldBe(classifier);
    }

    [Fact]
    public void Names_that_do_not_fit_are_told()
    {
        Should.Throw<UsageException>(() => SpaceOf("ntu").Parse("bmnas:ntu/best", "x")).Message.ShouldBe(
            "There is no genotype 'bmnas:ntu/best'; there are bmnas:mmimdb/paper, bmnas:mmimdb/log, bmnas:ntu/paper, bmnas:egogesture/paper.");
        Should.Throw<UsageException>(() => SpaceOf("ntu").Parse("bmnas:egogesture/paper", "x")).Message.ShouldStartWith(
            "bmnas:egogesture/paper fuses rgb 1, rgb 2, rgb 3, rgb 4, depth 1, depth 2, depth 3, depth 4; this task has video 1, ");
    }

    private static BmNasSpace SpaceOf(string task) => task switch
    {
        "mmimdb" => Space(Films, TapPoolingKind.Grid, 23, ("image", [512, 512, 512, 512]), ("text", [64, 128])),
        "ntu" => Space(Actions, TapPoolingKind.Temporal, 60, ("video", [512, 1024, 2048, 2048]), ("skeleton", [128, 256, 1024, 512])),
        _ => Space(Gestures, TapPoolingKind.Temporal, 83, ("rgb", [512, 1024, 2048, 2048]), ("depth", [512, 1024, 2048, 2048])),
    };

    private static BmNasSpace Space(BmNasShape shape, TapPoolingKind pooling, int classes, params (string Modality, int[] Channels)[] modalities) => new(
        [.. modalities.SelectMany(m => m.Channels.Select((channels, t) => new Tap(m.Modality, $"{t + 1}", channels)))],
        shape,
        FusionOperations.Published,
        new TapPooling(pooling, shape.Length),
        classes);
}
