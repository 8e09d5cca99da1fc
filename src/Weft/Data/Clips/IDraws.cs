namespace Weft.Data.Clips;

/// <summary>Random choices as an argument, so that what is chosen can be given in a test and repeated after a resume.</summary>
public interface IDraws
{
    /// <summary>A uniform integer from 0 to <paramref name="bound"/> - 1.</summary>
    /// <param name="bound">How many values there are; at least 1.</param>
    int Below(int bound);

    /// <summary>A uniform number in [0, 1).</summary>
    double Uniform();
}

/// <summary>Draws of one item.</summary>
/// <param name="seed">Determines them all.</param>
public sealed class ItemDraws(ulong seed) : IDraws
{
    private ItemRandom random = ItemRandom.From(seed);

    /// <inheritdoc/>
    public int Below(int bound) => random.Next(bound);

    /// <inheritdoc/>
    public double Uniform() => random.NextDouble();
}
