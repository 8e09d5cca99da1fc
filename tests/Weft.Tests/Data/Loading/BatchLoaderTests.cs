using System.Collections.Concurrent;
using Shouldly;
using Weft.Data.Loading;
using Weft.Torch;

namespace Weft.Tests.Data.Loading;

public sealed class BatchLoaderTests
{
    [Fact]
    public void The_order_depends_on_seed_and_epoch_only()
    {
        var first = Read(new BatchLoader(new Numbers(11), 4, 5), epoch: 0);
        first.ShouldBe(Read(new BatchLoader(new Numbers(11), 4, 5, prefetch: 7), epoch: 0));
        first.Order().ShouldBe(Enumerable.Range(0, 11));
        Read(new BatchLoader(new Numbers(11), 4, 5), epoch: 1).ShouldNotBe(first);
        Read(new BatchLoader(new Numbers(11), 4, 6), epoch: 0).ShouldNotBe(first);
        Read(new BatchLoader(new Numbers(11), 4, null), epoch: 3).ShouldBe(Enumerable.Range(0, 11));
    }

    [Fact]
    public void A_pass_goes_on_at_any_batch()
    {
        var loader = new BatchLoader(new Numbers(11), 4, 5);
        var whole = Read(loader, 2);
        for (var from = 0; from <= loader.Batches; from++)
        {
            Read(loader, 2, from).ShouldBe(whole.Skip(4 * from));
        }
    }

    [Theory]
    [InlineData(8, 4, false, 2)]
    [InlineData(9, 4, false, 3)]
    [InlineData(9, 4, true, 2)]
    [InlineData(10, 4, true, 3)]
    [InlineData(1, 4, true, 1)]
    public void A_last_single_sample_can_be_dropped(int count, int size, bool drop, int batches)
    {
        var loader = new BatchLoader(new Numbers(count), size, 5, drop);
        loader.Batches.ShouldBe(batches);
        loader.BatchesExact.ShouldBe((double)count / size);
        Read(loader, 0).Count.ShouldBe(Math.Min(count, drop && count > 1 ? batches * size : count));
    }

    [Theory]
    [InlineData(8, 4, 2)]
    [InlineData(9, 4, 2)]
    [InlineData(11, 4, 2)]
    [InlineData(3, 4, 1)]
    public void A_last_partial_batch_can_be_dropped_but_not_the_only_one(int count, int size, int batches)
    {
        var loader = new BatchLoader(new Numbers(count), size, 5, dropPartial: true);
        loader.Batches.ShouldBe(batches);
        Read(loader, 0).ShouldBe(Read(new BatchLoader(new Numbers(count), size, 5), 0).Take(batches * size));
    }

    [Fact]
    public void A_published_order_goes_before_the_seed()
    {
        var loader = new BatchLoader(new Numbers(5), 2, 7, publishedOrder: epoch => epoch == 0 ? [4, 3, 2, 1, 0] : [1, 0, 3, 2, 4]);
        Read(loader, 0).ShouldBe([4, 3, 2, 1, 0]);
        Read(loader, 1).ShouldBe([1, 0, 3, 2, 4]);
        Read(loader, 1, from: 1).ShouldBe([3, 2, 4]);
    }

    [Fact]
    public void Reading_ahead_is_bounded()
    {
        var source = new Numbers(1000);
        using var stream = new BatchLoader(source, 1, null, prefetch: 3).Begin(0);

        // Three lie ready and a fourth waits to be taken; more must not come, however long nobody reads.
        SpinWait.SpinUntil(() => source.Loads >= 4, TimeSpan.FromSeconds(20)).ShouldBeTrue();
        SpinWait.SpinUntil(() => source.Loads > 4, TimeSpan.FromMilliseconds(200)).ShouldBeFalse();
        using (new TensorScope())
        {
            stream.Next(Device.Cpu).Labels.ToArray<long>().ShouldBe([0]);
        }

        SpinWait.SpinUntil(() => source.Loads == 5, TimeSpan.FromSeconds(20)).ShouldBeTrue();
    }

    [Fact]
    public void A_failure_reaches_the_reader_at_its_batch()
    {
        using var scope = new TensorScope();
        using var stream = new BatchLoader(new Numbers(20) { Broken = 9 }, 4, null).Begin(0);
        stream.Next(Device.Cpu).Size.ShouldBe(4);
        stream.Next(Device.Cpu).Size.ShouldBe(4);
        Should.Throw<IOException>(() => stream.Next(Device.Cpu)).Message.ShouldBe("sample 9 cannot be read");
        Should.Throw<IOException>(() => stream.Next(Device.Cpu));
    }

    [Fact]
    public void Beyond_the_end_there_is_nothing()
    {
        using var scope = new TensorScope();
        using var stream = new BatchLoader(new Numbers(4), 4, null).Begin(0);
        stream.Next(Device.Cpu);
        Should.Throw<InvalidOperationException>(() => stream.Next(Device.Cpu)).Message.ShouldBe("This pass over the data is over.");
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(1, null)]
    [InlineData(5, null)]
    [InlineData(2, 9)]
    public void Ended_at_any_moment_it_leaves_no_tensor(int taken, int? broken)
    {
        var before = TensorScope.LiveTensors;
        using (new TensorScope())
        {
            using var stream = new BatchLoader(new Numbers(20) { Broken = broken }, 4, null).Begin(0);
            for (var i = 0; i < taken; i++)
            {
                stream.Next(Device.Cpu);
            }

            if (broken is not null)
            {
                Should.Throw<IOException>(() => stream.Next(Device.Cpu));
            }
        }

        TensorScope.LiveTensors.ShouldBe(before);
    }

    private static List<int> Read(BatchLoader loader, int epoch, int from = 0)
    {
        using var stream = loader.Begin(epoch, from);
        var read = new List<int>();
        for (var b = from; b < loader.Batches; b++)
        {
            using var scope = new TensorScope();
            var batch = stream.Next(Device.Cpu);
            batch.Inputs[0].ToArray<float>().ShouldBe(batch.Labels.ToArray<long>().Select(l => (float)l));
            read.AddRange(batch.Labels.ToArray<long>().Select(l => (int)l));
        }

        return read;
    }

    /// <summary>Samples that are their own index.</summary>
    private sealed class Numbers(int count) : IBatchSource
    {
        private readonly ConcurrentBag<int> loads = [];

        public int? Broken { get; init; }

        public int Loads => loads.Count;

        public int Count => count;

        public Batch Load(int epoch, ReadOnlySpan<int> indices)
        {
            loads.Add(indices[0]);
            var inputs = Tensor.From(indices.ToArray().Select(i => (float)i).ToArray(), indices.Length);
            return Broken is { } broken && indices.Contains(broken)
                ? throw new IOException($"sample {broken} cannot be read")
                : new Batch([inputs], Tensor.From(indices.ToArray().Select(i => (long)i).ToArray(), indices.Length));
        }
    }
}
