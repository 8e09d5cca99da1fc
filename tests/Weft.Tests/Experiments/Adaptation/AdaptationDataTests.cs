using Shouldly;
using Weft.Data.Clips.Lists;
using Weft.Experiments.Adaptation;
using Weft.Torch;

namespace Weft.Tests.Experiments.Adaptation;

public sealed class AdaptationDataTests : IDisposable
{
    private readonly DomainsBench bench = new();

    [Fact]
    public void Lists_are_read_from_the_data_s_folder_and_classes_counted()
    {
        var lists = new AdaptationData(bench.Settings("glad") with { Dev = DomainsBench.Part("dev"), Test = DomainsBench.Part("open") });
        (lists.Source.Clips.Count, lists.Target!.Clips.Count, lists.Dev!.Clips.Count, lists.AllTest!.Clips.Count).ShouldBe((18, 14, 6, 16));
        (lists.Known, lists.Classes).ShouldBe((3, 4));
        lists.ClassNames.ShouldBe(["0", "1", "2", "3"]);
        lists.NameOf(7).ShouldBe("7");
    }

    [Fact]
    public void What_is_not_named_is_not_there()
    {
        var lists = new AdaptationData(bench.Settings("source-only") with { Target = new(), Test = new() });
        lists.Target.ShouldBeNull();
        lists.Dev.ShouldBeNull();
        lists.AllTest.ShouldBeNull();
        Should.Throw<UsageException>(() => lists.Test(ClassMode.Closed)).Message
            .ShouldBe("--test is missing: name the list of clips that figures are to be of.");
    }

    [Theory]
    [InlineData(ClassMode.Closed, 12, 3)]
    [InlineData(ClassMode.Open, 16, 4)]
    [InlineData(ClassMode.OpenAll, 16, 4)]
    public void Test_clips_of_novel_classes_go_by_what_the_method_can_tell(ClassMode mode, int clips, int classes)
    {
        var lists = new AdaptationData(bench.Settings("glad") with { Test = DomainsBench.Part("open") });
        (lists.Test(mode).Clips.Count, lists.Test(mode).Classes).ShouldBe((clips, classes));
    }

    [Fact]
    public void With_fewer_known_classes_the_source_has_only_these_and_others_are_one_unknown()
    {
        File.WriteAllLines(bench["classes.txt"], ["right", "down", "still"]);
        var lists = new AdaptationData(bench.Settings("osbp") with { Known = 2 });
        lists.Source.Labels.Distinct().Order().ShouldBe([0, 1]);
        (lists.Known, lists.Classes).ShouldBe((2, 3));
        lists.Test(ClassMode.Open).Labels.Max().ShouldBe(2);
        lists.NameOf(1).ShouldBe("down");
    }

    [Fact]
    public void A_class_behind_the_known_ones_without_a_name_is_the_unknown_one()
    {
        File.WriteAllLines(bench["two.txt"], ["right", " down ", "", "still"]);
        var lists = new AdaptationData(bench.Settings("osbp") with { Classes = "two.txt" });
        lists.ClassNames.ShouldBe(["right", "down", "still"]);
        lists.NameOf(3).ShouldBe("3");
        lists.NameOf(3, ClassMode.Open).ShouldBe("unknown");
    }

    [Fact]
    public void The_hash_is_of_all_lists()
    {
        var settings = bench.Settings("glad");
        var hash = new AdaptationData(settings).ContentHash;
        new AdaptationData(settings).ContentHash.ShouldBe(hash);
        new AdaptationData(settings with { Test = DomainsBench.Part("open") }).ContentHash.ShouldNotBe(hash);
        new AdaptationData(settings with { Dev = DomainsBench.Part("dev") }).ContentHash.ShouldNotBe(hash);
        new AdaptationData(settings with { Target = settings.Test, Test = settings.Target }).ContentHash.ShouldNotBe(hash);
    }

    [Fact]
    public void A_list_that_is_named_is_read_as_the_test_list_is()
    {
        var settings = bench.Settings("glad") with { Test = DomainsBench.Part("test") with { Folder = "elsewhere" } };
        AdaptationData.Named(settings, bench["pair.npz"] + "#open").Clips.Count.ShouldBe(16);
        AdaptationData.Named(settings with { Test = new() }, "pair.npz#dev").Clips.Count.ShouldBe(6);
    }

    [Fact]
    public void What_is_wrong_is_told()
    {
        var settings = bench.Settings("glad");
        Told<UsageException>(settings with { Source = new() }, "--source is missing: name the list of labelled clips.");
        Told<InvalidFileException>(settings with { Source = new() { List = "none.txt" } }, "none.txt");
        Told<InvalidFileException>(settings with { Target = DomainsBench.Part("tarrget") }, "tarrget_video");
        Told<UsageException>(settings with { Known = 1 }, "pair.npz#source holds clips of one class: there is nothing to tell apart.");
        Told<UsageException>(settings with { Target = DomainsBench.Part("target") with { Template = "img_.jpg" } }, "target: ");
        Told<UsageException>(settings with { Classes = "names.txt" }, "names.txt is not there; name a file of class names, one a line, one of babel-k400, ");
        File.WriteAllLines(bench["names.txt"], ["right", "down"]);
        Told<UsageException>(settings with { Classes = "names.txt" }, "names 2 classes, but the lists have 3.");
        using (var large = File.Create(bench["classes.txt"]))
        {
            large.SetLength(1 << 26);
        }

        Told<InvalidFileException>(settings, "classes.txt");
    }

    [Fact]
    public void A_built_in_map_names_the_classes_and_says_how_many_are_known()
    {
        var lists = new AdaptationData(bench.Settings("glad") with { Classes = "k400-babel" });
        (lists.Known, lists.NameOf(0), lists.NameOf(12)).ShouldBe((12, "jump", "walk"));
        new AdaptationData(bench.Settings("glad") with { Classes = "k400-babel", Known = 2 }).Known.ShouldBe(2);
    }

    [Fact]
    public void Lists_of_text_stand_beside_archives()
    {
        File.WriteAllLines(bench["list.txt"], ["clips/a 8 0", "clips/b 8 4"]);
        Directory.CreateDirectory(bench["clips/a"]);
        Directory.CreateDirectory(bench["clips/b"]);
        var lists = new AdaptationData(bench.Settings("glad") with { Test = new() { List = "list.txt,pair.npz#test" } });
        (lists.AllTest!.Clips.Count, lists.Classes).ShouldBe((14, 5));
        File.WriteAllLines(bench["list.txt"], ["clips/a 8 3"]);
        var novel = new AdaptationData(bench.Settings("glad") with { Test = new() { List = "list.txt" } });
        Should.Throw<UsageException>(() => novel.Test(ClassMode.Closed)).Message
            .ShouldBe("test: no clip is of the 3 known classes; check the list, or --known.");
    }

    public void Dispose() => bench.Dispose();

    private static void Told<T>(AdaptationSettings settings, string part)
        where T : WeftException =>
        Should.Throw<T>(() => new AdaptationData(settings)).Message.ShouldContain(part);
}
