using Weft.Torch;

namespace Weft.Cdar;

/// <summary>How strongly gradients are reversed in the course of a training.</summary>
public enum ReversalSchedule
{
    /// <summary>By 1 throughout, as published for GLAD and GCD4DA.</summary>
    Constant,

    /// <summary>2 / (1 + e^(-10 p)) - 1 of the finished part p of the training (Ganin and Lempitsky, 2015), taken in the middle of the epoch.</summary>
    Dann,
}

/// <summary>
/// Gradient reversal: the identity, whose gradient is turned round (CDAR specification 2.2). What follows it learns to tell domains apart,
/// what precedes it learns to make them alike.
/// </summary>
public static class GradientReversal
{
    /// <summary>Reverses the gradients of all rows.</summary>
    /// <param name="input">Any shape; its values are handed on unchanged to the last bit.</param>
    /// <param name="strength">What gradients are multiplied by, with the other sign; 1.</param>
    public static Tensor Reverse(Tensor input, double strength = 1)
    {
        // x - x is exactly 0, so the values stay; the gradient of the sum is 1 - (1 + strength).
        var nothing = input.Detach() - input;
        return input.Add(nothing, 1 + strength);
    }

    /// <summary>Reverses the gradients of chosen rows and lets those of the others pass.</summary>
    /// <param name="input">[rows, ...].</param>
    /// <param name="rows">[rows], true where gradients are reversed.</param>
    /// <param name="strength">What their gradients are multiplied by, with the other sign; 1.</param>
    public static Tensor Reverse(Tensor input, Tensor rows, double strength = 1)
    {
        var shape = new long[input.Rank];
        Array.Fill(shape, 1);
        shape[0] = input.Size(0);
        var weights = rows.To(input.DType).Reshape(shape) * (1 + strength);
        return input + ((input.Detach() - input) * weights);
    }

    /// <summary>How strongly gradients are reversed at a place of the training.</summary>
    /// <param name="schedule">The rule.</param>
    /// <param name="place">Where the training is.</param>
    public static double Strength(ReversalSchedule schedule, TrainingPlace place) => schedule switch
    {
        ReversalSchedule.Dann => (2 / (1 + Math.Exp(-10 * (place.Epoch + 0.5) / Math.Max(place.Epochs, 1)))) - 1,
        _ => 1,
    };
}
