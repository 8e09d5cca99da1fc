using Shouldly;
using Weft.Data.Clips.Frames;
using Weft.Data.Clips.Lists;
using Weft.Testing;
using Weft.Torch;
using Weft.Torch.Files;

namespace Weft.Tests.Data.Clips.Lists;

public sealed class ClipArchiveTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Theory]
    [InlineData("video", "label", 3, true)]
    [InlineData("x", "y", 1, false)]
    public void Clips_and_labels_are_listed_and_read(string video, string label, int channels, bool compress)
    {
        var values = Values(2, 3, 4, 5, channels);
        Write(new() { [video] = values, [label] = NdArray.From([1L, 0L], 2) }, compress);
        var list = Read("clips.npz");
        list.Clips.ShouldBe([
            new ClipRecord(folder["clips.npz"], 0, 3, 1, ClipStorage.Array) { Name = "clips/0" },
            new ClipRecord(folder["clips.npz"], 0, 3, 0, ClipStorage.Array, 1) { Name = "clips/1" },
        ]);

        using var reader = new ClipReader(list);
        reader.Count(list.Clips[1]).ShouldBe(3);
        var stack = reader.Read(list.Clips[1], [0, 2]);
        (stack.Count, stack.Height, stack.Width).ShouldBe((2, 4, 5));
        reader.FramesDecoded.ShouldBe(2);
        int[] frames = [0, 2];
        for (var i = 0; i < stack.Pixels.Length; i++)
        {
            var (frame, pixel) = (frames[i / stack.FrameSize], i % stack.FrameSize);
            stack.Pixels[i].ShouldBe(values.As<byte>()[((3 + frame) * 20 * channels) + (channels == 3 ? pixel : pixel / 3)]);
        }
    }

    [Fact]
    public void A_part_of_several_is_chosen_behind_a_mark()
    {
        Write(new()
        {
            ["source_video"] = Values(2, 3, 4, 5, 3), ["source_label"] = NdArray.From([1L, 0L], 2),
            ["target_video"] = Values(1, 2, 4, 5, 3), ["target_label"] = NdArray.From([4], 1),
        });
        var list = Read("clips.npz#target");
        list.Clips.ShouldBe([new ClipRecord(folder["clips.npz"] + "#target", 0, 2, 4, ClipStorage.Array) { Name = "clips/target/0" }]);
        using var reader = new ClipReader(list);
        reader.Read(list.Clips[0], [1]).Pixels[0].ShouldBe((byte)60);
        ClipList.Read(new ClipListSettings { List = $"{folder["clips.npz"]}#source,{folder["clips.npz"]}#target" }).Labels.ShouldBe([1, 0, 4]);
        Should.Throw<InvalidFileException>(() => Read("clips.npz")).Message.ShouldEndWith(
            "clips.npz: has no array of clips (video, videos, frames, x); "
            + "it has source_label, source_video, target_label, target_video; name a part, such as FILE.npz#source");
    }

    [Fact]
    public void The_hash_follows_the_bytes()
    {
        Write(new() { ["video"] = Values(1, 2, 2, 2, 3), ["label"] = NdArray.From([0L], 1) });
        var first = Read("clips.npz").ContentHash;
        Write(new() { ["video"] = NdArray.From(new byte[24], 1, 2, 2, 2, 3), ["label"] = NdArray.From([0L], 1) });
        Read("clips.npz").ContentHash.ShouldNotBe(first);
    }

    [Fact]
    public void Arrays_that_are_no_clips_are_named()
    {
        Write(new() { ["video"] = NdArray.From(new float[24], 1, 2, 2, 2, 3), ["label"] = NdArray.From([0L], 1) });
        Fail().ShouldContain("its array 'video' is Float32 [1, 2, 2, 2, 3], but clips are uint8 [clips, frames, height, width, channels] with 1 or 3 channels");
        Write(new() { ["video"] = Values(1, 2, 2, 3, 2), ["label"] = NdArray.From([0L], 1) });
        Fail().ShouldContain("its array 'video' is UInt8 [1, 2, 2, 3, 2], but clips are uint8");
        Write(new() { ["video"] = Values(2, 2, 2, 2, 3), ["label"] = NdArray.From([0L], 1) });
        Fail().ShouldEndWith("its array 'label' has 1 labels for 2 clips; write it again");
        Write(new() { ["video"] = Values(2, 2, 2, 2, 3), ["label"] = NdArray.From([0L, -3L], 2) });
        Fail().ShouldEndWith("its array 'label' has the label -3 in row 1; labels are from 0 to 65535");
        Write(new() { ["video"] = Values(2, 2, 2, 2, 3) });
        Fail().ShouldEndWith("has no array of labels (label, labels, y); it has video");
        File.WriteAllText(folder["clips.npz"], "no archive");
        Fail().ShouldContain("clips.npz: this is not an intact .npz (zip) archive");
    }

    [Fact]
    public void The_shared_pair_of_domains_is_read()
    {
        var data = TestPaths.Data("sprites_video");
        Assert.SkipWhen(data is null, "The sprites are not beside the repository.");
        var list = ClipList.Read(new ClipListSettings { List = Path.Combine(data, "sprites_video.npz#source") });
        (list.Clips.Count, list.Classes).ShouldBe((432, 9));
        using var reader = new ClipReader(list);
        var stack = reader.Read(list.Clips[431], [0, 7]);
        (stack.Count, stack.Height, stack.Width).ShouldBe((2, 32, 32));
    }

    public void Dispose() => folder.Dispose();

    private static NdArray Values(params long[] shape) =>
        NdArray.From([.. Enumerable.Range(0, (int)shape.Aggregate(1L, (a, b) => a * b)).Select(i => (byte)(i % 251))], shape);

    private void Write(Dictionary<string, NdArray> arrays, bool compress = true) => NpzWriter.Write(folder["clips.npz"], arrays, compress);

    private ClipList Read(string name) => ClipList.Read(new ClipListSettings { List = folder[name] });

    private string Fail() => Should.Throw<InvalidFileException>(() => Read("clips.npz")).Message;
}
