using Shouldly;
using Weft.Data.Clips;
using Weft.Data.Clips.Frames;
using Weft.Data.Clips.Sampling;
using Weft.Torch;

namespace Weft.Tests.Data.Clips;

public sealed class ClipPipelineTests : IDisposable
{
    private readonly SmallClips clips = new();

    [Fact]
    public void Frames_become_numbers_in_the_order_of_their_views()
    {
        var list = clips.Read("list.txt", 9, 0, 1);
        using var reader = new ClipReader(list);
        var pipeline = new ClipPipeline(new Given([0, 4, 4, 8]), [], Normalisation.Half);
        var clip = pipeline.Prepare(reader, list.Clips[1], new CheckedDraws());
        (clip.Height, clip.Width, clip.FramesShown).ShouldBe((SmallClips.Height, SmallClips.Width, 4));
        reader.FramesDecoded.ShouldBe(3);

        var sample = new float[2 * 3 * 2 * SmallClips.Height * SmallClips.Width];
        pipeline.Write(clip, sample);
        int[] frames = [0, 4, 4, 8];
        for (var i = 0; i < sample.Length; i++)
        {
            var (column, time) = (i % 6, i / 24 % 2);
            var (colour, view) = (i / 48 % 3, i / 144);
            var value = colour switch { 0 => 10, 1 => frames[(2 * view) + time], _ => column };
            sample[i].ShouldBe((value - 127.5f) * (1 / 127.5f));
        }
    }

    [Fact]
    public void Repeats_choose_and_change_for_themselves_and_share_what_was_read()
    {
        var list = clips.Read("list.txt", 9, 0, 1);
        using var reader = new ClipReader(list);
        var pipeline = new ClipPipeline(
            new Given([0, 1, 2, 3], [3, 2, 5, 5]), [new Brighter(), new Brighter()], new Normalisation([0, 0, 0], [1, 1, 1]), repeats: 2);
        pipeline.Views.ShouldBe(4);
        var clip = pipeline.Prepare(reader, list.Clips[0], new CheckedDraws((100, 1), (100, 2), (100, 30), (100, 40)));
        reader.FramesDecoded.ShouldBe(5);
        clip.FramesShown.ShouldBe(8);
        var sample = new float[4 * 3 * 2 * 24];
        pipeline.Write(clip, sample);

        // The green of the first pixel of every frame: its number, and what was added to all of the repeat's frames.
        int[] expected = [3, 4, 5, 6, 73, 72, 75, 75];
        for (var i = 0; i < expected.Length; i++)
        {
            sample[(i / 2 * 144) + 48 + (i % 2 * 24)].ShouldBe(expected[i]);
        }
    }

    [Fact]
    public void Views_of_several_sizes_are_an_error()
    {
        var list = clips.Read("list.txt", 9, 0);
        using var reader = new ClipReader(list);
        var pipeline = new ClipPipeline(new SpreadSampler(2), [new Narrower()], Normalisation.Tsm, repeats: 2, train: false);
        Should.Throw<WeftException>(() => pipeline.Prepare(reader, list.Clips[0], new CheckedDraws((3, 0), (3, 2)))).Message
            .ShouldBe("clip0: its views end as 6 x 4 pixels and as 4 x 4; let the transforms end in one size: add a resize or a crop.");
    }

    [Fact]
    public void Numbers_are_those_of_the_published_normalisation()
    {
        var table = Normalisation.ImageNet.Table();
        table[200].ShouldBe((200 - 123.675f) * (float)(1 / 58.395), 1e-7f);
        table[256 + 7].ShouldBe((7 - 116.28f) * (float)(1 / 57.12), 1e-7f);
        table[512 + 255].ShouldBe((255 - 103.53f) * (float)(1 / 57.375), 1e-7f);
        Normalisation.Tsm.Table()[228].ShouldBe(2f, 1e-6f);
    }

    public void Dispose() => clips.Dispose();

    private sealed class Given(params int[][] plans) : IFrameSampler
    {
        private int next;

        public int Views => 2;

        public int Length => 2;

        public FramePlan Sample(int frames, IDraws? draws) => new(plans[next++], 2, 2);
    }

    private sealed class Brighter : IClipTransform
    {
        public FrameStack Apply(FrameStack frames, IDraws draws)
        {
            var more = draws.Below(100);
            for (var i = 0; i < frames.Pixels.Length; i++)
            {
                frames.Pixels[i] = (byte)(frames.Pixels[i] + more);
            }

            return frames;
        }
    }

    private sealed class Narrower : IClipTransform
    {
        public FrameStack Apply(FrameStack frames, IDraws draws) => new(frames.Count, frames.Height, frames.Width - draws.Below(3));
    }
}
