using Weft.Data.Loading;

namespace Weft.Experiments.VisionLanguage;

/// <summary>Parts of batches, for gradients that are added up.</summary>
internal static class BatchPart
{
    /// <summary>Some consecutive samples of a batch, as views.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="first">The first sample.</param>
    /// <param name="count">How many.</param>
    internal static Batch Of(Batch batch, int first, int count) => count == batch.Size
        ? batch
        : new Batch(Array.ConvertAll(batch.Inputs, input => input.Narrow(0, first, count)), batch.Labels.Narrow(0, first, count));
}
