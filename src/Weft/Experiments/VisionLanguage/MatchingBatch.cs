using Weft.Data.Loading;
using Weft.MmNas;
using Weft.Torch;

namespace Weft.Experiments.VisionLanguage;

/// <summary>The losses of batches of <see cref="MatchingSource"/>.</summary>
internal static class MatchingBatch
{
    private const int Tokens = 0;
    private const int Features = 1;
    private const int Geometry = 2;
    private const int Boxes = 3;
    private const int Negative = 4;

    /// <summary>
    /// Each caption with its image, a wrong caption with the image, and the caption with a wrong image: one pass of three times the batch, in
    /// which every image is projected once.
    /// </summary>
    /// <param name="network">The network.</param>
    /// <param name="batch">With negatives.</param>
    /// <param name="loss">How pairs are judged.</param>
    internal static Tensor Triple(MmNasNetwork network, Batch batch, MatchingLoss loss)
    {
        var size = batch.Size;
        var seen = network.ProjectRegions(
            Both(batch, Features)!, Both(batch, Geometry), Both(batch, Boxes));
        var (own, wrong) = (Tensor.Arange(0, size, device: seen.Hidden.Device), Tensor.Arange(size, 2 * size, device: seen.Hidden.Device));

        // Encoded for each pair, since each has its own dropout.
        var text = network.EncodeText(Tensor.Cat([batch.Inputs[Tokens], batch.Inputs[Tokens + Negative], batch.Inputs[Tokens]], 0));
        var scores = network.Decode(text, seen.Rows(Tensor.Cat([own, own, wrong], 0))).Scores;
        return MmNasLosses.Matching(
            scores.Narrow(0, 0, size), scores.Narrow(0, size, size), scores.Narrow(0, 2 * size, size), loss switch
            {
                MatchingLoss.Bce => MatchingRule.Probabilities,
                MatchingLoss.Margin => MatchingRule.Margin,
                _ => MatchingRule.Logits,
            });
    }

    /// <summary>Each caption picks its image, and each image its caption, among all of the batch; the mean of both cross entropies, times the batch.</summary>
    /// <param name="network">The network.</param>
    /// <param name="batch">Without negatives; its labels tell whose texts are the same, which then are no wrong answers.</param>
    internal static Tensor Contrast(MmNasNetwork network, Batch batch)
    {
        var size = batch.Size;
        var device = batch.Inputs[Features].Device;
        var text = network.EncodeText(batch.Inputs[Tokens]);

        // Blocks before the first that looks at the text see each image once, not once for each caption.
        var seen = network.Advance(
            network.ProjectRegions(batch.Inputs[Features], Ranked(batch.Inputs[Geometry]), Ranked(batch.Inputs[Boxes])));
        var row = Tensor.Arange(0, size, device: device);
        var captions = row.Unsqueeze(1).Expand(size, size).Reshape(-1);
        var images = row.Unsqueeze(0).Expand(size, size).Reshape(-1);
        var logits = network.Decode(text.Rows(captions), seen.Rows(images)).Scores.Reshape(size, size);
        var same = batch.Labels.Unsqueeze(0).Eq(batch.Labels.Unsqueeze(1));
        var own = Tensor.Eye(size, device: device).Eq(1.0);
        var masked = logits.MaskedFill(same.And(own.Not()), -1e9);
        return (masked.CrossEntropy(row, Tensor.Reduction.Sum) + masked.Transpose(0, 1).CrossEntropy(row, Tensor.Reduction.Sum)) * 0.5;
    }

    private static Tensor? Both(Batch batch, int input) =>
        batch.Inputs[input].Rank > 2 ? Tensor.Cat([batch.Inputs[input], batch.Inputs[input + Negative]], 0) : null;

    private static Tensor? Ranked(Tensor tensor) => tensor.Rank > 2 ? tensor : null;
}
