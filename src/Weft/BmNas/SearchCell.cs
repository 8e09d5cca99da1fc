using Weft.BmNas.Operations;
using Weft.Search;
using Weft.Torch;
using Weft.Torch.Modules;

namespace Weft.BmNas;

/// <summary>A cell during search: inner steps over relaxed sums of states, each a relaxed mixture of operations (specification 1.6).</summary>
public sealed class SearchCell : Module
{
    private readonly FusionOperation[][] steps;
    private readonly CellOutput output;

    /// <summary>Creates the cell.</summary>
    public SearchCell(BmNasShape shape, IReadOnlyList<string> operations, NetworkRandom random)
    {
        steps = [.. Enumerable.Range(0, shape.Steps).Select(s => operations.Select((name, k) =>
            AddPart($"node_ops.{s}._ops.{k}", FusionOperations.Create(name, shape, random))).ToArray())];
        output = AddPart(string.Empty, new CellOutput(shape, shape.OutputSteps, random));
    }

    /// <summary>Applies the cell to one state on both sides.</summary>
    /// <param name="input">[batch, length, channels].</param>
    /// <param name="beta">Weights of the lower edges.</param>
    /// <param name="gamma">Weights of the operations, step after step.</param>
    internal Tensor Forward(Tensor input, Coefficients beta, Coefficients gamma)
    {
        var results = new Tensor[steps.Length];
        var edge = 0;
        var operation = 0;
        for (var s = 0; s < steps.Length; s++)
        {
            var sum = beta.TimesSum(input, edge, edge + 1);
            for (var j = 0; j < s; j++)
            {
                sum = beta.AddTimes(sum, results[j], edge + 2 + j);
            }

            edge += 2 + s;
            var mixed = gamma.Times(steps[s][0].ForwardSame(sum), operation);
            for (var k = 1; k < steps[s].Length; k++)
            {
                mixed = gamma.AddTimes(mixed, steps[s][k].ForwardSame(sum), operation + k);
            }

            operation += steps[s].Length;
            results[s] = mixed;
        }

        return output.Forward(results, input);
    }
}
