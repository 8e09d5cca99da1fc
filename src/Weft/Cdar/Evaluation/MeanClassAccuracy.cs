namespace Weft.Cdar.Evaluation;

/// <summary>The mean over classes of the part of a class' samples that was found (CDAR specification 3).</summary>
public static class MeanClassAccuracy
{
    /// <summary>Computes it, in 0..1; 0 where no class has a sample.</summary>
    /// <param name="confusion">What was taken for what.</param>
    /// <param name="reference">
    /// Whether classes that are predicted but that no sample has count with an accuracy of 0, as in the published code (specification 7,
    /// 12);
    /// otherwise the mean is over the classes of the truth.
    /// </param>
    public static double Of(ConfusionMatrix confusion, bool reference = false) =>
        Of(confusion, Enumerable.Range(0, confusion.Classes), reference);

    /// <summary>The mean over some of the classes.</summary>
    internal static double Of(ConfusionMatrix confusion, IEnumerable<int> classes, bool reference)
    {
        var recalls = classes
            .Where(c => confusion.Support(c) > 0 || (reference && confusion.Predicted(c) > 0))
            .Select(confusion.Recall)
            .ToList();
        return recalls.Count == 0 ? 0 : recalls.Average();
    }
}
