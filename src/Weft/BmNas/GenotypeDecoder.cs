using Weft.Torch;

namespace Weft.BmNas;

/// <summary>What the architecture parameters say after their softmax.</summary>
/// <param name="Alpha">Strength (weight of "skip") of each upper edge: cell by cell, each cell's inputs in order.</param>
/// <param name="Beta">For each cell, the strength of each lower edge: step by step.</param>
/// <param name="Gamma">For each cell and step, the probability of each operation.</param>
public sealed record ArchitectureStrengths(float[] Alpha, float[][] Beta, float[][][] Gamma);

/// <summary>Decodes architecture parameters to a genotype (specification 1.9, the rule that the published code calls v3).</summary>
public static class GenotypeDecoder
{
    /// <summary>Takes the strongest admissible choices.</summary>
    /// <param name="strengths">The probabilities.</param>
    /// <param name="taps">Labels of the inputs.</param>
    /// <param name="operations">The operations in the order of γ.</param>
    /// <param name="outputCells">How many of the last cells make the output.</param>
    /// <param name="outputSteps">How many of the last steps make a cell's output.</param>
    /// <exception cref="WeftException">Some cell has no pair of inputs left that is not used up.</exception>
    public static BmNasGenotype Decode(
        ArchitectureStrengths strengths, IReadOnlyList<string> taps, IReadOnlyList<string> operations, int outputCells, int outputSteps)
    {
        var cellCount = strengths.Beta.Length;
        var used = new bool[taps.Count];
        var cells = new CellGenotype[cellCount];
        var offset = 0;
        for (var i = 0; i < cellCount; i++)
        {
            var (x, y) = StrongestPair(strengths.Alpha.AsSpan(offset, taps.Count), used)
                ?? throw new WeftException(
                    $"Cell {i + 1} finds no two inputs that are not both used already: {taps.Count} inputs allow at most {(taps.Count + 1) / 2} "
                    + "cells in this decoder; use fewer cells.");
            used[x] = used[y] = true;
            cells[i] = new CellGenotype(x, y, [.. DecodeSteps(strengths.Beta[i], strengths.Gamma[i], operations)], outputSteps);
            offset += taps.Count + i;
        }

        return new BmNasGenotype([.. taps], [.. cells], outputCells);
    }

    /// <summary>The pair j &lt; k of raw inputs with the largest product of strengths; pairs of which both are used do not count.</summary>
    private static (int X, int Y)? StrongestPair(ReadOnlySpan<float> strengths, bool[] used)
    {
        (int X, int Y)? best = null;
        var bestProduct = float.NegativeInfinity;
        for (var j = 0; j < strengths.Length; j++)
        {
            for (var k = j + 1; k < strengths.Length; k++)
            {
                var product = strengths[j] * strengths[k];
                if (!(used[j] && used[k]) && product > bestProduct)
                {
                    best = (j, k);
                    bestProduct = product;
                }
            }
        }

        return best;
    }

    private static IEnumerable<StepGenotype> DecodeSteps(float[] beta, float[][] gamma, IReadOnlyList<string> operations)
    {
        var offset = 0;
        for (var s = 0; s < gamma.Length; s++)
        {
            var start = offset;
            var order = Enumerable.Range(0, 2 + s).OrderByDescending(j => beta[start + j]).ToList();
            var operation = Array.IndexOf(gamma[s], gamma[s].Max());
            yield return new StepGenotype(operations[operation], order[0], order[1]);
            offset += 2 + s;
        }
    }
}
