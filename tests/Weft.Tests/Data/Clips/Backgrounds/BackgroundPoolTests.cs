using Shouldly;
using Weft.Data.Clips;
using Weft.Data.Clips.Backgrounds;
using Weft.Data.Formats;
using Weft.Testing;
using Weft.Torch;

namespace Weft.Tests.Data.Clips.Backgrounds;

public sealed class BackgroundPoolTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void A_picture_is_prepared_as_published()
    {
        using var golden = new MediaGolden();
        var picture = golden.Frames("blend_bg");
        PngWriter.Write(folder["a.png"], picture.Pixels, picture.Width, picture.Height);
        BackgroundPool.Open(folder["a.png"], 28).Picture(0).ToArray().ShouldBe(golden.Bytes("blend_bg_pre"));
    }

    [Fact]
    public void Pictures_of_folders_below_are_found_and_each_counts_once()
    {
        Write("one/two/b.png", 1);
        Write("one/a.PNG", 2);
        Write("three.png", 3);
        File.WriteAllText(folder["one/notes.txt"], "no picture");
        var pool = BackgroundPool.Open($"{folder["one"]}, {folder["three.png"]},{folder["three.png"]}", 4);
        pool.Count.ShouldBe(3);
        Enumerable.Range(0, 3).Select(i => pool.Picture(i)[0]).ShouldBe([(byte)2, 1, 3]);
    }

    [Fact]
    public void A_picture_is_read_once_and_only_when_it_is_drawn()
    {
        Write("a.png", 9);
        Write("b.png", 8);
        var pool = BackgroundPool.Open(folder.Path, 4);
        pool.Draw(new GivenDraws(0))[0].ShouldBe((byte)9);
        File.Delete(folder["a.png"]);
        File.Delete(folder["b.png"]);
        pool.Draw(new GivenDraws(1, 0))[0].ShouldBe((byte)9);
    }

    [Fact]
    public void Another_is_drawn_for_a_damaged_one_ten_times_at_most()
    {
        Write("a.png", 9);
        File.WriteAllText(folder["b.jpg"], "no picture");
        var pool = BackgroundPool.Open(folder.Path, 4);
        pool.Draw(new GivenDraws(1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0))[0].ShouldBe((byte)9);
        var draws = new GivenDraws(1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1);
        Should.Throw<WeftException>(() => pool.Draw(draws).Length).Message
            .ShouldStartWith($"Backgrounds cannot be read, the last: {folder["b.jpg"]}: is no JPEG picture");
        draws.AllDrawn.ShouldBeTrue();
    }

    [Fact]
    public void Sources_without_pictures_are_refused()
    {
        Directory.CreateDirectory(folder["empty"]);
        Should.Throw<InvalidFileException>(() => BackgroundPool.Open(folder["empty"], 4)).Message
            .ShouldBe($"{folder["empty"]}: has no picture (.jpg, .png); make some with `weft data medians`");
        Should.Throw<InvalidFileException>(() => BackgroundPool.Open(folder["absent"], 4)).Message
            .ShouldBe($"{folder["absent"]}: is not there; name a folder of pictures of backgrounds, such as `weft data medians` makes");
        Should.Throw<WeftException>(() => BackgroundPool.Open(" , ", 4)).Message
            .ShouldBe("Backgrounds are to be blended in, but no folder of pictures is named: set the blend's source.");
        Should.Throw<ArgumentException>(() => new BackgroundPool([], 4)).ParamName.ShouldBe("pictures");
        Should.Throw<ArgumentOutOfRangeException>(() => new BackgroundPool(["a"], 0));
    }

    public void Dispose() => folder.Dispose();

    private void Write(string name, byte level)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folder[name])!);
        var pixels = new byte[6 * 5 * FrameStack.Colours];
        Array.Fill(pixels, level);
        PngWriter.Write(folder[name], pixels, 6, 5);
    }
}
