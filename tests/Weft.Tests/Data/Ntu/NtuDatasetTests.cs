using Shouldly;
using Weft.Data;
using Weft.Data.Ntu;
using Weft.Torch;
using Weft.Torch.Files;

namespace Weft.Tests.Data.Ntu;

public sealed class NtuDatasetTests : IDisposable
{
    private const int FrameValues = 32 * 32 * 3;
    private readonly SmallNtu source = new();

    [Theory]
    [InlineData(Compatibility.Sound)]
    [InlineData(Compatibility.Reference)]
    public void Videos_are_eight_frames_normalised_by_the_rules(Compatibility rules)
    {
        using var data = Open(rules);
        var video = new float[8 * FrameValues];
        data.ReadVideo(Split.Train, 1, null, video);

        // Frames 0 to 29 on slots: linspace(0, 29, 24) or (0, 30, 24), of which slots 0, 3, 6, 9, 13, 16, 19 and 23 are taken.
        int[] frames = rules == Compatibility.Sound ? [0, 3, 7, 11, 16, 20, 23, 29] : [0, 3, 7, 11, 16, 20, 24, -1];
        for (var i = 0; i < video.Length; i++)
        {
            var (frame, channel) = (frames[i / FrameValues], i % 3);
            float[] colour = frame < 0 ? [0, 0, 0] : rules == Compatibility.Sound ? [5 * frame, 100, 200] : [200, 100, 5 * frame];
            var expected = ((colour[channel] / 255) - new[] { 0.485f, 0.456f, 0.406f }[channel]) / new[] { 0.229f, 0.224f, 0.225f }[channel];
            if (Math.Abs(video[i] - expected) > 1e-5f)
            {
                video[i].ShouldBe(expected, 1e-5f, $"value {i}");
            }
        }
    }

    [Fact]
    public void Small_videos_show_what_the_originals_do()
    {
        using var straight = Open(Compatibility.Sound);
        source.Prepare(source.Recipe, "small");
        using var small = NtuDataset.Open(source["small"]);
        var (a, b) = (new float[8 * FrameValues], new float[8 * FrameValues]);
        straight.ReadVideo(Split.Test, 1, 3, a);
        small.ReadVideo(Split.Test, 1, 3, b);
        a.Zip(b).Max(p => Math.Abs(p.First - p.Second)).ShouldBeLessThan(0.15f, "colours survive the encoding to a few of 255 levels");
    }

    [Fact]
    public void A_draw_decides_both_cuts_and_no_draw_means_none()
    {
        using var data = Open(Compatibility.Sound);
        var (whole, first, again, other) = (Video(null), Video(11), Video(11), Video(12));
        again.AsSpan().SequenceEqual(first).ShouldBeTrue();
        other.AsSpan().SequenceEqual(first).ShouldBeFalse();
        first.AsSpan().SequenceEqual(whole).ShouldBeFalse();
        for (ulong draw = 0; draw < 4; draw++)
        {
            // Red is 5 times the frame's number: the cut takes at most a quarter of the slots from each end.
            var red = Enumerable.Range(0, 8).Select(i => (int)Math.Round(((Video(draw)[i * FrameValues] * 0.229f) + 0.485f) * 255 / 5)).ToArray();
            red.ShouldBeInOrder();
            red[0].ShouldBeInRange(0, 8);
            red[^1].ShouldBeInRange(21, 29);
        }

        float[] Video(ulong? draw)
        {
            var video = new float[8 * FrameValues];
            data.ReadVideo(Split.Train, 0, draw, video);
            return video;
        }
    }

    [Fact]
    public void Skeletons_are_centred_cut_and_interpolated()
    {
        using var data = Open(Compatibility.Sound);
        var motion = new float[3 * 32 * 50];
        data.ReadSkeleton(Split.Train, 1, null, motion);

        // Joint j's x is j metres from the first one's; the second body stands 0.1 m above the first.
        motion[0].ShouldBe(-1, 1e-5f);
        motion[(31 * 50) + 48].ShouldBe(23, 1e-5f);
        motion[(32 * 50) + 1].ShouldBe(0.1f, 1e-5f);
        data.Labels(Split.Train).ShouldBe([0, 59]);
        data.Labels(Split.Test).ShouldBe([1, 59]);

        // 30 frames are fewer than 64: a cut takes nothing away.
        var cut = new float[motion.Length];
        data.ReadSkeleton(Split.Train, 1, 5, cut);
        cut.ShouldBe(motion);
    }

