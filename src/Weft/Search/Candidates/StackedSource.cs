using System.Runtime.InteropServices;
using Weft.Data;
using Weft.Data.Loading;
using Weft.Torch;
using Weft.Torch.Files;

namespace Weft.Search.Candidates;

/// <summary>
/// Batches for stacked networks, put together from cached taps: every network has its own order of samples, and its own dropout masks,
/// which depend on its seed, the epoch and the place in the pass alone. Runs on the loader's thread, beside the steps.
/// </summary>
/// <param name="network">Whose inputs.</param>
/// <param name="views">The samples in one or more views, each with one table for each tap.</param>
/// <param name="labels">The labels.</param>
/// <param name="seeds">The seed of each network; null reads in the stored order, without masks, for evaluation.</param>
/// <param name="shuffle">Whether networks have orders of their own; false keeps the stored order, as one published program does.</param>
public sealed class StackedSource(
    StackedNetwork network, IReadOnlyList<IReadOnlyList<RowTable>> views, RowTable labels, IReadOnlyList<ulong>? seeds, bool shuffle = true)
    : IBatchSource
{
    private readonly int networks = network.Count;
    private int orderEpoch = -1;
    private int[][] orders = [];

    /// <inheritdoc/>
    public int Count => labels.Count;

    /// <summary>Whether batches carry a mask behind the inputs.</summary>
    private bool Masked => seeds is not null && network.MaskElements > 0;

    /// <summary>Reads a batch.</summary>
    /// <returns>The inputs [networks, batch, width], a mask behind them in training; labels [networks x batch, ...], network by network.</returns>
    /// <inheritdoc/>
    public Batch Load(int epoch, ReadOnlySpan<int> indices)
    {
        PrepareOrders(epoch);
        var batch = indices.Length;
        var samples = new int[networks * batch];
        for (var k = 0; k < networks; k++)
        {
            for (var i = 0; i < batch; i++)
            {
                samples[(k * batch) + i] = orders.Length == 0 ? indices[i] : orders[k][indices[i]];
            }
        }

        var tensors = new Tensor[network.Inputs.Count + (Masked ? 1 : 0)];
        for (var n = 0; n < network.Inputs.Count; n++)
        {
            tensors[n] = Input(network.Inputs[n], epoch, samples, batch);
        }

        if (Masked)
        {
            tensors[^1] = Mask(epoch, indices);
        }

        return new Batch(tensors, labels.Gather(samples));
    }

    private void PrepareOrders(int epoch)
    {
        if (seeds is null || !shuffle || orderEpoch == epoch)
        {
            return;
        }

        orders = [.. seeds.Select(seed => Seeds.Permutation(Count, Seeds.Derive(Seeds.Derive(seed, "order"), $"order/{epoch}")))];
        orderEpoch = epoch;
    }

    private Tensor Input(StackedInput input, int epoch, int[] samples, int batch)
    {
        var tensor = Tensor.Zeros([networks, batch, input.Width]);
        var values = tensor.AsSpan<float>();
        for (var k = 0; k < networks; k++)
        {
            var taps = input.Taps[k];
            for (var i = 0; i < batch && taps.Count > 0; i++)
            {
                var row = (k * batch) + i;
                var column = row * input.Width;
                var view = views[(samples[row] + epoch) % views.Count];
                foreach (var tap in taps)
                {
                    column += Copy(view[tap], samples[row], values[column..]);
                }
            }
        }

        return tensor;
    }

    private static int Copy(RowTable table, int sample, Span<float> destination)
    {
        var bytes = table.Row(sample);
        if (table.Type == ElementType.Float32)
        {
            var row = MemoryMarshal.Cast<byte, float>(bytes);
            row.CopyTo(destination);
            return row.Length;
        }

        var halves = MemoryMarshal.Cast<byte, Half>(bytes);
        for (var j = 0; j < halves.Length; j++)
        {
            destination[j] = (float)halves[j];
        }

        return halves.Length;
    }

    /// <summary>
    /// Masks of 16 random bits an element, as <see cref="Torch.Modules.Dropout"/> draws them on the CPU. A network draws for its own
    /// layers only, which stand last, so that its masks do not depend on its company.
    /// </summary>
    private Tensor Mask(int epoch, ReadOnlySpan<int> indices)
    {
        const int drawsPerWord = 4;
        var elements = network.MaskElements;
        var tensor = Tensor.Zeros([networks, indices.Length, elements]);
        var values = tensor.AsSpan<float>();
        var kept = Math.Max(1, Math.Round((1 - network.MaskProbability) * (1 << 16)));
        var scale = (float)(1 / (1 - network.MaskProbability));
        for (var k = 0; k < networks; k++)
        {
            // The pass goes through places in order, so its first place names the batch.
            var state = Seeds.Derive(seeds![k], $"mask/{epoch}/{indices[0]}");
            var own = network.MaskElementsOf(k);
            var (word, draws) = (0UL, 0);
            for (var i = 0; i < indices.Length; i++)
            {
                foreach (ref var value in values.Slice((((k * indices.Length) + i) * elements) + elements - own, own))
                {
                    word = draws++ % drawsPerWord == 0 ? Seeds.Next(ref state) : word >> 16;
                    value = (word & 0xFFFF) < kept ? scale : 0;
                }
            }
        }

        return tensor;
    }
}
