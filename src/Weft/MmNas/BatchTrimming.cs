using Weft.Torch;

namespace Weft.MmNas;

/// <summary>
/// Cuts a batch to its longest sample. Networks without operations that read padding give the same numbers then
/// (<see cref="MmNasGenotype.ReadsPadding"/>), but for rounding, as long as each sample has a word and a region.
/// </summary>
public static class BatchTrimming
{
    /// <summary>Cuts words and regions.</summary>
    /// <param name="input">The batch.</param>
    /// <param name="paddingRow">
    /// Whether one region row more than the longest sample's stays where there was one, as losses over padding need it
    /// (<see cref="GroundingRules.PaddingCompetes"/>); false by default.
    /// </param>
    public static MmNasInput Trim(MmNasInput input, bool paddingRow = false)
    {
        using var noGrad = Autograd.NoGrad();
        var words = Longest(input.Tokens.Eq(0L));
        var all = input.Regions.Size(1);
        var regions = Math.Min(all, Longest(MmNasNetwork.RegionMask(input.Regions)) + (paddingRow ? 1 : 0));
        return new MmNasInput(
            input.Tokens.Narrow(1, 0, words),
            input.Regions.Narrow(1, 0, regions),
            input.Geometry?.Narrow(1, 0, regions).Narrow(2, 0, regions),
            input.Boxes?.Narrow(1, 0, regions));
    }

    /// <summary>The largest number of positions that any sample needs; at least 1.</summary>
    private static long Longest(Tensor mask)
    {
        using var scope = new TensorScope();
        var positions = Tensor.Arange(1, mask.Size(1) + 1, dtype: DType.Float32, device: mask.Device);
        return Math.Max(1, (long)(mask.Not().To(DType.Float32) * positions).Amax([0, 1]).Item());
    }
}
