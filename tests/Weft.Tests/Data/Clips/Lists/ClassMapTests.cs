using Shouldly;
using Weft.Data.Clips.Lists;
using Weft.Testing;
using Weft.Torch;

namespace Weft.Tests.Data.Clips.Lists;

public sealed class ClassMapTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Theory]
    [InlineData("ucf-hmdb", 12, 22, "climb", "walk", "somersault")]
    [InlineData("ek100", 5, 15, "take", "close", "shake")]
    [InlineData("k400-babel", 12, 20, "jump", "pick_up", "catch")]
    [InlineData("babel-k400", 12, 27, "jump", "pick_up", "balloon blowing")]
    public void The_published_maps_have_their_classes(string name, int known, int all, string first, string lastKnown, string last)
    {
        var map = ClassMap.Find(name);
        (map.Known, map.Classes.Count).ShouldBe((known, all));
        (map.Classes[0], map.Classes[known - 1], map.Classes[^1]).ShouldBe((first, lastKnown, last));
        map.NamesOf(ClassMode.Closed).Count.ShouldBe(known);
        map.NamesOf(ClassMode.Open)[known].ShouldBe("unknown");
        map.NamesOf(ClassMode.OpenAll).Count.ShouldBe(all);
        ClassMap.BuiltIn.ShouldContain(name);
    }

    [Fact]
    public void Fine_classes_have_the_labels_of_coarse_ones()
    {
        var map = ClassMap.Find("k400-babel");
        map.LabelOf("running on treadmill").ShouldBe(1);
        map.LabelOf("Clean Something").ShouldBe(6);
        map.LabelOf("cleaning_toilet").ShouldBe(6);
        map.LabelOf("punching person (boxing)").ShouldBe(8);
        map.LabelOf("stand up").ShouldBe(16);
        map.LabelOf("balloon blowing").ShouldBeNull();
        string[] fine =
        [
            "high jump", "long jump", "jogging", "throwing ball", "javelin throw", "throwing axe", "drop kicking", "kicking field goal",
            "kicking soccer ball", "bending back", "tap dancing", "swing dancing", "tango dancing", "dancing macarena", "cleaning windows",
            "cleaning floor", "cleaning pool", "squat", "slapping", "punching bag", "crawling baby", "clapping", "applauding", "front raises",
            "deadlifting",
        ];
        fine.Select(map.LabelOf).ShouldBe([0, 0, 1, 2, 2, 2, 3, 3, 3, 4, 5, 5, 5, 5, 6, 6, 6, 7, 8, 8, 9, 10, 10, 11, 11]);
    }

    [Fact]
    public void A_file_names_classes_and_a_list_takes_them()
    {
        File.WriteAllText(folder["names.txt"], "walk\r\nrun\n\nspin\n");
        File.WriteAllText(folder["list.txt"], "a 0 5 0\nb 0 5 2\n");
        var map = ClassMap.Find(folder["names.txt"], known: 2);
        map.Classes.ShouldBe(["walk", "run", "spin"]);
        map.LabelOf("spin").ShouldBe(2);
        var list = ClipList.Read(new ClipListSettings { List = folder["list.txt"] });
        map.Apply(list, ClassMode.Open).Labels.ShouldBe([0, 2]);
        map.Apply(list, ClassMode.Closed).Labels.ShouldBe([0]);
        map.Apply(list, ClassMode.Closed).Classes.ShouldBe(2);
        map.Apply(list.Select(clip => clip.Label == 0), ClassMode.OpenAll).Classes.ShouldBe(3);
        Should.Throw<UsageException>(() => ClassMap.Find(folder["names.txt"], known: 4)).Message
            .ShouldEndWith("names.txt has 3 classes, of which 4 cannot be known; give 1 to 3.");
        File.WriteAllText(folder["list.txt"], "a 0 5 3\n");
        Should.Throw<WeftException>(() => map.Apply(ClipList.Read(new ClipListSettings { List = folder["list.txt"] }), ClassMode.Open)).Message
            .ShouldContain("has the label 3, but");
    }

    [Fact]
    public void What_names_no_classes_is_said()
    {
        Should.Throw<InvalidFileException>(() => ClassMap.Find("ucf")).Message
            .ShouldBe("ucf: is neither a file of class names nor one of babel-k400, ek100, hmdb-ucf, k400-babel, ucf-hmdb");
        File.WriteAllText(folder["names.txt"], "\n");
        Should.Throw<InvalidFileException>(() => ClassMap.Find(folder["names.txt"])).Message.ShouldEndWith("has 0 class names; write one a line");
        File.WriteAllText(folder["names.txt"], "pick up\nrun\npick_up\n");
        Should.Throw<InvalidFileException>(() => ClassMap.Find(folder["names.txt"])).Message.ShouldEndWith("has the class 'pick up' twice; remove one");
        File.WriteAllText(folder["names.txt"], "a\u0000b\n");
        Should.Throw<InvalidFileException>(() => ClassMap.Find(folder["names.txt"])).Message.ShouldEndWith("'a?b' is no name of a class; write one a line");
    }

    public void Dispose() => folder.Dispose();
}