    [Fact]
    public void Several_threads_read_the_same_as_one()
    {
        using var data = Open(Compatibility.Reference);
        var expected = Enumerable.Range(0, 2).Select(i => Read(i)).ToArray();
        Parallel.For(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i => Read(i % 2).AsSpan().SequenceEqual(expected[i % 2]).ShouldBeTrue());

        float[] Read(int index)
        {
            var video = new float[8 * FrameValues];
            data.ReadVideo(Split.Train, index, 4, video);
            return video;
        }
    }

    [Fact]
    public void Videos_that_went_or_changed_are_named()
    {
        using var data = Open(Compatibility.Sound);
        var video = new float[8 * FrameValues];
        File.AppendAllText(source.Video(SmallNtu.Names[2]), "x");
        Should.Throw<InvalidFileException>(() => data.ReadVideo(Split.Dev, 0, null, video)).Message.ShouldContain("bytes instead of");
        File.Delete(source.Video(SmallNtu.Names[2]));
        Should.Throw<InvalidFileException>(() => data.ReadVideo(Split.Dev, 0, null, video)).Message
            .ShouldContain("P002R001A003_rgb.avi: is not there, though it was prepared; put it back, or delete the prepared folder and prepare it again");
    }

    [Fact]
    public void Rows_that_cannot_be_are_refused()
    {
        Open(Compatibility.Sound).Dispose();
        var path = source["out/clips.npy"];
        var whole = File.ReadAllBytes(path);
        (int Column, long Value)[] impossible =
            [(0, 1000), (0, -1), (2, 41), (4, 61), (4, 0), (5, 0), (5, 1 << 17), (6, 0), (6, long.MaxValue), (7, 148), (7, -1), (7, long.MaxValue), (8, 0)];
        foreach (var (column, value) in impossible)
        {
            var bytes = whole.ToArray();
            var row = bytes.Length - (NtuClip.Columns * sizeof(long));
            BitConverter.TryWriteBytes(bytes.AsSpan(row + (column * sizeof(long))), value).ShouldBeTrue();
            File.WriteAllBytes(path, bytes);
            Should.Throw<InvalidFileException>(() => NtuDataset.Open(source["out"]), $"{value} in column {column}").Message
                .ShouldContain("clips.npy: has an impossible clip in row 4; prepare the data again");
        }
    }

    [Fact]
    public void Damaged_manifests_and_tables_are_named()
    {
        Open(Compatibility.Sound).Dispose();
        var manifest = File.ReadAllText(source["out/manifest.json"]);
        Refuses("\"size\": 32", "\"size\": 2000000", "has the impossible size 2000000");
        Refuses("\"train\": 2", "\"train\": 0", "has impossible counts 0, 1 and 2");
        Refuses("\"train\": 2", "\"train\": 3", "clips.npy: holds Int64 [5, 9], but the manifest's counts ask for Int64 [6, 9]");
        Refuses("\"train\": 2,\n    \"dev\": 1", "\"train\": 1,\n    \"dev\": 2", "has 2 clips of train, but the manifest says 1");
        Refuses("\"formatVersion\": 1", "\"formatVersion\": 7", "has format version 7");
        NpyWriter.Write(source["out/video_digests.npy"], NdArray.From(new byte[64], 2, 32));
        Should.Throw<InvalidFileException>(() => NtuDataset.Open(source["out"])).Message.ShouldContain("it is truncated or was changed");

        void Refuses(string part, string instead, string problem)
        {
            manifest.ShouldContain(part);
            File.WriteAllText(source["out/manifest.json"], manifest.Replace(part, instead, StringComparison.Ordinal));
            Should.Throw<InvalidFileException>(() => NtuDataset.Open(source["out"])).Message.ShouldContain(problem);
            File.WriteAllText(source["out/manifest.json"], manifest);
        }
    }

    public void Dispose() => source.Dispose();

    private NtuDataset Open(Compatibility rules)
    {
        source.Prepare(source.Recipe with { Straight = true, Compatibility = rules }, "out");
        return NtuDataset.Open(source["out"]);
    }
}
