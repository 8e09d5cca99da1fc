using Shouldly;
using Weft.Mfas;
using Weft.Search;
using Weft.Torch;

namespace Weft.Tests.Mfas;

public sealed class NamedGenotypesTests
{
    private static readonly Tap[] Image = [.. Enumerable.Range(1, 3).Select(t => new Tap("image", $"{t}", 3))];
    private static readonly Tap[] Audio = [.. Enumerable.Range(1, 5).Select(t => new Tap("audio", $"{t}", 3))];

    [Fact]
    public void Every_name_is_listed_once_and_fits_its_task()
    {
        NamedGenotypes.All.Select(g => g.Name).Distinct().Count().ShouldBe(10);
        var avMnist = Space([.. Image, .. Audio]);
        var ntu = Space([.. Taps("skeleton", 4), .. Taps("video", 4)]);
        foreach (var named in NamedGenotypes.All)
        {
            named.Name.ShouldStartWith($"mfas:{named.Task}/");
            named.Note.ShouldEndWith(".");
            NamedGenotypes.For(named.Name, named.Task == "ntu" ? ntu : avMnist).Rows.ShouldBe(named.Rows);
        }
    }

    [Fact]
    public void Columns_follow_the_order_of_the_task()
    {
        // Published for AV-MNIST as [audio, image, activation]: [2,2,0] [3,1,1] [0,2,0] [2,2,0].
        NamedGenotypes.For("mfas:avmnist/4", Space([.. Image, .. Audio])).Rows
            .ShouldBe(ChoiceRows.Of([2, 2, 0], [1, 3, 1], [2, 0, 0], [2, 2, 0]));
        NamedGenotypes.For("mfas:avmnist/4", Space([.. Audio, .. Image])).Rows
            .ShouldBe(ChoiceRows.Of([2, 2, 0], [3, 1, 1], [0, 2, 0], [2, 2, 0]));
        NamedGenotypes.Find("mfas:avmnist/4")!.Note.ShouldContain("95.00 %");
    }

    [Fact]
    public void What_does_not_fit_is_said()
    {
        NamedGenotypes.Find("mfas:avmnist/5").ShouldBeNull();
        var space = Space([.. Image, .. Audio]);
        Should.Throw<UsageException>(() => NamedGenotypes.For("mfas:avmnist/5", space)).Message.ShouldContain("There is no genotype 'mfas:avmnist/5'; there are");
        Should.Throw<UsageException>(() => NamedGenotypes.For("mfas:ntu/1", space)).Message
            .ShouldBe("mfas:ntu/1 fuses skeleton and video; this task has image, audio.");
        Should.Throw<InvalidFileException>(() => NamedGenotypes.For("mfas:avmnist/1", Space([.. Image, .. Audio[..2]])))
            .Message.ShouldContain("column 2 names tap 3");
    }

    private static MfasSpace Space(Tap[] taps) => new(taps, new MfasShape(), 10);

    private static Tap[] Taps(string modality, int count) => [.. Enumerable.Range(1, count).Select(t => new Tap(modality, $"{t}", 3))];
}
