using System.Runtime.ExceptionServices;
using Weft.Data.Clips.Frames;
using Weft.Data.Clips.Lists;
using Weft.Data.Loading;
using Weft.Search;
using Weft.Torch;

namespace Weft.Data.Clips;

/// <summary>
/// Samples of a list's clips. The input is [batch, views, 3, frames, height, width]; what is drawn depends on the seed, the epoch and the
/// clip alone. In the place of a clip that cannot be read stands another one.
/// </summary>
/// <param name="clips">The clips.</param>
/// <param name="pipeline">Makes samples of them.</param>
/// <param name="seed">Determines what is drawn.</param>
/// <param name="remark">Is told of each clip that cannot be read, once; may be called from several threads.</param>
public sealed class ClipSource(ClipList clips, ClipPipeline pipeline, ulong seed, Action<string>? remark = null) : IBatchSource, IDisposable
{
    private readonly ClipReader reader = new(clips);
    private readonly ClipReplacements replacements = new(clips, seed, remark);
    private readonly Lock gate = new();
    private long framesShown;
    private (int Height, int Width)? size;

    /// <inheritdoc/>
    public int Count => clips.Clips.Count;

    /// <summary>The clips.</summary>
    public ClipList Clips => clips;

    /// <summary>How many frames were decoded until now.</summary>
    public long FramesDecoded => reader.FramesDecoded;

    /// <summary>How many frames the samples showed until now; those that two views of a sample show, or one shows twice, count twice.</summary>
    public long FramesShown => Interlocked.Read(ref framesShown);

    /// <summary>Clips that were found to be unreadable until now.</summary>
    public int Unreadable => replacements.Count;

    /// <summary>A sample's shape, [views, 3, frames, height, width]; the first call may read a clip.</summary>
    /// <exception cref="WeftException">Too many clips cannot be read, or the transforms do not end in one size.</exception>
    public long[] Shape()
    {
        if (Size() is not var (height, width))
        {
            Prepare(0, 0, 0, out _);
            (height, width) = Size()!.Value;
        }

        return [pipeline.Views, FrameStack.Colours, pipeline.Length, height, width];
    }

    /// <inheritdoc/>
    /// <exception cref="WeftException">Too many clips cannot be read, or the transforms do not end in one size.</exception>
    public Batch Load(int epoch, ReadOnlySpan<int> indices)
    {
        var order = indices.ToArray();
        var samples = new PreparedClip[order.Length];
        var labels = Tensor.Empty([order.Length], DType.Int64);
        var given = new long[order.Length];
        var repeats = Repeats(order);
        Each(order.Length, i =>
        {
            samples[i] = Prepare(epoch, order[i], repeats[i], out var clip);
            given[i] = clip.Label;
        });
        given.CopyTo(labels.AsSpan<long>());
        var shape = Shape();
        var input = Tensor.Empty([order.Length, .. shape]);
        var length = checked((int)shape.Aggregate(1L, (a, b) => a * b));
        Each(order.Length, i => pipeline.Write(samples[i], input.AsSpan<float>().Slice(i * length, length)));
        return new Batch([input], labels);
    }

    /// <inheritdoc/>
    public void Dispose() => reader.Dispose();

    // Each sample has its own place and its own draws, so the order of reading changes no bit.
    private static void Each(int count, Action<int> read)
    {
        try
        {
            Parallel.For(0, count, read);
        }
        catch (AggregateException several)
        {
            ExceptionDispatchInfo.Throw(several.InnerExceptions[0]);
        }
    }

    /// <summary>How often each sample's clip came before it in the batch: orders that balance classes draw clips with replacement.</summary>
    private static int[] Repeats(int[] order)
    {
        var seen = new Dictionary<int, int>();
        return Array.ConvertAll(order, index => seen[index] = seen.TryGetValue(index, out var times) ? times + 1 : 0);
    }

    private PreparedClip Prepare(int epoch, int index, int repeat, out ClipRecord clip)
    {
        // In tests a clip looks the same in every epoch.
        var again = repeat == 0 ? string.Empty : $"/{repeat}";
        var draws = Seeds.Derive(seed, pipeline.Train ? $"clip/{epoch}/{index}{again}" : $"clip/{index}");
        foreach (var candidate in replacements.Candidates(index))
        {
            try
            {
                var sample = pipeline.Prepare(reader, clips.Clips[candidate], new ItemDraws(draws));
                RequireSize(clips.Clips[candidate], sample);
                Interlocked.Add(ref framesShown, sample.FramesShown);
                clip = clips.Clips[candidate];
                return sample;
            }
            catch (InvalidFileException problem)
            {
                replacements.Refuse(candidate, problem);
            }
        }

        throw new WeftException($"{clips.Name}: no clip can be read that could stand in the place of {clips.Clips[index].Name}; mend the data.");
    }

    private (int Height, int Width)? Size()
    {
        lock (gate)
        {
            return size;
        }
    }

    private void RequireSize(ClipRecord clip, PreparedClip sample)
    {
        lock (gate)
        {
            size ??= (sample.Height, sample.Width);
            if (size is var (height, width) && (sample.Height, sample.Width) != (height, width))
            {
                throw new WeftException(
                    $"{clips.Name}: samples end as {width} x {height} pixels, but {clip.Name} as {sample.Width} x {sample.Height}; "
                    + "let the transforms end in one size: add a resize or a crop.");
            }
        }
    }
}
