using Shouldly;
using Weft.Data.Clips.Frames;
using Weft.Data.Clips.Lists;
using Weft.Data.Formats;
using Weft.Tests.Data.Formats;
using Weft.Tests.Data.Ntu;
using Weft.Torch;

namespace Weft.Tests.Data.Clips.Frames;

public sealed class ClipReaderTests : IDisposable
{
    // 12 x 8 pixels of (200, 100, 50), as Pillow writes them.
    private const string Jpeg =
        "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAIBAQEBAQIBAQECAgICAgQDAgICAgUEBAMEBgUGBgYFBgYGBwkIBgcJBwYGCAsICQoKCgoKBggLDAsKDAkKCgr/"
        + "2wBDAQICAgICAgUDAwUKBwYHCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgr/wAARCAAIAAwDAREAAhEBAxEB/8QA"
        + "FQABAQAAAAAAAAAAAAAAAAAAAAX/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/8QAFQEBAQAAAAAAAAAAAAAAAAAAAAj/xAAUEQEAAAAAAAAAAAAAAAAAAAAA/9oA"
        + "DAMBAAIRAxEAPwCeldbAD//Z";

    private readonly SmallClips clips = new();

    [Fact]
    public void Only_the_frames_that_are_asked_for_are_decoded()
    {
        var list = clips.Read("list.txt", 9, 0, 1);
        using var reader = new ClipReader(list);
        reader.Count(list.Clips[1]).ShouldBe(9);
        var stack = reader.Read(list.Clips[1], [2, 3, 8]);
        (stack.Count, stack.Height, stack.Width).ShouldBe((3, SmallClips.Height, SmallClips.Width));
        stack.Pixels.ShouldBe([.. SmallClips.Pixels(1, 2), .. SmallClips.Pixels(1, 3), .. SmallClips.Pixels(1, 8)]);
        reader.FramesDecoded.ShouldBe(3);
        Should.Throw<ArgumentOutOfRangeException>(() => reader.Read(list.Clips[1], [2, 2]));
    }

    [Fact]
    public void A_jpeg_is_known_by_its_bytes()
    {
        NeededLibrary.Jpeg();
        var list = clips.Read("list.txt", 2, 0);
        File.WriteAllBytes(clips["clip0/img_00001.png"], Convert.FromBase64String(Jpeg));
        File.WriteAllBytes(clips["clip0/img_00002.png"], PngWriter.Encode(SmallClips.Pixels(0, 1, 12, 8), 12, 8));
        using var reader = new ClipReader(list);
        var stack = reader.Read(list.Clips[0], [0, 1]);
        (stack.Height, stack.Width).ShouldBe((8, 12));
        for (var i = 0; i < stack.FrameSize; i++)
        {
            stack[0][i].ShouldBe((byte)(i % 3 == 0 ? 200 : i % 3 == 1 ? 100 : 50));
        }

        stack[1].ToArray().ShouldBe(SmallClips.Pixels(0, 1, 12, 8));
    }

    [Fact]
    public void Frames_that_are_absent_damaged_or_of_several_sizes_are_named()
    {
        var list = clips.Read("list.txt", 3, 0);
        using var reader = new ClipReader(list);
        string Fail() => Should.Throw<InvalidFileException>(() => reader.Read(list.Clips[0], [0, 1, 2])).Message;
        File.WriteAllBytes(clips["clip0/img_00002.png"], PngWriter.Encode(SmallClips.Pixels(0, 1, 5, 4), 5, 4));
        Fail().ShouldEndWith("clip0: its frames differ in size: img_00002.png has 5 x 4 pixels, the one before 6 x 4; mend the clip");
        File.WriteAllBytes(clips["clip0/img_00002.png"], PngWriter.Encode(SmallClips.Pixels(0, 1), 6, 4)[..40]);
        Fail().ShouldContain("img_00002.png: ");
        File.Delete(clips["clip0/img_00002.png"]);
        Fail().ShouldEndWith("img_00002.png: is not there");
        NeededLibrary.Jpeg();
        File.WriteAllText(clips["clip0/img_00002.png"], "no picture");
        Fail().ShouldContain("img_00002.png: is no JPEG picture");
    }

    [Fact]
    public void A_video_is_counted_and_read_in_its_own_size_whatever_its_list_claims()
    {
        using var videos = new SmallNtu();
        File.WriteAllText(videos["list.txt"], "frames 999 2\njunk 30 1\n");
        File.WriteAllText(videos["junk.avi"], "RIFF....AVI junk");
        var list = ClipList.Read(new ClipListSettings { List = videos["list.txt"], Suffix = ".avi" });
        using var reader = new ClipReader(list);
        reader.Count(list.Clips[0]).ShouldBe(SmallNtu.Frames);
        int[] chosen = [0, 4, 5, 6, 29];
        var stack = reader.Read(list.Clips[0], chosen);
        (stack.Count, stack.Height, stack.Width).ShouldBe((5, 32, 48));
        for (var i = 0; i < stack.Pixels.Length; i++)
        {
            stack.Pixels[i].ShouldBe((byte)((i % 3) switch { 0 => 5 * chosen[i / stack.FrameSize], 1 => 100, _ => 200 }));
        }

        reader.FramesDecoded.ShouldBe(5);
        Should.Throw<InvalidFileException>(() => reader.Read(list.Clips[0], [29, 30])).Message
            .ShouldEndWith("frames.avi: has no frame 30: it is truncated or was changed; get it again");
        Should.Throw<InvalidFileException>(() => reader.Count(list.Clips[1])).Message.ShouldContain("junk.avi: cannot be decoded");

        // It is not decoded a second time to find out the same.
        File.Delete(videos["junk.avi"]);
        Should.Throw<InvalidFileException>(() => reader.Count(list.Clips[1])).Message.ShouldContain("junk.avi: cannot be decoded");
    }

    public void Dispose() => clips.Dispose();
}
