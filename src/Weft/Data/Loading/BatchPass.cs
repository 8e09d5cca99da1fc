using System.Threading.Channels;
using Weft.Torch;

namespace Weft.Data.Loading;

/// <summary>One pass of a <see cref="BatchLoader"/>: batches in order, read ahead on a background thread.</summary>
public sealed class BatchPass : IDisposable
{
    private readonly Channel<Batch> channel;
    private readonly CancellationTokenSource stop = new();
    private readonly Task worker;

    internal BatchPass(IBatchSource source, int epoch, int[] order, int batchSize, int first, int end, int prefetch)
    {
        channel = Channel.CreateBounded<Batch>(new BoundedChannelOptions(Math.Max(prefetch, 1)) { SingleReader = true, SingleWriter = true });
        worker = Task.Run(() => ReadAhead(source, epoch, order, batchSize, first, end));
    }

    /// <summary>The next batch; its tensors belong to the current scope.</summary>
    /// <exception cref="InvalidOperationException">The pass is over.</exception>
    public Batch Next(Device device)
    {
        if (!channel.Reader.TryRead(out var batch))
        {
            var more = channel.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult();
            if (!more || !channel.Reader.TryRead(out batch))
            {
                throw new InvalidOperationException("This pass over the data is over.");
            }
        }

        return batch.Scoped(device);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        stop.Cancel();
        worker.Wait();
        while (channel.Reader.TryRead(out var batch))
        {
            batch.Dispose();
        }

        stop.Dispose();
    }

    /// <summary>Reads one batch that belongs to nobody yet; a source that fails halfway leaves no tensor behind.</summary>
    private static Batch Load(IBatchSource source, int epoch, ReadOnlySpan<int> indices)
    {
        using var scope = new TensorScope();
        var batch = source.Load(epoch, indices);
        foreach (var input in batch.Inputs)
        {
            scope.Keep(input);
        }

        scope.Keep(batch.Labels);
        return batch;
    }

    private async Task ReadAhead(IBatchSource source, int epoch, int[] order, int batchSize, int first, int end)
    {
        try
        {
            for (var b = first; b < end && !stop.IsCancellationRequested; b++)
            {
                var start = b * batchSize;
                var batch = Load(source, epoch, order.AsSpan(start, Math.Min(batchSize, order.Length - start)));
                try
                {
                    await channel.Writer.WriteAsync(batch, stop.Token).ConfigureAwait(false);
                }
                catch (OperationCanceledException)
                {
                    batch.Dispose();
                    throw;
                }
            }

            channel.Writer.Complete();
        }
        catch (OperationCanceledException)
        {
            channel.Writer.TryComplete();
        }
        catch (Exception error)
        {
            // The reader meets it at the batch that failed.
            channel.Writer.TryComplete(error);
        }
    }
}
