using Weft.Torch;

namespace Weft.Cdar;

/// <summary>What a test's score for the unknown class is made of.</summary>
public enum UnknownScore
{
    /// <summary>There is none.</summary>
    None,

    /// <summary>The uncertainty that evidence for the known classes leaves.</summary>
    Evidence,

    /// <summary>100 where the known classes' probabilities are nearly even, 0 elsewhere.</summary>
    Entropy,
}

/// <summary>Scores for an unknown class, made from those of the known ones (CDAR specification 2.5).</summary>
public static class UnknownScores
{
    /// <summary>From this part of the highest possible entropy on, a sample is unknown.</summary>
    private const double EntropyLimit = 0.6;

    /// <summary>Appends a score for the unknown class.</summary>
    /// <param name="scores">[rows, classes]: logits.</param>
    /// <param name="kind">What it is made of.</param>
    /// <returns>[rows, classes + 1], or the scores as they are where there is none.</returns>
    public static Tensor Append(Tensor scores, UnknownScore kind) => kind switch
    {
        UnknownScore.Evidence => TensorScope.Run(() => Evidence(scores)),
        UnknownScore.Entropy => TensorScope.Run(() => Entropy(scores)),
        _ => scores,
    };

    private static Tensor Evidence(Tensor scores)
    {
        var strength = (EvidenceLoss.Evidence(scores) + 1.0).Sum([1], keepDim: true);
        return Tensor.Cat([scores / strength, strength.Reciprocal() * (double)scores.Size(1)], 1);
    }

    private static Tensor Entropy(Tensor scores)
    {
        var log = scores.LogSoftmax(1);
        var entropy = -(log.Exp() * log).Sum([1], keepDim: true) / Math.Log(scores.Size(1));
        return Tensor.Cat([scores, entropy.Gt(EntropyLimit).To(scores.DType) * 100.0], 1);
    }
}
