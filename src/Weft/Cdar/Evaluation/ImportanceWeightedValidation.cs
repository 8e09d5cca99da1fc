namespace Weft.Cdar.Evaluation;

/// <summary>What held-out clips of the source say of the target.</summary>
/// <param name="Risk">The estimated risk on the target.</param>
/// <param name="SourceRisk">The mean loss of the held-out clips themselves.</param>
/// <param name="MeanWeight">The mean of their weights; far from 1, few of them are like the target.</param>
public sealed record ValidationEstimate(double Risk, double SourceRisk, double MeanWeight)
{
    /// <summary>What is searched for, higher is better: 1 - <see cref="Risk"/>. As the risk, it may leave 0..1.</summary>
    public double Score => 1 - Risk;
}

/// <summary>
/// Deep embedded validation (You, Wang, Long and Jordan, ICML 2019): the risk of a network on the target, estimated without any label of
/// the target. Losses l of held-out clips of the source are weighted by the density ratio w of their features,
/// <c>L = w · l</c>, and a control variate takes out what the weights' own spread adds:
/// <c>R = mean(L) + η · mean(w) - η</c> with <c>η = -Cov(L, w) / Var(w)</c>.
/// </summary>
public static class ImportanceWeightedValidation
{
    /// <summary>Estimates the risk on the target.</summary>
    /// <param name="source">Features of the source that the network was trained on.</param>
    /// <param name="target">Features of the target.</param>
    /// <param name="heldOut">Features of clips of the source that it was not trained on.</param>
    /// <param name="losses">Their losses, such as 0 for right and 1 for wrong.</param>
    /// <param name="decay">L2 decay of the regression that tells the domains apart.</param>
    /// <exception cref="ArgumentException">There is nothing to estimate from, or sizes differ.</exception>
    public static ValidationEstimate Estimate(
        FeatureRows source, FeatureRows target, FeatureRows heldOut, IReadOnlyList<double> losses, double decay = DensityRatio.DefaultDecay) =>
        Estimate(losses, DensityRatio.Fit(source, target, decay).Of(heldOut));

    /// <summary>Estimates the risk on the target from weights that are known.</summary>
    /// <param name="losses">The losses of held-out clips.</param>
    /// <param name="weights">Their weights; their mean over the source is 1 where they are exact.</param>
    /// <exception cref="ArgumentException">There is nothing to estimate from, or sizes differ.</exception>
    public static ValidationEstimate Estimate(IReadOnlyList<double> losses, IReadOnlyList<double> weights)
    {
        if (losses.Count == 0 || losses.Count != weights.Count)
        {
            throw new ArgumentException($"{losses.Count} losses have {weights.Count} weights.", nameof(weights));
        }

        var weighted = losses.Zip(weights, (loss, weight) => loss * weight).ToArray();
        var (meanLoss, meanWeight) = (weighted.Average(), weights.Average());
        var (together, spread) = (0.0, 0.0);
        for (var i = 0; i < weighted.Length; i++)
        {
            together += (weighted[i] - meanLoss) * (weights[i] - meanWeight);
            spread += (weights[i] - meanWeight) * (weights[i] - meanWeight);
        }

        // Equal weights leave nothing to take out.
        var control = spread > 0 ? -together / spread : 0;
        return new ValidationEstimate(meanLoss + (control * meanWeight) - control, losses.Average(), meanWeight);
    }
}
