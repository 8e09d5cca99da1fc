using Weft.MmNas;
using Weft.Torch;

namespace Weft.Experiments.VisionLanguage;

/// <summary>
/// Captions encoded once and kept without their padding, so that pairs with many images need not encode them again. Only the network's
/// weights of the moment count: make it anew when they have changed.
/// </summary>
internal sealed class TextStates : IDisposable
{
    private const int EncodedAtOnce = 256;

    private readonly Tensor hidden;
    private readonly Tensor pooled;
    private readonly int[] firsts;
    private readonly int[] lengths;
    private readonly int[] words;
    private readonly Device device;

    private TextStates(Tensor hidden, Tensor pooled, int[] firsts, int[] lengths, int[] words, Device device)
    {
        this.hidden = hidden;
        this.pooled = pooled;
        this.firsts = firsts;
        this.lengths = lengths;
        this.words = words;
        this.device = device;
    }

    /// <summary>Encodes captions.</summary>
    /// <param name="network">The network, in evaluation mode.</param>
    /// <param name="captions">Token ids, without padding.</param>
    /// <param name="fixedLength">The length that captions are padded to where padding matters; 0 for as long as need be.</param>
    /// <param name="device">Where the network is.</param>
    internal static TextStates Encode(MmNasNetwork network, IReadOnlyList<long[]> captions, int fixedLength, Device device)
    {
        using var noGrad = Autograd.NoGrad();
        using var scope = new TensorScope();

        // By length, so that little padding is encoded.
        var order = Enumerable.Range(0, captions.Count).OrderBy(i => captions[i].Length).ThenBy(i => i).ToArray();
        var (firsts, lengths) = (new int[captions.Count], new int[captions.Count]);
        var places = new int[captions.Count];
        var (rows, pools) = (new List<Tensor>(), new List<Tensor>());
        var next = 0;
        foreach (var block in order.Chunk(EncodedAtOnce))
        {
            using var inner = new TensorScope();
            var tokens = RegionBatches.Tokens([.. block.Select(i => captions[i])], fixedLength);
            var state = network.EncodeText(device.IsCpu ? tokens : tokens.To(device));
            var width = (int)state.Hidden.Size(1);
            var kept = new List<long>();
            for (var b = 0; b < block.Length; b++)
            {
                var length = fixedLength > 0 ? width : captions[block[b]].Length;
                (firsts[block[b]], lengths[block[b]]) = (next, length);
                places[block[b]] = (pools.Count * EncodedAtOnce) + b;
                kept.AddRange(Enumerable.Range(0, length).Select(l => ((long)b * width) + l));
                next += length;
            }

            rows.Add(inner.Keep(state.Hidden.Flatten(0, 1).IndexSelect(0, Index(kept, device))));
            pools.Add(inner.Keep(state.Pooled));
        }

        // A last row of zeros stands for padding.
        var all = Tensor.Cat([.. rows, Tensor.Zeros([1, rows[0].Size(1)], rows[0].DType, device)], 0);
        var sums = Tensor.Cat([.. pools], 0).IndexSelect(0, Index([.. places.Select(p => (long)p)], device));
        return new TextStates(all.Unscoped(), sums.Unscoped(), firsts, lengths, [.. captions.Select(c => c.Length)], device);
    }

    /// <summary>How many words a caption has, with padding where that matters.</summary>
    internal int LengthOf(int caption) => lengths[caption];

    /// <summary>The states of chosen captions, padded to the longest of them.</summary>
    /// <param name="captions">The captions' numbers; one may be chosen more than once.</param>
    internal TextState Of(ReadOnlySpan<int> captions)
    {
        var width = 1;
        foreach (var caption in captions)
        {
            width = Math.Max(width, lengths[caption]);
        }

        var padding = hidden.Size(0) - 1;
        var (index, mask) = (new long[captions.Length * width], new byte[captions.Length * width]);
        var places = new long[captions.Length];
        for (var i = 0; i < captions.Length; i++)
        {
            places[i] = captions[i];
            for (var l = 0; l < width; l++)
            {
                var inside = l < lengths[captions[i]];
                index[(i * width) + l] = inside ? firsts[captions[i]] + l : padding;
                mask[(i * width) + l] = l < words[captions[i]] ? (byte)0 : (byte)1;
            }
        }

        var rows = hidden.IndexSelect(0, Index(index, device)).Reshape(captions.Length, width, hidden.Size(1));
        var masked = Tensor.From(mask, captions.Length, width);
        return new TextState(rows, (device.IsCpu ? masked : masked.To(device)).Eq(1.0), pooled.IndexSelect(0, Index(places, device)));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        hidden.Dispose();
        pooled.Dispose();
    }

    private static Tensor Index(IReadOnlyList<long> values, Device device)
    {
        var tensor = Tensor.From([.. values], values.Count);
        return device.IsCpu ? tensor : tensor.To(device);
    }
}
