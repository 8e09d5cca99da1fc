using Weft.BmNas.Operations;
using Weft.Search;
using Weft.Torch;
using Weft.Torch.Modules;

namespace Weft.BmNas;

/// <summary>The discrete network of a genotype, with fresh weights (specification 1.10). Only taps that are used get a reshape layer.</summary>
public sealed class FoundNetwork : FusionNetwork
{
    private readonly BmNasGenotype genotype;
    private readonly ReshapeLayer?[] reshape;
    private readonly FoundCell[] cells;
    private readonly bool[] live;
    private readonly FusionHead head;

    /// <summary>Builds the network.</summary>
    /// <param name="genotype">The choice; it fixes the numbers of cells and steps.</param>
    /// <param name="taps">The inputs.</param>
    /// <param name="shape">Channels, length and dropout.</param>
    /// <param name="classes">Number of logits.</param>
    /// <param name="random">Initial values and masks.</param>
    public FoundNetwork(BmNasGenotype genotype, IReadOnlyList<Tap> taps, BmNasShape shape, int classes, NetworkRandom random)
    {
        this.genotype = genotype;
        live = LiveStates(genotype, taps.Count);
        var used = genotype.Cells.SelectMany(c => new[] { c.X, c.Y }).ToHashSet();
        reshape = [.. taps.Select((tap, i) =>
            used.Contains(i) ? AddPart($"reshape_layers.{i}", new ReshapeLayer(tap.Channels, shape, random)) : null)];
        cells = [.. genotype.Cells.Select((cell, i) => AddPart(FusionHead.CellName(i), new FoundCell(cell, shape, random)))];
        head = AddPart(string.Empty, new FusionHead(shape.Channels, shape.Length, genotype.OutputCells, classes, random.Initial));
    }

    /// <inheritdoc/>
    public override Tensor Forward(IReadOnlyList<Tensor> taps)
    {
        var states = new Tensor?[reshape.Length + cells.Length];
        for (var i = 0; i < reshape.Length; i++)
        {
            states[i] = live[i] ? reshape[i]!.Forward(taps[i]) : null;
        }

        for (var i = 0; i < cells.Length; i++)
        {
            // Cells that nothing reads are not computed: the published code computes and drops them.
            var cell = genotype.Cells[i];
            states[reshape.Length + i] = live[reshape.Length + i] ? cells[i].Forward(states[cell.X]!, states[cell.Y]!) : null;
        }

        return head.Forward([.. states[^genotype.OutputCells..].Select(s => s!)]);
    }

    private static bool[] LiveStates(BmNasGenotype genotype, int taps)
    {
        var reached = new bool[taps + genotype.Cells.Length];
        reached.AsSpan(reached.Length - genotype.OutputCells).Fill(true);
        for (var i = genotype.Cells.Length - 1; i >= 0; i--)
        {
            if (reached[taps + i])
            {
                reached[genotype.Cells[i].X] = reached[genotype.Cells[i].Y] = true;
            }
        }

        return reached;
    }
}

/// <summary>A cell of a discrete network: chosen states, chosen operations.</summary>
internal sealed class FoundCell : Module
{
    private readonly CellGenotype genotype;
    private readonly FusionOperation[] steps;
    private readonly bool[] live;
    private readonly CellOutput output;

    internal FoundCell(CellGenotype genotype, BmNasShape shape, NetworkRandom random)
    {
        this.genotype = genotype;
        steps = [.. genotype.Steps.Select((step, s) => AddPart($"node_ops.{s}", FusionOperations.Create(step.Operation, shape, random)))];
        output = AddPart(string.Empty, new CellOutput(shape, genotype.OutputSteps, random));
        live = new bool[2 + steps.Length];
        live.AsSpan(live.Length - genotype.OutputSteps).Fill(true);
        for (var s = steps.Length - 1; s >= 0; s--)
        {
            if (live[2 + s])
            {
                live[genotype.Steps[s].X] = live[genotype.Steps[s].Y] = true;
            }
        }
    }

    internal Tensor Forward(Tensor x, Tensor y)
    {
        var states = new Tensor[2 + steps.Length];
        (states[0], states[1]) = (x, y);
        for (var s = 0; s < steps.Length; s++)
        {
            if (live[2 + s])
            {
                var (a, b) = (states[genotype.Steps[s].X], states[genotype.Steps[s].Y]);
                states[2 + s] = a == b ? steps[s].ForwardSame(a) : steps[s].Forward(a, b);
            }
        }

        return output.Forward([.. states.Skip(2)], x);
    }
}
