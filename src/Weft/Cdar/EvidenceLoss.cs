using Weft.Torch;

namespace Weft.Cdar;

/// <summary>What evidence is compared with labels by.</summary>
public enum EvidenceRule
{
    /// <summary>Logarithms. The default.</summary>
    Log,

    /// <summary>Digamma functions.</summary>
    Digamma,

    /// <summary>Squared errors, with the variance.</summary>
    Mse,

    /// <summary>Cross-entropy, with the variance.</summary>
    CrossEntropy,
}

/// <summary>How the annealed terms' weight grows.</summary>
public enum EvidenceAnnealing
{
    /// <summary>Exponentially from 0.01 to 1 over the training. The default.</summary>
    Exponential,

    /// <summary>By 0.1 an epoch, up to 1.</summary>
    Step,
}

/// <summary>
/// The loss of evidential deep learning (CDAR specification 2.6; Sensoy et al., 2018; Bao et al., 2021): logits become evidence for a
/// Dirichlet distribution over the classes.
/// </summary>
public sealed record EvidenceLoss
{
    private const double Tiny = 1e-10;
    private const double AnnealingStart = 0.01;
    private static readonly Operator Digamma = new("aten::digamma");
    private static readonly Operator LogGamma = new("aten::lgamma");

    /// <summary>What evidence is compared with labels by.</summary>
    public EvidenceRule Rule { get; init; }

    /// <summary>How the annealed terms' weight grows.</summary>
    public EvidenceAnnealing Annealing { get; init; }

    /// <summary>
    /// Whether evidence for wrong classes is pulled to none; false by default. The cross-entropy rule always does so.
    /// </summary>
    public bool Divergence { get; init; }

    /// <summary>Whether certainty is asked for where the prediction is right and uncertainty where it is wrong; logarithms and digamma only.</summary>
    public bool Calibration { get; init; } = true;

    /// <summary>Whether score and uncertainty are multiplied within that term's logarithm; false by default.</summary>
    public bool Disentangle { get; init; }

    /// <summary>Evidence for classes: e to the power of the logit, which is first brought into ±10.</summary>
    /// <param name="logits">[rows, classes].</param>
    public static Tensor Evidence(Tensor logits) => logits.Clamp(-10, 10).Exp();

    /// <summary>The weight of the annealed terms.</summary>
    /// <param name="place">Where the training is.</param>
    public double Weight(TrainingPlace place) => Annealing == EvidenceAnnealing.Step
        ? Math.Min(1, place.Epoch / 10.0)
        : AnnealingStart * Math.Exp(-Math.Log(AnnealingStart) / Math.Max(place.Epochs, 1) * place.Epoch);

    /// <summary>Computes the terms, each a mean over the rows; their sum is the loss.</summary>
    /// <param name="logits">[rows, classes]; rows of the source.</param>
    /// <param name="labels">[rows] Int64.</param>
    /// <param name="place">Where the training is.</param>
    /// <returns>Terms by name: <c>loss_edl</c> or <c>loss_cls</c> and <c>loss_var</c>, and <c>loss_kl</c>, <c>loss_avu</c>.</returns>
    public IReadOnlyList<(string Name, Tensor Value)> Terms(Tensor logits, Tensor labels, TrainingPlace place)
    {
        var classes = (int)logits.Size(1);
        var truth = labels.OneHot(classes).To(logits.DType);
        var alpha = Evidence(logits) + 1.0;
        var strength = alpha.Sum([1], keepDim: true);
        var weight = Weight(place);
        List<(string, Tensor)> terms = Rule switch
        {
            EvidenceRule.Log => [("loss_edl", (truth * (strength.Log() - alpha.Log())).Sum([1]).Mean())],
            EvidenceRule.Digamma => [("loss_edl", (truth * (Digamma.Call(strength) - Digamma.Call(alpha))).Sum([1]).Mean())],
            EvidenceRule.Mse => [("loss_cls", (truth - (alpha / strength)).Square().Sum([1]).Mean()), ("loss_var", Variance(alpha, strength))],
            _ => [("loss_cls", (truth * (strength.Log() - alpha.Log())).Sum([1]).Mean()), ("loss_var", Variance(alpha, strength))],
        };
        if (Divergence || Rule == EvidenceRule.CrossEntropy)
        {
            terms.Add(("loss_kl", DivergenceFromEven(((alpha - 1.0) * (1.0 - truth)) + 1.0).Mean() * weight));
        }

        if (Calibration && Rule is EvidenceRule.Log or EvidenceRule.Digamma)
        {
            terms.Add(("loss_avu", Calibrate(alpha, strength, labels, weight)));
        }

        return terms;
    }

    private static Tensor Variance(Tensor alpha, Tensor strength) =>
        (alpha * (strength - alpha) / (strength.Square() * (strength + 1.0))).Sum([1]).Mean();

    /// <summary>Kullback and Leibler's divergence of a Dirichlet distribution from the even one, for each row.</summary>
    private static Tensor DivergenceFromEven(Tensor alpha)
    {
        var strength = alpha.Sum([1], keepDim: true);
        var even = Tensor.Full([1], alpha.Size(1), alpha.DType, alpha.Device);
        return ((alpha - 1.0) * (Digamma.Call(alpha) - Digamma.Call(strength))).Sum([1]) - LogGamma.Call(alpha).Sum([1])
            + (LogGamma.Call(strength) - LogGamma.Call(even)).Squeeze(1);
    }

    private Tensor Calibrate(Tensor alpha, Tensor strength, Tensor labels, double weight)
    {
        var (score, predicted) = (alpha / strength).Max(1);
        var uncertainty = strength.Squeeze(1).Reciprocal() * (double)alpha.Size(1);
        var right = predicted.Eq(labels).To(alpha.DType);
        var certain = Disentangle
            ? (score * (1.0 - uncertainty) + Tiny).Log()
            : score * (1.0 - uncertainty + Tiny).Log();
        var uncertain = Disentangle
            ? ((1.0 - score) * uncertainty + Tiny).Log()
            : (1.0 - score) * (uncertainty + Tiny).Log();
        return -((right * certain * weight) + ((1.0 - right) * uncertain * (1 - weight))).Mean();
    }
}
