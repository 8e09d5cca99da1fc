using System.Globalization;
using Weft.Torch;

namespace Weft.Data.Backdrops;

/// <summary>How backgrounds hang together with classes: with a probability in the source, not at all in the target.</summary>
internal static class BackdropBias
{
    /// <summary>Makes sure that there are textures for all classes and that the bias is a probability.</summary>
    /// <param name="bias">The probability of agreement in the source.</param>
    /// <param name="classes">How many classes there are.</param>
    /// <exception cref="UsageException">It is not, or there are too many classes or too few.</exception>
    public static void Check(double bias, int classes)
    {
        if (!(bias is >= 0 and <= 1))
        {
            throw new UsageException(string.Create(
                CultureInfo.InvariantCulture, $"A background bias of {bias} is no probability; give one from 0 to 1."));
        }

        if (classes is < 2 or > Backdrop.Families)
        {
            throw new UsageException(
                $"Backgrounds cannot agree with {classes} classes, only with 2 to {Backdrop.Families}; leave the background bias out.");
        }
    }

    /// <summary>Draws the family of a source clip: the class's own with a probability, else another class's, all as likely.</summary>
    /// <param name="label">The clip's class.</param>
    /// <param name="classes">How many classes there are.</param>
    /// <param name="bias">The probability of agreement.</param>
    /// <param name="random">Advanced.</param>
    public static int InSource(int label, int classes, double bias, ref ItemRandom random)
    {
        if (random.NextDouble() < bias)
        {
            return label;
        }

        var other = random.Next(classes - 1);
        return other < label ? other : other + 1;
    }

    /// <summary>Draws the family of a clip of the target, whatever its class.</summary>
    /// <param name="classes">How many classes there are.</param>
    /// <param name="random">Advanced.</param>
    public static int InTarget(int classes, ref ItemRandom random) => random.Next(classes);
}
