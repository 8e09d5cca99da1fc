using Shouldly;
using Weft.Data.Formats.Video;
using Weft.Tests.Data.Ntu;
using Weft.Torch;

namespace Weft.Tests.Data.Formats.Video;

public sealed class VideoReaderTests : IDisposable
{
    private const int FrameBytes = 32 * 32 * 3;
    private readonly SmallNtu source = new();
    private readonly VideoReader reader = new(new FfmpegProgram());

    [Fact]
    public void Frames_are_counted_and_the_chosen_ones_read()
    {
        reader.CountFrames(source["frames.avi"], TestContext.Current.CancellationToken).ShouldBe(SmallNtu.Frames);
        int[] chosen = [0, 1, 13, 29];
        var pixels = new byte[chosen.Length * FrameBytes];
        reader.Read(source["frames.avi"], chosen, 32, PixelOrder.Rgb, pixels);
        var expected = chosen.SelectMany(frame => Enumerable.Range(0, FrameBytes).Select(i => (byte)((i % 3) switch { 0 => 5 * frame, 1 => 100, _ => 200 }))).ToArray();
        pixels.AsSpan().SequenceEqual(expected).ShouldBeTrue();

        reader.Read(source["frames.avi"], [7], 32, PixelOrder.Bgr, pixels.AsSpan(0, FrameBytes));
        pixels[..3].ShouldBe([200, 100, 35]);
    }

    [Fact]
    public void A_frame_that_is_not_there_is_named() =>
        Should.Throw<InvalidFileException>(() => reader.Read(source["frames.avi"], [3, 30], 32, PixelOrder.Rgb, new byte[2 * FrameBytes])).Message
            .ShouldEndWith("frames.avi: has no frame 30: it is truncated or was changed; prepare the data again");

    [Fact]
    public void What_is_no_video_is_named()
    {
        File.WriteAllText(source["junk.avi"], "RIFF....AVI junk");
        Should.Throw<InvalidFileException>(() => reader.CountFrames(source["junk.avi"], TestContext.Current.CancellationToken)).Message
            .ShouldContain("junk.avi: cannot be decoded (Invalid data found when processing input); get it again");

        // A playlist would have ffmpeg open whatever it names.
        File.WriteAllText(source["list.avi"], $"#EXTM3U\n#EXTINF:1,\n{source["frames.avi"]}\n#EXT-X-ENDLIST\n");
        Should.Throw<InvalidFileException>(() => reader.CountFrames(source["list.avi"], TestContext.Current.CancellationToken)).Message
            .ShouldContain("list.avi: cannot be decoded");
    }

    [Fact]
    public void A_truncated_video_is_noticed_though_ffmpeg_would_take_it()
    {
        VideoRescaler.RequireWhole(source["frames.avi"]);
        var bytes = File.ReadAllBytes(source["frames.avi"]);
        File.WriteAllBytes(source["half.avi"], bytes[..(bytes.Length / 2)]);
        reader.CountFrames(source["half.avi"], TestContext.Current.CancellationToken).ShouldBeInRange(1, SmallNtu.Frames - 1);
        Should.Throw<InvalidFileException>(() => VideoRescaler.RequireWhole(source["half.avi"])).Message
            .ShouldContain($"half.avi: is truncated: it has {bytes.Length / 2} bytes, but says that it has {bytes.Length}; get it again");
    }

    [Fact]
    public void Without_ffmpeg_there_is_a_sentence_and_none_lying_in_the_folder_is_run()
    {
        Should.Throw<WeftException>(() => new VideoReader(new FfmpegProgram("ffmpeg-that-is-not-there")).CountFrames(source["frames.avi"]))
            .Message.ShouldBe("ffmpeg-that-is-not-there is not there to read videos: install it (apt install ffmpeg).");
    }

    [Fact]
    public void Cancelled_it_stops()
    {
        using var cancel = new CancellationTokenSource();
        cancel.Cancel();
        Should.Throw<OperationCanceledException>(() => reader.CountFrames(source["frames.avi"], cancel.Token));
        Should.Throw<OperationCanceledException>(() => new VideoRescaler(new FfmpegProgram()).Rescale(source["frames.avi"], source["x.mp4"], 32, cancel.Token));
        Directory.GetFiles(source[""], "x.mp4*").ShouldBeEmpty();
    }

    [Fact]
    public void A_target_that_cannot_be_written_is_not_the_sources_fault()
    {
        var error = Should.Throw<WeftException>(() => new VideoRescaler(new FfmpegProgram()).Rescale(
            source["frames.avi"], source["nowhere/x.mp4"], 32, TestContext.Current.CancellationToken));
        error.ShouldNotBeOfType<InvalidFileException>();
        error.Message.ShouldContain("x.mp4: cannot be made: ffmpeg failed with exit code 1 (No such file or directory)");
    }

    [Fact]
    public void The_same_source_gives_the_same_bytes()
    {
        var rescaler = new VideoRescaler(new FfmpegProgram());
        var first = rescaler.Rescale(source["frames.avi"], source["a.mp4"], 32, TestContext.Current.CancellationToken);
        rescaler.Rescale(source["frames.avi"], source["b.mp4"], 32, TestContext.Current.CancellationToken).ShouldBe(first);
        File.ReadAllBytes(source["a.mp4"]).ShouldBe(File.ReadAllBytes(source["b.mp4"]));
        reader.CountFrames(source["a.mp4"], TestContext.Current.CancellationToken).ShouldBe(SmallNtu.Frames);
    }

    public void Dispose() => source.Dispose();
}
