using Shouldly;
using Weft.Data.Clips.Lists;
using Weft.Settings;
using Weft.Testing;
using Weft.Torch;

namespace Weft.Tests.Data.Clips.Lists;

public sealed class ClipListTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void Folders_of_frames_are_listed_beside_their_list()
    {
        Directory.CreateDirectory(folder["walk/a"]);
        var list = Read("walk/a 30 0\n\nrun/b.c 7 2\r\n");
        list.Clips.ShouldBe([
            new ClipRecord(folder["walk/a"], 0, 30, 0, ClipStorage.Frames) { Name = "walk/a" },
            new ClipRecord(folder["run/b.c"], 0, 7, 2, ClipStorage.Frames) { Name = "run/b.c" },
        ]);
        list.Classes.ShouldBe(3);
        list.Labels.ShouldBe([0, 2]);
        list.Files.PathOf(list.Clips[0], 4).ShouldBe(folder["walk/a/img_00005.jpg"]);
    }

    [Fact]
    public void An_offset_moves_the_files_numbers_and_tells_clips_of_one_video_apart()
    {
        var list = Read("P01/v 120 10 1\nP01/v 130 10 0\n", settings => settings with { Template = "frame_{:010}.jpg" });
        list.Clips[0].ShouldBe(new ClipRecord(folder["P01/v"], 120, 10, 1, ClipStorage.Frames) { Name = "P01/v/120_129" });
        list.Files.PathOf(list.Clips[0], 0).ShouldBe(folder["P01/v/frame_0000000121.jpg"]);
        list.Clips.Select(clip => clip.Name).Distinct().Count().ShouldBe(2);
    }

    [Fact]
    public void Videos_get_their_suffix_once()
    {
        Directory.CreateDirectory(folder["data"]);
        File.WriteAllText(folder["data/a.mp4"], "");
        var list = Read("a 300 3\nb.mp4 0 1\n", settings => settings with { Folder = folder["data"] });
        list.Clips.ShouldBe([
            new ClipRecord(folder["data/a.mp4"], 0, 300, 3, ClipStorage.Video) { Name = "a" },
            new ClipRecord(folder["data/b.mp4"], 0, 0, 1, ClipStorage.Video) { Name = "b.mp4" },
        ]);
        Read("a 3\n").Clips[0].ShouldBe(new ClipRecord(folder["a.mp4"], 0, 0, 3, ClipStorage.Video) { Name = "a" });
    }

    [Fact]
    public void With_the_form_said_a_path_may_hold_spaces()
    {
        Read("high jump/x y 12 4\n", settings => settings with { Form = ClipForm.Frames }).Clips[0].Path.ShouldBe(folder["high jump/x y"]);
        Read("high jump/x y 12 4\n", settings => settings with { Form = ClipForm.Video }).Clips[0].Path.ShouldBe(folder["high jump/x y.mp4"]);
    }

    [Fact]
    public void Several_lists_follow_one_another_each_from_its_own_folder()
    {
        Directory.CreateDirectory(folder["one/a"]);
        File.WriteAllText(folder["one/list.txt"], "a 5 0");
        File.WriteAllText(folder["two.txt"], "b 0 6 1");
        var list = ClipList.Read(new ClipListSettings { List = $"{folder["one/list.txt"]}, {folder["two.txt"]}" });
        list.Clips.Select(clip => clip.Path).ShouldBe([folder["one/a"], folder["b"]]);
        list.Name.ShouldBe($"{folder["one/list.txt"]}, {folder["two.txt"]}");
    }

    [Fact]
    public void Classes_are_closed_opened_or_kept()
    {
        var list = Read("a 0 5 0\nb 0 5 1\nc 0 5 2\nd 0 5 4\n");
        var closed = list.WithClasses(ClassMode.Closed, 2);
        closed.Labels.ShouldBe([0, 1]);
        closed.Classes.ShouldBe(2);
        var open = list.WithClasses(ClassMode.Open, 2);
        open.Labels.ShouldBe([0, 1, 2, 2]);
        open.Classes.ShouldBe(3);
        list.WithClasses(ClassMode.OpenAll, 2).Labels.ShouldBe([0, 1, 2, 4]);
        list.Select(clip => clip.Label == 4).Classes.ShouldBe(5);
        Should.Throw<WeftException>(() => list.Select(clip => clip.Label == 3)).Message.ShouldEndWith("list.txt: none of its 4 clips is left.");
        Should.Throw<ArgumentException>(() => list.WithLabels(_ => 7, 3)).Message.ShouldStartWith("a/0_4 cannot be of class 7: there are 3.");
    }

    [Fact]
    public void The_hash_is_of_what_the_list_says_wherever_it_lies()
    {
        var first = Read("a 0 5 0\nb 0 5 1\n").ContentHash;
        Directory.CreateDirectory(folder["elsewhere"]);
        Read("a 0 5 0\nb 0 5 1\n", settings => settings with { Folder = folder["elsewhere"] }).ContentHash.ShouldBe(first);
        Read("a 0 5 1\nb 0 5 0\n").ContentHash.ShouldNotBe(first);
        Read("a 0 5 0\nb 0 5 1\n", settings => settings with { StartIndex = 0 }).ContentHash.ShouldNotBe(first);
        Read("a 0 5 0\nb 0 5 1\n").Select(clip => clip.Label == 0).ContentHash.ShouldNotBe(first);
    }

    [Theory]
    [InlineData("", "has no clip; write one a line, such as 'FOLDER FRAMES LABEL'")]
    [InlineData("a 0 5 0\n../b 0 5 0\n", "line 2: its path '../b' leads out of the data's folder; paths are relative to the folder of the data")]
    [InlineData("/etc/x 0 5 0\n", "line 1: its path '/etc/x' does not begin in the data's folder; paths are relative to the folder of the data")]
    [InlineData("a 0 5 0\nb\\..\\..\\c 0 5 0\n", "line 2: its path 'b\\..\\..\\c' leads out of the data's folder; paths are relative to the folder of the data")]
    [InlineData("a 0 5 0\na 0 5 -1\n", "line 2: its label '-1' is no whole number from 0 to 65535; correct the line")]
    [InlineData("a 0 0 0\n", "line 1: its number of frames '0' is no whole number from 1 to 16777216; correct the line")]
    [InlineData("a 99999999999 5 0\n", "line 1: its first frame '99999999999' is no whole number from 0 to 1073741824; correct the line")]
    [InlineData("a 0 5 0\nb 5 0\n", "line 2: has 3 fields, where 'FOLDER FIRST FRAMES LABEL' is needed; correct the line, or say the list's form")]
    [InlineData("a b c d e 0\n", "line 1: has 6 fields, where 'FOLDER FRAMES LABEL' or the like is needed; is it a list of clips?")]
    [InlineData("nowhere 5 0\n", "has neither a folder 'nowhere' nor a video 'nowhere.mp4'; name the data's folder, or say the list's form")]
    [InlineData("a 0 5 0\na\u0001b 0 5 0\n", "line 2: its path 'a?b' has characters that no name has; paths are relative to the folder of the data")]
    public void A_wrong_line_is_named(string text, string problem) =>
        Should.Throw<InvalidFileException>(() => Read(text)).Message.ShouldEndWith(problem);

    [Fact]
    public void What_is_no_text_or_not_there_is_named()
    {
        File.WriteAllBytes(folder["list.txt"], [.. "a 0 5 0\n"u8, 0xFF, 0xFE, 10]);
        Should.Throw<InvalidFileException>(() => ClipList.Read(new ClipListSettings { List = folder["list.txt"] })).Message
            .ShouldEndWith("list.txt, line 2: is no text (UTF-8); check that it is a list of clips");
        Should.Throw<InvalidFileException>(() => ClipList.Read(new ClipListSettings { List = folder["none.txt"] })).Message
            .ShouldEndWith("none.txt: is not there");
        Should.Throw<UsageException>(() => ClipList.Read(new ClipListSettings { List = " , " })).Message.ShouldStartWith("No list of clips is given");
    }

    [Fact]
    public void Settings_bind()
    {
        var settings = SettingsBinder.BindText(
            new ClipListSettings(), "list: a.txt,b.txt\nform: offsetFrames\ntemplate: 'frame_{:010}.jpg'\nstartIndex: 0\n", "test.yaml");
        settings.ShouldBe(new ClipListSettings { List = "a.txt,b.txt", Form = ClipForm.OffsetFrames, Template = "frame_{:010}.jpg", StartIndex = 0 });
    }

    [Theory]
    [InlineData("img_{:05}.jpg", "img_00007.jpg")]
    [InlineData("img_{:05d}.jpg", "img_00007.jpg")]
    [InlineData("{}.png", "7.png")]
    public void Templates_are_those_of_python(string template, string file) =>
        Path.GetFileName(FrameTemplate.Parse(template, 1).PathOf(new ClipRecord("x", 4, 9, 0, ClipStorage.Frames), 2)).ShouldBe(file);

    [Theory]
    [InlineData("img.jpg")]
    [InlineData("../img_{:05}.jpg")]
    [InlineData("img_{:x}.jpg")]
    [InlineData("img_{:999}.jpg")]
    public void What_is_no_template_is_named(string template) =>
        Should.Throw<UsageException>(() => FrameTemplate.Parse(template, 1)).Message
            .ShouldBe($"'{template}' names no files of frames: write it as img_{{:05}}.jpg, with the digits of the number in braces.");

    public void Dispose() => folder.Dispose();

    private ClipList Read(string text, Func<ClipListSettings, ClipListSettings>? change = null)
    {
        File.WriteAllText(folder["list.txt"], text);
        var settings = new ClipListSettings { List = folder["list.txt"] };
        return ClipList.Read(change?.Invoke(settings) ?? settings);
    }
}
