using Shouldly;
using Weft.Data.Clips;

namespace Weft.Tests.Data.Clips;

/// <summary>Draws that a test gives, in order: whole numbers and numbers between 0 and 1.</summary>
internal sealed class GivenDraws(params double[] given) : IDraws
{
    private int next;

    /// <summary>The bounds that were asked for.</summary>
    public List<int> Bounds { get; } = [];

    /// <summary>Whether all were drawn.</summary>
    public bool AllDrawn => next == given.Length;

    public int Below(int bound)
    {
        Bounds.Add(bound);
        var value = (int)given[next++];
        value.ShouldBeInRange(0, bound - 1);
        return value;
    }

    public double Uniform()
    {
        var value = given[next++];
        value.ShouldBeInRange(0, 1);
        return value;
    }
}
