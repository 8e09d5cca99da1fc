using Shouldly;
using Weft.BmNas;
using Weft.BmNas.Operations;
using Weft.Data.Features;
using Weft.Search;
using Weft.Torch;

namespace Weft.Tests.BmNas.Operations;

/// <summary>Every operation that carries the attribute is tested from the moment it is there.</summary>
public sealed class FusionOperationsTests
{
    public static TheoryData<string> All => [.. FusionOperations.All];

    [Theory]
    [MemberData(nameof(All))]
    public void An_operation_does_what_every_operation_must(string name) =>
        OperationConformance.Check((shape, random) => FusionOperations.Create(name, shape, random));

    [Theory]
    [MemberData(nameof(All))]
    public void An_operation_can_be_searched_and_found(string name)
    {
        using var scope = new TensorScope();
        using var random = new NetworkRandom(1);
        Tap[] taps = [new("a", "1", 5), new("b", "1", 7)];
        var shape = new BmNasShape { Channels = 6, Length = 4, Cells = 1, OutputCells = 1 };
        var space = new BmNasSpace(taps, shape, [name], new TapPooling(TapPoolingKind.Grid, 4), 3);
        Tensor[] inputs = [.. taps.Select(t => Tensor.RandomNormal([2, 4, t.Channels], random.Initial))];
        using var supernet = space.BuildSupernet(random);
        supernet.Network.Forward(inputs).Shape.ShouldBe([2, 3]);
        var genotype = (BmNasGenotype)supernet.Decode();
        genotype.Cells[0].Steps[0].Operation.ShouldBe(name);
        using var found = space.Build(space.Parse(genotype.ToJson(), "test"), random);
        found.Forward(inputs).Shape.ShouldBe([2, 3]);
    }

    [Fact]
    public void The_published_operations_are_there() => FusionOperations.Published.ShouldBeSubsetOf(FusionOperations.All);

    [Fact]
    public void An_unknown_operation_is_refused_with_the_known_ones()
    {
        using var random = new NetworkRandom(1);
        Should.Throw<UsageException>(() => FusionOperations.Create("Zero", new BmNasShape(), random)).Message.ShouldContain("ConcatFC");
    }
}
