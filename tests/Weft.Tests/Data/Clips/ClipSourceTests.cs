using System.Collections.Concurrent;
using Shouldly;
using Weft.Data.Clips;
using Weft.Data.Clips.Lists;
using Weft.Data.Clips.Sampling;
using Weft.Data.Formats;
using Weft.Data.Loading;
using Weft.Torch;

namespace Weft.Tests.Data.Clips;

public sealed class ClipSourceTests : IDisposable
{
    private static readonly Normalisation AsIs = new([0, 0, 0], [1, 1, 1]);

    private readonly SmallClips clips = new();
    private readonly TensorScope scope = new();
    private readonly ConcurrentBag<string> remarks = [];

    [Fact]
    public void Batches_have_clips_and_labels()
    {
        using var source = Source(clips.Read("list.txt", 20, 3, 1, 2));
        source.Shape().ShouldBe([2, 3, 4, SmallClips.Height, SmallClips.Width]);
        var batch = source.Load(0, [2, 0]);
        batch.Inputs.ShouldHaveSingleItem().Shape.ShouldBe([2, 2, 3, 4, SmallClips.Height, SmallClips.Width]);
        batch.Labels.ToArray<long>().ShouldBe([2, 3]);

        // The red of a pixel tells its clip.
        Clip(batch, 0).ShouldBe(2);
        Clip(batch, 1).ShouldBe(0);
        remarks.ShouldBeEmpty();
    }

    [Fact]
    public void What_is_drawn_follows_the_seed_the_epoch_and_the_clip_alone()
    {
        var list = clips.Read("list.txt", 60, 0, 1, 2);
        using var source = Source(list);
        using var again = Source(list);
        using var other = Source(list, seed: 8);
        int[] order = [0, 1, 2];
        var first = Values(source, 3, order);
        Values(again, 3, [2, 1, 0]).Chunk(first.Length / 3).Reverse().SelectMany(v => v).ShouldBe(first);
        Values(again, 4, order).ShouldNotBe(first);
        Values(other, 3, order).ShouldNotBe(first);
        Values(again, 3, order).ShouldBe(first);
    }

    [Fact]
    public void A_clip_that_a_batch_has_twice_is_drawn_twice()
    {
        using var source = Source(clips.Read("list.txt", 60, 0, 1));
        var both = Values(source, 3, [0, 0]).Chunk(Values(source, 3, [0]).Length).ToList();
        both[0].ShouldBe(Values(source, 3, [0]));
        both[1].ShouldNotBe(both[0]);
    }

    [Fact]
    public void In_tests_every_epoch_and_seed_shows_the_same()
    {
        var list = clips.Read("list.txt", 60, 0, 1);
        using var source = Source(list, train: false);
        using var other = Source(list, seed: 8, train: false);
        var first = Values(source, 0, [0, 1]);
        Values(other, 5, [0, 1]).ShouldBe(first);
    }

    [Fact]
    public void The_views_of_a_local_global_grid_decode_a_third_of_it()
    {
        var list = clips.Read("list.txt", 160, 0);
        using var source = new ClipSource(
            list,
            new ClipPipeline(FrameSamplers.Build(new SamplerSettings { Name = SamplerName.LocalGlobal }, train: false), [], AsIs, train: false),
            seed: 7);
        source.Load(0, [0]);
        (source.FramesShown, source.FramesDecoded).ShouldBe((24, 22));
    }

    [Fact]
    public void A_clip_that_cannot_be_read_is_named_once_and_another_of_its_class_stands_for_it()
    {
        var list = clips.Read("list.txt", 20, 0, 1, 1, 1, 0, 1);
        File.Delete(clips["clip2/img_00005.png"]);
        Directory.Delete(clips["clip2"], recursive: true);
        var found = new int[2];
        for (var run = 0; run < found.Length; run++)
        {
            remarks.Clear();
            using var source = Source(list);
            var batch = source.Load(0, [2, 0]);
            found[run] = Clip(batch, 0);
            batch.Labels.ToArray<long>().ShouldBe([1, 0]);
            Clip(source.Load(1, [2]), 0).ShouldBe(found[run]);
            source.Unreadable.ShouldBe(1);
            remarks.ShouldHaveSingleItem().ShouldStartWith("The clip clip2 cannot be read and is replaced by another one: ");
        }

        found[0].ShouldBeOneOf(1, 3, 5);
        found[1].ShouldBe(found[0]);

        // Whether the one that stood for it is known to be unreadable already makes no difference to who comes next.
        Directory.Delete(clips[$"clip{found[0]}"], recursive: true);
        using var early = Source(list);
        using var late = Source(list);
        late.Load(0, [found[0]]);
        Clip(early.Load(0, [2]), 0).ShouldBe(Clip(late.Load(0, [2]), 0));
    }

    [Fact]
    public void Where_no_clip_of_the_class_is_left_one_of_another_class_stands_with_its_own_label()
    {
        var list = clips.Read("list.txt", 20, 0, 1, 0);
        Directory.Delete(clips["clip1"], recursive: true);
        using var source = Source(list);
        var batch = source.Load(0, [1]);
        batch.Labels.ToArray<long>().ShouldBe([0]);
        Clip(batch, 0).ShouldBeOneOf(0, 2);
    }

    [Fact]
    public void More_than_half_unreadable_is_an_error()
    {
        var list = clips.Read("list.txt", 20, 0, 1, 0);
        Directory.Delete(clips["clip0"], recursive: true);
        Directory.Delete(clips["clip2"], recursive: true);
        using var source = Source(list);
        Should.Throw<WeftException>(() => source.Load(0, [0, 1, 2])).Message
            .ShouldContain("list.txt: 2 of its 3 clips cannot be read, which is more than half; the last: ");
    }

    [Fact]
    public void Samples_of_several_sizes_are_an_error()
    {
        var list = clips.Read("list.txt", 20, 0, 1);
        foreach (var file in Directory.GetFiles(clips["clip1"]))
        {
            File.WriteAllBytes(file, PngWriter.Encode(SmallClips.Pixels(1, 0, 5, 5), 5, 5));
        }

        using var source = Source(list);
        source.Load(0, [0]);
        Should.Throw<WeftException>(() => source.Load(0, [1])).Message.ShouldEndWith(
            "list.txt: samples end as 6 x 4 pixels, but clip1 as 5 x 5; let the transforms end in one size: add a resize or a crop.");
        remarks.ShouldBeEmpty();
    }

    [Fact]
    public void A_loader_reads_it_in_a_balanced_order()
    {
        var list = clips.Read("list.txt", 20, 0, 0, 0, 1);
        using var source = Source(list);
        var order = new BalancedOrder(list.Labels, seed: 3);
        using var pass = new BatchLoader(source, 4, null, publishedOrder: order.Indices).Begin(epoch: 2);
        pass.Next(Device.Cpu).Labels.ToArray<long>().ShouldBe(order.Indices(2).Select(index => (long)list.Labels[index]));
    }

    public void Dispose()
    {
        scope.Dispose();
        clips.Dispose();
    }

    private static int Clip(Batch batch, int item) => (int)batch.Inputs[0].Select(0, item).ToArray<float>()[0] / 10;

    private static float[] Values(ClipSource source, int epoch, int[] indices) => source.Load(epoch, indices).Inputs[0].ToArray<float>();

    private ClipSource Source(ClipList list, ulong seed = 7, bool train = true) =>
        new(list, new ClipPipeline(new ClipsSampler(2, 4, 3), [], AsIs, train: train), seed, remarks.Add);
}
