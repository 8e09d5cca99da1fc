using Shouldly;
using Weft.Data.Clips;
using Weft.Data.Clips.Backgrounds;
using Weft.Testing;
using Weft.Torch.Files;

namespace Weft.Tests.Data.Clips.Backgrounds;

public sealed class TemporalMedianTests
{
    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(130)]
    public void Medians_are_the_published_ones(int frames)
    {
        using var golden = new MediaGolden();
        using var reader = new NpzReader(TestPaths.Golden("cdar", "media.npz"));
        var clip = golden.Frames($"med_frames_{frames}");
        var chosen = TemporalMedian.Chosen(frames, TemporalMedian.PublishedFrames);
        chosen.ShouldBe(reader.Read($"med_idx_{frames}").As<long>().ToArray().Select(i => (int)i));
        int[] all = TemporalMedian.Chosen(frames, null);
        all.Length.ShouldBe(frames);

        // Once with all frames in memory, once as histograms.
        foreach (var held in (long[])[TemporalMedian.HeldBytes, 0])
        {
            TemporalMedian.Of(chosen, wanted => Some(clip, wanted), held).Pixels.ShouldBe(golden.Bytes($"med_{frames}"));
            TemporalMedian.Of(all, wanted => Some(clip, wanted), held).Pixels.ShouldBe(golden.Bytes($"med_all_{frames}"));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(254)]
    [InlineData(255)]
    [InlineData(256)]
    public void Medians_are_the_middle_of_sorted_values(int frames)
    {
        var random = new Random(frames);
        var clip = new FrameStack(frames, 7, 13);
        random.NextBytes(clip.Pixels);

        // Some places with few levels, so that the middle values are often alike.
        for (var i = 0; i < clip.Pixels.Length; i += 2)
        {
            clip.Pixels[i] %= 3;
        }

        var expected = new byte[clip.FrameSize];
        for (var i = 0; i < expected.Length; i++)
        {
            var sorted = Enumerable.Range(0, frames).Select(t => clip[t][i]).Order().ToArray();
            expected[i] = (byte)((sorted[(frames - 1) / 2] + sorted[frames / 2]) / 2);
        }

        var all = TemporalMedian.Chosen(frames, null);
        TemporalMedian.Of(all, wanted => Some(clip, wanted)).Pixels.ShouldBe(expected);
        TemporalMedian.Of(all, wanted => Some(clip, wanted), held: 3 * clip.FrameSize).Pixels.ShouldBe(expected);
    }

    [Fact]
    public void What_is_read_at_once_does_not_grow_with_the_frames()
    {
        var most = 0;
        TemporalMedian.Of(TemporalMedian.Chosen(1000, null), wanted =>
        {
            most = Math.Max(most, wanted.Length);
            return new FrameStack(wanted.Length, 4, 4);
        }, held: 480);
        most.ShouldBe(10);
    }

    [Theory]
    [InlineData(10, 3, new[] { 0, 4, 9 })]
    [InlineData(10, 1, new[] { 0 })]
    [InlineData(2, 2, new[] { 0, 1 })]
    public void Frames_are_spread(int frames, int most, int[] chosen) => TemporalMedian.Chosen(frames, most).ShouldBe(chosen);

    [Fact]
    public void A_histogram_wants_all_frames_twice()
    {
        var histogram = new MedianHistogram(2);
        Should.Throw<ArgumentOutOfRangeException>(() => new MedianHistogram(0));
        Should.Throw<InvalidOperationException>(histogram.Narrow).Message
            .ShouldBe("Frames are counted, then it is narrowed down once, and they are counted again.");
        Should.Throw<ArgumentException>(() => histogram.Add(new byte[3])).Message.ShouldStartWith("A frame has 3 values, not 2.");
        histogram.Add([1, 200]);
        histogram.Add([4, 100]);
        histogram.Narrow();
        histogram.Add([1, 200]);
        var median = new byte[2];
        Should.Throw<InvalidOperationException>(() => histogram.Median(median)).Message.ShouldBe("2 frames were counted, and 1 of them a second time.");
        histogram.Add([4, 100]);
        histogram.Median(median);
        median.ShouldBe([(byte)2, 150]);
    }

    private static FrameStack Some(FrameStack clip, ReadOnlySpan<int> wanted)
    {
        var some = new FrameStack(wanted.Length, clip.Height, clip.Width);
        for (var i = 0; i < wanted.Length; i++)
        {
            clip[wanted[i]].CopyTo(some[i]);
        }

        return some;
    }
}
